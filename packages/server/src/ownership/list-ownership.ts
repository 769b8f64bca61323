import type { Ownership } from '@critical-callout/contract/ownership';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { OPEN_REPORT } from './owner-queries.ts';

/** The laboratory's setting, inside a statement; the schema's default where nothing is set. */
export const UNOWNED_ALARM_MINUTES = sql`coalesce((select (l.value->>'unowned_alarm_minutes')::integer from lab_settings l
  where l.lab_id = b.lab_id and l.key = 'ownership_policy'), 10)`;

/** Somebody has order `b`, by its row `o` (left joined): an assignment to a person, or a claim whose lease runs. */
export const isOwned = (now: Date) => sql<boolean>`coalesce(o.assigned_user_id is not null or o.lease_until > ${now}, false)`;

/** Since when nobody has it, where nobody has: when it opened, was given up, or the last lease ran out. */
export const unownedSince = sql<Date>`greatest((select min(r.critical_at) from lab_reports r
  where r.lab_id = b.lab_id and r.bill_id = b.id and ${OPEN_REPORT}), o.unowned_since, o.lease_until)`;

type Row = {
  bill_id: number;
  assigned: { userId: string; name: string } | null;
  queue: { departmentId: number; name: string } | null;
  claim: { userId: string; name: string; claimedAt: string; leaseUntil: string } | null;
  people: Ownership['people'];
  unowned_since: Date | null;
  is_unowned_too_long: boolean;
};

const iso = (text: string): string => new Date(text).toISOString();

/** Who has each of these orders and who has it open, in one statement. */
export async function listOwnership(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
): Promise<Map<number, Ownership>> {
  const { rows } = await sql<Row>`
    select b.id as bill_id,
      case when o.assigned_user_id is not null then jsonb_build_object('userId', o.assigned_user_id, 'name', o.assigned_name) end as assigned,
      (select jsonb_build_object('departmentId', d.id, 'name', d.name) from departments d where d.lab_id = b.lab_id and d.id = o.queue_department_id) as queue,
      case when o.lease_until > ${now} then jsonb_build_object('userId', o.claim_user_id, 'name', o.claim_name, 'claimedAt', o.claimed_at,
        'leaseUntil', o.lease_until) end as claim,
      coalesce((select jsonb_agg(jsonb_build_object('userId', p.user_id, 'name', p.name, 'openedAt', p.opened_at, 'callStartedAt', p.call_started_at,
          'called', case when p.called_kind is not null then jsonb_build_object('kind', p.called_kind, 'name', p.called_name) end)
        order by p.call_started_at nulls last, p.opened_at)
        from bill_presence p where p.lab_id = b.lab_id and p.bill_id = b.id and p.seen_until > ${now}), '[]') as people,
      case when not ${isOwned(now)} then since.at end as unowned_since,
      coalesce(not ${isOwned(now)} and since.at + make_interval(mins => ${UNOWNED_ALARM_MINUTES}) <= ${now}, false) as is_unowned_too_long
    from bills b left join bill_owners o on o.lab_id = b.lab_id and o.bill_id = b.id
    left join lateral (select ${unownedSince} as at) since on true
    where b.lab_id = ${labId} and b.id = any(${[...billIds]}::bigint[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.bill_id,
      {
        assignedTo: row.assigned,
        queue: row.queue,
        claim: row.claim && { ...row.claim, claimedAt: iso(row.claim.claimedAt), leaseUntil: iso(row.claim.leaseUntil) },
        people: row.people.map((one) => ({
          ...one,
          openedAt: iso(one.openedAt),
          callStartedAt: one.callStartedAt && iso(one.callStartedAt),
        })),
        unownedSince: row.unowned_since?.toISOString() ?? null,
        isUnownedTooLong: row.is_unowned_too_long,
      },
    ]),
  );
}
