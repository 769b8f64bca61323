import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { KeyRow } from './queries.ts';
import { limited } from './session.ts';

type MemberRow = Pick<KeyRow, 'role' | 'kind' | 'doc_type' | 'doctor_id' | 'department_data_type' | 'department_ids'> & {
  name: string;
};

/** What an active member of the lab would see if they asked now, with everything they may choose from; for work given to them. */
export async function findMemberSession(tx: Tx, labId: number, userId: string): Promise<LabSession | undefined> {
  const { rows } = await sql<MemberRow>`
    select u.name, m.role, m.kind, m.doc_type, m.doctor_id, m.department_data_type,
      (select coalesce(json_agg(d.department_id), '[]') from user_departments d where d.lab_id = m.lab_id and d.user_id = m.user_id) as department_ids
    from memberships m join users u on u.id = m.user_id where m.lab_id = ${labId} and m.user_id = ${userId} and m.is_active`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return undefined;
  const base = { labId, userId, userName: row.name, role: row.role };
  if (row.kind === 'support') return { ...base, kind: 'support', reason: 'work given by another', actingFor: null };
  return limited(base, row, null);
}
