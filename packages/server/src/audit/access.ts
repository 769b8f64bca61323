import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type AccessLine = {
  action: string;
  billIds: readonly number[];
  at: Date;
  requestId: string;
  address: string /** Why, where one has to say so for this reading alone. */;
  reason?: string;
};

/** Notes who saw which orders, in the transaction that read them: no reading of patient data without its line. */
export async function recordAccess(tx: Tx, session: LabSession, line: AccessLine): Promise<void> {
  const reasons = [session.kind === 'support' ? session.reason : null, line.reason].filter(Boolean);
  const reason = reasons.length > 0 ? reasons.join('; ') : null;
  await sql`
    insert into access_log (lab_id, at, user_id, action, bill_ids, reason, request_id, address)
    values (${session.labId}, ${line.at}, ${session.userId}, ${line.action}, ${[...line.billIds]}::bigint[], ${reason}, ${line.requestId}, ${line.address})
  `.execute(tx);
}
