import type { Person } from '@critical-callout/contract/auth';
import { expect, it } from 'vitest';
import { accessOf, changeOf, draftOf } from './person-fields.ts';

const doctor = { id: 7, name: 'Dr Ada Finch' };

it.each([
  ['technologist', { departments: ['3'] }, { role: 'technologist', departmentDataType: 0, departmentIds: [3] }],
  ['technologist', { departmentDataType: '1', doctor }, { role: 'technologist', departmentDataType: 1, departmentIds: [] }],
  ['doctor', { doctor, departments: ['3'] }, { role: 'doctor', docType: 0, doctorId: 7, departmentIds: [3] }],
  ['doctor', { docType: '2', doctor, departments: ['3'] }, { role: 'doctor', docType: 2, doctorId: 7, departmentIds: [] }],
] as const)('the role %s with %j asks for what belongs to it', (role, more, expected) => {
  expect(accessOf({ ...draftOf(null), ...more, departments: 'departments' in more ? [...more.departments] : [], role })).toEqual(
    expected,
  );
});

it('a change says the name and the address only where they differ', () => {
  const person = {
    ...{ id: 'u', name: 'Ann Example', userName: 'ann', email: 'ann@lab.example', role: 'caller' },
    ...{ docType: null, doctorId: null, doctorName: null, departmentDataType: 0, departmentIds: [], isActive: true },
  } as unknown as Person;
  expect(changeOf(person, draftOf(person))).toEqual({ role: 'caller', departmentDataType: 0, departmentIds: [], isActive: true });
  expect(changeOf(person, { ...draftOf(person), name: 'Ann Other', email: 'Ann@lab.example' })).toMatchObject({
    name: 'Ann Other',
  });
  expect(changeOf(person, { ...draftOf(person), email: 'Ann@lab.example' })).not.toHaveProperty('email');
});
