import type { ChangeUser, NewUser, Person } from '@critical-callout/contract/auth';
import { ROLES } from '@critical-callout/domain/auth';

/** What the form holds; choices of the browser are text. */
export type PersonFields = {
  name: string;
  userName: string;
  email: string;
  role: Person['role'];
  docType: string;
  doctor: { id: number; name: string } | null;
  departmentDataType: string;
  departments: string[];
  isActive: boolean;
};

/** Support sees every lab: it is made at the command line. */
export const CHOOSABLE = ROLES.filter((role) => role !== 'support');

export const draftOf = (person: Person | null): PersonFields => ({
  name: person?.name ?? '',
  userName: person?.userName ?? '',
  email: person?.email ?? '',
  role: person?.role ?? 'technologist',
  docType: String(person?.docType ?? 0),
  doctor: person?.doctorId ? { id: person.doctorId, name: person.doctorName ?? String(person.doctorId) } : null,
  departmentDataType: String(person?.departmentDataType ?? 0),
  departments: person?.departmentIds.map(String) ?? [],
  isActive: person?.isActive ?? true,
});

/** A referral doctor sees the orders that name them, whatever the department. */
export const hasDepartments = ({ role, docType }: Pick<PersonFields, 'role' | 'docType'>): boolean =>
  !(role === 'doctor' && docType === '2');

/** Only what belongs to the role: the server refuses the rest. */
export function accessOf(fields: PersonFields): Omit<NewUser, 'name' | 'userName' | 'email'> {
  const { role, docType, doctor, departmentDataType } = fields;
  const departmentIds = hasDepartments(fields) ? fields.departments.map(Number) : [];
  if (role === 'doctor') return { role, docType: docType === '2' ? 2 : 0, ...(doctor && { doctorId: doctor.id }), departmentIds };
  return { role, departmentDataType: departmentDataType === '1' ? 1 : 0, departmentIds };
}

/** What differs of name and address goes along; an account of several labs keeps its own. */
export function changeOf(person: Person, fields: PersonFields): ChangeUser {
  const { role: _role, departmentDataType: _type, ...places } = accessOf(fields);
  const access = person.role === 'support' ? places : accessOf(fields);
  const [name, email] = [fields.name.trim(), fields.email.trim().toLowerCase()];
  return {
    ...access,
    isActive: fields.isActive,
    ...(name !== person.name && { name }),
    ...(email !== person.email && { email }),
  };
}
