import type { WorklistQuery } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';

/** Minutes before the deadline from which an order counts as due soon. */
export const DUE_SOON_MINUTES = 10;
/** Reasons why an open report is more than a new critical value: something changed, or nobody could read it. */
export const REVIEW_REASONS = sql`('correction', 'changed-critical', 'unparsed')`;

export const openReports = (session: LabSession): RawBuilder<boolean> => sql<boolean>`
  r.lab_id = ${session.labId} and r.critical_values in ${IS.open} and r.dismissed_at is null and r.is_collected and ${visibleReports(session)}`;

/** Alias `r`: the ladder of its order has done every step, and nobody came. */
export const IS_EXHAUSTED = sql<boolean>`exists (select from escalation_runs u where u.lab_id = r.lab_id and u.bill_id = r.bill_id
  and u.stopped_at is null and u.exhausted_at is not null)`;
/** Alias `r`: a next try was planned, and its time has passed. */
export const isTryPassed = (
  now: Date,
): RawBuilder<boolean> => sql<boolean>`exists (select from callout_retries t where t.lab_id = r.lab_id
  and t.bill_id = r.bill_id and t.ended_at is null and t.next_try_at <= ${now})`;
/** Alias `r`: somebody is on the telephone about its order. */
export const isBeingCalled = (
  now: Date,
): RawBuilder<boolean> => sql<boolean>`exists (select from bill_presence c where c.lab_id = r.lab_id
  and c.bill_id = r.bill_id and c.seen_until > ${now} and c.call_started_at is not null)`;
/** Alias `o`, left joined: somebody has the order. */
export const isOwned = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`coalesce(o.assigned_user_id is not null or o.lease_until > ${now}, false)`;
const ALARM_MINUTES = sql`coalesce((select (l.value->>'unowned_alarm_minutes')::integer from lab_settings l
  where l.lab_id = app_lab() and l.key = 'ownership_policy'), 10)`;
/** Nobody has had it for longer than the laboratory wants; `since`: when the order became critical. */
export const isUnownedTooLong = (since: RawBuilder<unknown>, now: Date): RawBuilder<boolean> =>
  sql<boolean>`(not ${isOwned(now)} and greatest(${since}, o.unowned_since, o.lease_until) + make_interval(mins => ${ALARM_MINUTES}) <= ${now})`;

const SEARCHED = [
  'p.family_name',
  'p.given_name',
  'p.identifier',
  'b.bill_number',
  'b.accession_number',
  'b.ward',
  'b.ordering_phone',
  'r.test_name',
];

/** What narrows the list row by row: aliases `r`, `b`, `p`. */
export function matches(query: WorklistQuery, session: LabSession, now: Date): RawBuilder<boolean> {
  const conditions: RawBuilder<boolean>[] = [sql<boolean>`true`];
  const { departmentId, test, locationType, severity, assigned, minAgeMinutes, billIds, q } = query;
  if (departmentId) conditions.push(sql<boolean>`r.department_id = ${departmentId}`);
  if (test) conditions.push(sql<boolean>`r.test_code = ${test}`);
  if (locationType) conditions.push(sql<boolean>`b.patient_class = ${locationType}`);
  if (billIds) conditions.push(sql<boolean>`r.bill_id = any(${billIds}::bigint[])`);
  if (minAgeMinutes) conditions.push(sql<boolean>`r.critical_at <= ${new Date(now.getTime() - minAgeMinutes * 60_000)}`);
  if (severity) {
    conditions.push(sql<boolean>`exists (select from results v where v.lab_id = r.lab_id and v.lab_report_id = r.id and v.superseded_at is null
      and v.is_critical and v.verdict = ${severity})`);
  }
  if (assigned) conditions.push(heldBy(assigned, session, now));
  if (q) {
    const text = q.toLowerCase();
    const hits = SEARCHED.map((field) => sql<boolean>`position(${text} in lower(${sql.raw(field)})) > 0`);
    conditions.push(sql<boolean>`(${sql.join(hits, sql` or `)})`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function heldBy(assigned: string, session: LabSession, now: Date): RawBuilder<boolean> {
  const ofOrder = sql<boolean>`o.lab_id = r.lab_id and o.bill_id = r.bill_id`;
  if (assigned === 'nobody') return sql<boolean>`not exists (select from bill_owners o where ${ofOrder} and ${isOwned(now)})`;
  const userId = assigned === 'me' ? session.userId : assigned;
  return sql<boolean>`exists (select from bill_owners o where ${ofOrder}
    and (o.assigned_user_id = ${userId} or (o.claim_user_id = ${userId} and o.lease_until > ${now})))`;
}

/** Over the open reports of an order: its running ladder has told the pathologists, or it is with whoever asks. */
export const wantsAdvice = (
  session: LabSession,
  now: Date,
): RawBuilder<boolean> => sql<boolean>`bool_or(exists (select from escalation_runs u
    join escalation_steps s on s.lab_id = u.lab_id and s.run_id = u.id
    where u.lab_id = r.lab_id and u.bill_id = r.bill_id and u.stopped_at is null and s.who = 'pathologist' and s.done_at is not null)
  or ${heldBy('me', session, now)})`;

/** What narrows the list order by order, over its open reports. */
export function stateFilter(state: WorklistQuery['state'], session: LabSession, now: Date): RawBuilder<boolean> {
  switch (state) {
    case 'overdue':
      return sql<boolean>`min(r.due_at) < ${now}`;
    case 'due-soon':
      return sql<boolean>`min(r.due_at) >= ${now} and min(r.due_at) < ${now}::timestamptz + make_interval(mins => ${DUE_SOON_MINUTES})`;
    case 'new':
      return sql<boolean>`bool_and(r.critical_values = ${IS.pending})`;
    case 'attempted':
      return sql<boolean>`bool_or(r.critical_values = ${IS.attempted})`;
    case 'needs-review':
      return sql<boolean>`bool_or(r.critical_reason in ${REVIEW_REASONS})`;
    case 'being-called':
      return sql<boolean>`bool_or(${isBeingCalled(now)})`;
    case 'unowned':
      return sql<boolean>`coalesce((select ${isUnownedTooLong(sql`first.at`, now)} from (select min(r.critical_at) as at) first
        left join bill_owners o on o.lab_id = app_lab() and o.bill_id = r.bill_id), false)`;
    case 'exhausted':
      return sql<boolean>`bool_or(${IS_EXHAUSTED})`;
    case 'advice':
      return wantsAdvice(session, now);
    case 'try-passed':
      return sql<boolean>`bool_or(${isTryPassed(now)})`;
    default:
      return sql<boolean>`true`;
  }
}
