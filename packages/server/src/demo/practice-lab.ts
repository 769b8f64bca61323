import { createHmac } from 'node:crypto';
import type { Role } from '@critical-callout/domain/auth';
import { practiceDoctors, practiceOrganizations } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import { createUser, findUserByUserName, OPERATOR, setPassword } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';

export const PRACTICE_LAB = { code: 'practice', name: 'Practice Laboratory' } as const;

export type PracticeUser = { userName: string; name: string; role: Role; about: string; doctor?: string };

/** One person of each role; everybody is invented. */
export const PRACTICE_USERS: readonly PracticeUser[] = [
  { userName: 'tess', name: 'Tess Okonjo', role: 'technologist', about: 'makes the calls' },
  { userName: 'carl', name: 'Carl Lindgren', role: 'caller', about: 'call centre' },
  { userName: 'sofia', name: 'Sofia Marsh', role: 'supervisor', about: 'sees what is late' },
  { userName: 'henrik', name: 'Dr. Henrik Solano', role: 'doctor', about: 'in-house doctor, signs reports', doctor: '7002' },
  {
    userName: 'lucia',
    name: 'Dr. Lucia Brandvold',
    role: 'doctor',
    about: 'referring doctor, sees her own orders',
    doctor: '7005',
  },
  { userName: 'dagny', name: 'Dagny Ferrars', role: 'director', about: 'approves limits' },
  { userName: 'ada', name: 'Ada Quint', role: 'lab-admin', about: 'users and settings' },
  { userName: 'ines', name: 'Ines Falk', role: 'integrator', about: 'messages and quarantine' },
  { userName: 'otto', name: 'Otto Reuss', role: 'auditor', about: 'reads the audit trail' },
];

const DEPARTMENTS: readonly [code: string, name: string][] = [
  ['CH', 'Chemistry'],
  ['HM', 'Haematology'],
  ['CO', 'Coagulation'],
  ['BG', 'Blood gas and point of care'],
  ['MB', 'Microbiology'],
];

const PRACTICE_KEY = 'practice';

/**
 * The password of every practice user: made from the secret of this installation, so that it is the same at the next
 * start and nobody elsewhere knows it. Letters and digits that are not mistaken for each other.
 */
export function practicePassword(secret: string): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const bytes = createHmac('sha256', secret).update('practice sign-in').digest();
  const letters = [...bytes.subarray(0, 16)].map((byte) => alphabet[byte % alphabet.length]);
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join('')).join('-');
}

/** Departments, organizations, doctors and users of the practice lab. What is there stays: a second start changes nothing. */
export async function furnishPracticeLab(deps: Deps, labId: number): Promise<{ password: string }> {
  await deps.db.inLab(labId, (tx) => insertDirectory(tx, labId));
  const password = practicePassword(deps.config.secret);
  const doctors = await deps.db.inLab(labId, (tx) =>
    sql<{ id: number; code: string }>`select id, code from doctors where lab_id = ${labId}`.execute(tx),
  );
  const departments = await deps.db.inLab(labId, (tx) =>
    sql<{ id: number }>`select id from departments where lab_id = ${labId}`.execute(tx),
  );
  const ids = {
    doctors: new Map(doctors.rows.map(({ id, code }) => [code, id])),
    departments: departments.rows.map(({ id }) => id),
  };
  const isSamePassword = await isPasswordKept(deps, labId, password);
  for (const user of PRACTICE_USERS) await ensureUser(deps, labId, user, ids, password, isSamePassword);
  await keepPasswordMark(deps, labId, password);
  return { password };
}

async function insertDirectory(tx: Tx, labId: number): Promise<void> {
  for (const [code, name] of DEPARTMENTS) {
    await sql`insert into departments (lab_id, code, name) values (${labId}, ${code}, ${name}) on conflict (lab_id, code) do nothing`.execute(
      tx,
    );
  }
  for (const { code, name, email, phone, fax } of practiceOrganizations) {
    await sql`insert into organizations (lab_id, code, name, email, phone, fax) values (${labId}, ${code}, ${name}, ${email}, ${phone}, ${fax})
      on conflict (lab_id, code) do nothing`.execute(tx);
  }
  for (const { code, name, email, phone, organization } of practiceDoctors) {
    await sql`insert into doctors (lab_id, code, name, email, phone, organization_id)
      select ${labId}::bigint, ${code}, ${name}, ${email}, ${phone}, (select id from organizations where lab_id = ${labId} and code = ${organization})
      on conflict (lab_id, code) do nothing`.execute(tx);
  }
}

type Ids = { doctors: Map<string, number>; departments: number[] };

async function ensureUser(
  deps: Deps,
  labId: number,
  user: PracticeUser,
  ids: Ids,
  password: string,
  isSamePassword: boolean,
): Promise<void> {
  const { userName, name, role, doctor } = user;
  const known = await deps.db.inLab(labId, (tx) => findUserByUserName(tx, labId, userName));
  if (known) {
    // Another secret than at the last start (a moved DATABASE_URL): what is printed must be what works.
    if (!isSamePassword) await setPassword(deps, { appendEvents }, userName, password, OPERATOR);
    return;
  }
  const isReferral = doctor === '7005';
  const access =
    doctor === undefined
      ? {}
      : {
          docType: isReferral ? (2 as const) : (0 as const),
          doctorId: ids.doctors.get(doctor),
          departmentIds: isReferral ? [] : ids.departments,
        };
  await createUser(deps, { appendEvents }, { labId, userName, name, role, password, ...access });
}

const markOf = (password: string): string => createHmac('sha256', password).update('mark').digest('hex');

async function isPasswordKept(deps: Deps, labId: number, password: string): Promise<boolean> {
  const found = await deps.db.inLab(labId, (tx) =>
    sql<{
      mark: string;
    }>`select value->>'password_mark' as mark from lab_settings where lab_id = ${labId} and key = ${PRACTICE_KEY}`.execute(tx),
  );
  return found.rows[0]?.mark === markOf(password);
}

async function keepPasswordMark(deps: Deps, labId: number, password: string): Promise<void> {
  const value = JSON.stringify({ password_mark: markOf(password) });
  await deps.db.inLab(labId, (tx) =>
    sql`insert into lab_settings (lab_id, key, value, updated_at) values (${labId}, ${PRACTICE_KEY}, ${value}::jsonb, ${deps.clock.now()})
      on conflict (lab_id, key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(tx),
  );
}

/** The practice lab if it is there. A database that holds any other lab is refused: practice never mixes with patients. */
export async function findPracticeLab(deps: Deps): Promise<number | null> {
  const { rows } = await deps.db.inSystem((tx) =>
    sql<{ id: number; code: string; is_practice: boolean }>`select id, code, is_practice from labs`.execute(tx),
  );
  // One that is being set up is marked as practice too, and will not be one for long.
  const real = rows.find((lab) => !lab.is_practice || lab.code !== PRACTICE_LAB.code);
  if (real) {
    throw new Error(
      `This database holds the laboratory "${real.code}", which is not for practice. The demo does not mix with it: set CALLOUT_DATA_DIR to another folder, or DATABASE_URL to another database.`,
    );
  }
  return rows.find((lab) => lab.code === PRACTICE_LAB.code)?.id ?? null;
}
