import type { ByHand } from '@critical-callout/contract/callout';
import { sql } from 'kysely';

/** What was typed for a report (alias `r` of lab_reports); null for a report a laboratory system sent. */
export const BY_HAND = sql<ByHandRow | null>`(
  select jsonb_build_object('id', h.id, 'enteredBy', h.entered_by_name, 'enteredByUserId', h.entered_by, 'enteredAt', h.entered_at, 'receivedThrough', h.received_through,
    'receivedFrom', h.received_from, 'verifiedBy', h.verified_by, 'limit', h.limit_text, 'isCheckNeeded', h.is_check_needed,
    'checkedBy', h.checked_by_name, 'checkedAt', h.checked_at, 'withdrawnAt', h.withdrawn_at, 'withdrawnReason', h.withdrawn_reason)
  from manual_results h where h.lab_id = r.lab_id and h.lab_report_id = r.id)`;

/** PostgreSQL writes instants into JSON in its own way. */
export type ByHandRow = ByHand;

export function byHandOut(row: ByHandRow | null): ByHand | null {
  const iso = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString());
  return (
    row && {
      ...row,
      enteredAt: new Date(row.enteredAt).toISOString(),
      checkedAt: iso(row.checkedAt),
      withdrawnAt: iso(row.withdrawnAt),
    }
  );
}
