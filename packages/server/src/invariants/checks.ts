import { CriticalValues, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { isBehindHold, isCoveredByRun } from '../platform/ladder-sql.ts';
import { DELIVERY_TRUTH } from './delivery-checks.ts';
import type { Check } from './statement.ts';

/** A message stored and not finished after this long is stuck. */
const UNFINISHED_SECONDS = 60;
/** A lease may have run out this long before its delivery must have been taken over. */
const LEASE_GRACE_SECONDS = 60;
/** A submit takes a client's word for the time of a call up to this much ahead of the server's clock. */
const CLOCK_SKEW_SECONDS = 60;

const OPEN = sql.join(OPEN_CRITICAL_VALUES.map((value) => sql.lit(value)));
const DONE = sql.lit(CriticalValues.CALLOUT_DONE);
const ATTEMPTED = sql.lit(CriticalValues.CALLOUT_ATTEMPTED);
const UNCALLED = sql.join([sql.lit(CriticalValues.NORMAL), sql.lit(CriticalValues.ABNORMAL)]);

/** OBX-11 D, W and X: taken back by the sender, so no value stands behind them. */
const WITHDRAWN = sql`('D', 'W', 'X')`;

const INTAKE: Check[] = [
  {
    id: 'I1',
    statement: 'every stored message is byte for byte what its hash says',
    rows: () => sql`
      select m.lab_id, 'inbound_messages ' || m.id as "row", 'the raw bytes do not match raw_sha256' as detail
      from inbound_messages m where m.raw_sha256 <> sha256(m.raw)`,
  },
  {
    id: 'I2',
    statement: 'every message set aside says why',
    rows: () => sql`
      select m.lab_id, 'inbound_messages ' || m.id as "row", m.state || ' without a reason' as detail
      from inbound_messages m where m.state in ('QUARANTINED', 'IGNORED') and btrim(coalesce(m.reason, '')) = ''`,
  },
  {
    id: 'I3',
    statement: `every stored message is processed, ignored or quarantined within ${UNFINISHED_SECONDS} s`,
    rows: (now) => sql`
      select m.lab_id, 'inbound_messages ' || m.id as "row", 'still RECEIVED since ' || m.received_at as detail
      from inbound_messages m
      where m.state = 'RECEIVED' and m.received_at < ${now}::timestamptz - ${`${UNFINISHED_SECONDS} s`}::interval`,
  },
];

const CALLOUTS: Check[] = [
  {
    id: 'I4',
    statement:
      'every report with a critical result that stands is called, being called, waiting to be, or suppressed as a repeat',
    rows: () => sql`
      select r.lab_id, 'lab_reports ' || r.id as "row", 'critical_values ' || r.critical_values || ' with critical result ' || min(p.id) as detail
      from lab_reports r join results p on p.lab_id = r.lab_id and p.lab_report_id = r.id and p.superseded_at is null
      where p.is_critical and p.status not in ${WITHDRAWN} and r.critical_values in (${UNCALLED})
        and not exists (select from repeat_suppressions s where s.lab_id = p.lab_id and s.lab_report_id = p.lab_report_id and s.ended_at is null
          and s.parameter_code = p.parameter_code and s.code_system = p.code_system and s.sub_id = p.sub_id)
      group by r.lab_id, r.id, r.critical_values`,
  },
  {
    id: 'I4',
    statement: 'a result we cannot judge and its sender calls critical is critical',
    rows: () => sql`
      select p.lab_id, 'results ' || p.id as "row", 'cannot-say, sender critical, not treated as critical' as detail
      from results p
      join inbound_messages m on m.lab_id = p.lab_id and m.id = p.message_id
      join sources s on s.lab_id = m.lab_id and s.id = m.source_id
      where p.superseded_at is null and p.verdict = 'cannot-say' and p.sender_verdict = 'critical' and not p.is_critical
        and p.status not in ${WITHDRAWN} and (s.is_preliminary_called or p.status not in ('P', 'R', 'S'))`,
  },
  {
    id: 'I4',
    statement: 'every suppressed repeat names a rule that was approved, and a callout of the same patient that is done still',
    rows: () => sql`
      select s.lab_id, 'repeat_suppressions ' || s.id as "row",
        case when f.approved_at is null then 'its rule was never approved'
          when r.critical_values not in (${UNCALLED}) then 'its report is open all the same'
          when e.critical_values <> ${DONE} then 'the earlier callout is done no longer'
          when b.patient_id <> o.patient_id then 'the earlier callout was of another patient'
          else 'nobody was told by the earlier callout' end as detail
      from repeat_suppressions s
      join repeat_rules f on f.lab_id = s.lab_id and f.id = s.rule_id
      join lab_reports r on r.lab_id = s.lab_id and r.id = s.lab_report_id
      join lab_reports e on e.lab_id = s.lab_id and e.id = s.earlier_lab_report_id
      left join critical_callouts k on k.lab_id = s.lab_id and k.id = s.earlier_callout_id and k.lab_report_id = e.id and not k.is_draft
      left join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      left join bills o on o.lab_id = e.lab_id and o.id = e.bill_id
      where s.ended_at is null and (f.approved_at is null or r.critical_values not in (${UNCALLED}) or e.critical_values <> ${DONE}
        or b.patient_id <> o.patient_id or k.id is null)`,
  },
  {
    id: 'I5',
    statement: 'every report that is done has the record of who told whom',
    rows: () => sql`
      select r.lab_id, 'lab_reports ' || r.id as "row", 'done, and no completed callout names it' as detail
      from lab_reports r
      where r.critical_values = ${DONE} and not exists (
        select from critical_callouts c where c.lab_id = r.lab_id and c.lab_report_id = r.id and not c.is_draft)`,
  },
  {
    id: 'I5',
    statement: 'every attempted report is named by the live draft of its order',
    rows: () => sql`
      select r.lab_id, 'lab_reports ' || r.id as "row", 'attempted, and no live draft names it' as detail
      from lab_reports r
      where r.critical_values = ${ATTEMPTED} and r.dismissed_at is null and not exists (
        select from critical_callouts c where c.lab_id = r.lab_id and c.bill_id = r.bill_id and c.is_draft and c.superseded_at is null
          and c.critical_callout_meta -> 'callout_for' @> to_jsonb(r.id))`,
  },
  {
    id: 'I5',
    statement: 'every open report belongs to an order, so that somebody can see it',
    rows: () => sql`
      select r.lab_id, 'lab_reports ' || r.id as "row", 'open, and its order is gone' as detail
      from lab_reports r where r.critical_values in (${OPEN}) and r.dismissed_at is null and r.bill_id is null`,
  },
  {
    id: 'I9',
    statement: 'every status has the event that made it, and that event names the report',
    rows: () => sql`
      select r.lab_id, 'lab_reports ' || r.id as "row",
        case when e.seq is null then 'critical_values ' || r.critical_values || ' without an event' else 'event ' || e.seq || ' does not name it' end as detail
      from lab_reports r left join events e on e.lab_id = r.lab_id and e.seq = r.critical_event_seq
      where (e.seq is null and r.critical_values <> ${sql.lit(CriticalValues.NORMAL)})
        or (e.seq is not null and e.bill_id is not distinct from r.bill_id and cardinality(e.lab_report_ids) > 0
          and not r.id = any(e.lab_report_ids) and r.critical_values <> ${sql.lit(CriticalValues.CALLOUT_PENDING)})`,
  },
  {
    id: 'I11',
    statement: 'a completed submit has one record for each report it names, an attempt has one for the order',
    rows: () => sql`
      select e.lab_id, 'events ' || e.seq as "row", e.type || ' wrote ' || count(c.id) || ' records' as detail
      from events e left join critical_callouts c on c.lab_id = e.lab_id and c.event_seq = e.seq
      where e.type in ('callout-done', 'callout-closed', 'callout-attempted', 'callout-acknowledged') and e.category = 648
      group by e.lab_id, e.seq, e.type, e.lab_report_ids
      having count(c.id) <> case e.type when 'callout-attempted' then 1 else cardinality(e.lab_report_ids) end`,
  },
  {
    id: 'I11',
    statement: 'at most one live draft for each order',
    rows: () => sql`
      select c.lab_id, 'bills ' || c.bill_id as "row", count(*) || ' live drafts' as detail
      from critical_callouts c where c.is_draft and c.superseded_at is null and c.bill_id is not null
      group by c.lab_id, c.bill_id having count(*) > 1`,
  },
  {
    id: 'I12',
    statement: 'a callout is done after its result opened',
    rows: () => sql`
      select c.lab_id, 'critical_callouts ' || c.id as "row", 'performed ' || c.performed_at || ', opened ' || o.critical_at as detail
      from critical_callouts c
      join lateral (select w.critical_at from callout_openings w where w.lab_id = c.lab_id and w.lab_report_id = c.lab_report_id
        and w.event_seq < c.event_seq order by w.event_seq desc limit 1) o on true
      where not c.is_draft and c.performed_at < o.critical_at`,
  },
  {
    id: 'I12',
    statement: 'a call is recorded after it was made, and after the result was known',
    rows: () => sql`
      select c.lab_id, 'critical_callouts ' || c.id as "row",
        'performed ' || c.performed_at || ', recorded ' || c.recorded_at || coalesce(', result stored ' || first.at, ', result never stored') as detail
      from critical_callouts c
      left join lateral (
        select min(p.received_at) as at from results p where p.lab_id = c.lab_id and p.lab_report_id = c.lab_report_id) first on true
      where c.performed_at > c.recorded_at + ${`${CLOCK_SKEW_SECONDS} s`}::interval
        or (c.lab_report_id is not null and first.at > c.recorded_at)`,
  },
];

/** The auditor looks once a minute and puts right what it finds: what is broken longer than this, nobody watches. */
const UNWATCHED_SECONDS = 180;

const ESCALATION: Check[] = [
  {
    id: 'I6',
    statement: 'every open callout has a ladder of its own opening that is no later than its deadline',
    rows: (now) => sql`
      select r.lab_id, 'bills ' || r.bill_id as "row", 'due ' || min(r.due_at) || ', and no ladder for it' as detail
      from lab_reports r
      where r.critical_values in (${OPEN}) and r.dismissed_at is null and r.is_collected and r.bill_id is not null
        and r.critical_at < ${now}::timestamptz - ${`${UNWATCHED_SECONDS} s`}::interval
        and not exists (select from escalation_runs u where u.lab_id = r.lab_id and u.bill_id = r.bill_id
          and ${isCoveredByRun(sql`r.critical_at`, sql`r.due_at`)})
      group by r.lab_id, r.bill_id`,
  },
  {
    id: 'I6',
    statement: `no step of a running ladder waits more than ${UNWATCHED_SECONDS} s past its time`,
    rows: (now) => sql`
      select s.lab_id, 'escalation_runs ' || s.run_id as "row", 'step ' || min(s.step_number) || ' was due ' || min(s.due_at) as detail
      from escalation_steps s join escalation_runs u on u.lab_id = s.lab_id and u.id = s.run_id and u.stopped_at is null
      where s.done_at is null and s.due_at < ${now}::timestamptz - ${`${UNWATCHED_SECONDS} s`}::interval
        and not ${isBehindHold(new Date(now.getTime() - UNWATCHED_SECONDS * 1000))}
      group by s.lab_id, s.run_id`,
  },
];

const DELIVERIES: Check[] = [
  {
    id: 'I7',
    statement: `no delivery stays in sending more than ${LEASE_GRACE_SECONDS} s past its lease`,
    rows: (now) => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", 'sending, lease ended ' || d.lease_until as detail
      from deliveries d where d.state = 'sending' and d.lease_until < ${now}::timestamptz - ${`${LEASE_GRACE_SECONDS} s`}::interval`,
  },
  {
    id: 'I7',
    statement: 'every delivery that ended without arriving says why',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", d.state || ' without a reason' as detail
      from deliveries d where d.state in ('failed', 'unknown', 'cancelled') and btrim(coalesce(d.reason, '')) = ''`,
  },
  {
    id: 'I8',
    statement: 'every delivery that was accepted has the answer of the other side',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", d.state || ', and no attempt was accepted' as detail
      from deliveries d
      where d.state = 'accepted' and not exists (
        select from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.result in ('accepted', 'delivered'))`,
  },
];

const OWNERSHIP: Check[] = [
  {
    id: 'I5',
    statement: 'nobody has an order on which nothing is open',
    rows: () => sql`
      select o.lab_id, 'bill_owners ' || o.bill_id as "row", 'owned, and nothing of the order is open' as detail
      from bill_owners o where not exists (
        select from lab_reports r where r.lab_id = o.lab_id and r.bill_id = o.bill_id and r.critical_values in (${OPEN}) and r.dismissed_at is null)`,
  },
  {
    id: 'I6',
    statement: `a hand-over not accepted in time is told within ${UNWATCHED_SECONDS} s`,
    rows: (now) => sql`
      select h.lab_id, 'handovers ' || h.id as "row", 'was to be accepted by ' || h.due_at || ', and nobody was told' as detail
      from handovers h where h.state = 'offered' and h.alarmed_at is null and h.due_at < ${now}::timestamptz - ${`${UNWATCHED_SECONDS} s`}::interval`,
  },
  {
    id: 'I9',
    statement: 'every owner has the event that made them so, of that order',
    rows: () => sql`
      select o.lab_id, 'bill_owners ' || o.bill_id as "row", 'event ' || o.event_seq || ' is of another order' as detail
      from bill_owners o left join events e on e.lab_id = o.lab_id and e.seq = o.event_seq where e.bill_id is distinct from o.bill_id`,
  },
];

const WALLS: Check[] = [
  {
    id: 'I10',
    statement:
      'row-level security guards every table the program may touch for a lab, and neither role of the program can step over it',
    rows: () => sql`
      select 0::bigint as lab_id, 'table ' || t.relname as "row",
        case when not t.relrowsecurity then 'row-level security is off' else 'no policy own_lab' end as detail
      from pg_class t join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'lab_id' and not a.attisdropped
      where t.relkind in ('r', 'p') and has_table_privilege('critical_callout_app', t.oid, 'select, insert, update, delete')
        and (not t.relrowsecurity or not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'own_lab'))
      union all
      select 0::bigint, 'role ' || r.rolname, 'is a superuser, bypasses row-level security or owns a table'
      from pg_roles r
      where r.rolname in ('critical_callout_app', 'critical_callout_system')
        and (r.rolsuper or r.rolbypassrls or exists (select from pg_class t where t.relowner = r.oid))`,
  },
];

export const CHECKS: readonly Check[] = [
  ...INTAKE,
  ...CALLOUTS,
  ...ESCALATION,
  ...OWNERSHIP,
  ...DELIVERIES,
  ...DELIVERY_TRUTH,
  ...WALLS,
];
