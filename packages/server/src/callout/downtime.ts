import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { ProcessCallout } from './submit.ts';

/**
 * What was written on a downtime sheet is entered later: with the number of a sheet that was printed here, and with the reason,
 * however short ago the call was. Both times are kept, and it is counted apart.
 */
export async function refuseUnknownSheet(
  tx: Tx,
  { session: { labId }, notification: { downtimeSheet, backDatedReason } }: ProcessCallout,
): Promise<void> {
  if (downtimeSheet === undefined) return;
  const field = { field: 'notification.downtimeSheet', value: downtimeSheet };
  if (!backDatedReason) {
    const message = `downtimeSheet ${downtimeSheet} is named and backDatedReason is not: what was written on paper is entered later, with the reason`;
    throw new Refused(refusal('callout.back-dated-reason-missing', message, { field: 'notification.backDatedReason' }));
  }
  const { rows } =
    await sql`select from events where lab_id = ${labId} and seq = ${downtimeSheet} and type = 'downtime-sheet-printed'`.execute(
      tx,
    );
  if (rows.length > 0) return;
  throw new Refused(refusal('callout.downtime-sheet-unknown', `no downtime sheet ${downtimeSheet} was printed here`, field));
}
