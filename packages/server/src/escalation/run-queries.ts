import type { EscalationPolicy, PlannedStep, PolicyFacts, StepHow, StepWho } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import { isCoveredByRun, isHeld } from '../platform/ladder-sql.ts';

/** Events of the ladder; 648 is kept for what callers do. */
export const ESCALATION_CATEGORY = 643;

/** A report somebody must still be told of: alias `r`. The same set as the worklist's. */
export const OPEN_REPORT = sql<boolean>`(r.critical_values in ${IS.open} and r.dismissed_at is null and r.is_collected)`;

export type ReportFacts = Omit<PolicyFacts, 'hours'> & { labReportId: number; billId: number };

/** What policies ask of these reports. Only critical results open a callout, so their tier is critical. */
export async function listReportFacts(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<ReportFacts[]> {
  const { rows } = await sql<ReportFacts>`
    select r.id as "labReportId", r.bill_id as "billId", b.priority, b.patient_class as "patientClass", d.code as department, b.ward as location, r.test_code as "testCode",
      'critical' as tier
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    left join departments d on d.lab_id = r.lab_id and d.id = r.department_id
    where r.lab_id = ${labId} and r.id = any(${[...labReportIds]}::bigint[])`.execute(tx);
  return rows;
}

/** Those of the orders whose new callout a running ladder takes along. */
export async function listJoined(
  tx: Tx,
  labId: number,
  openings: readonly { billId: number; startedAt: Date; dueAt: Date }[],
): Promise<Set<number>> {
  const { rows } = await sql<{ billId: number }>`
    select o."billId" from jsonb_to_recordset(${JSON.stringify(openings)}::jsonb) as o ("billId" bigint, "startedAt" timestamptz, "dueAt" timestamptz)
    where exists (select from escalation_runs u where u.lab_id = ${labId} and u.bill_id = o."billId"
      and ${isCoveredByRun(sql`o."startedAt"`, sql`o."dueAt"`)})`.execute(tx);
  return new Set(rows.map(({ billId }) => billId));
}

export type NewRun = {
  billId: number;
  openingSeq: number;
  policy: EscalationPolicy;
  startedAt: Date;
  criticalAt: Date;
  warnAt: Date;
  dueAt: Date;
  steps: PlannedStep[];
};

/** Ladders with all their steps, in two statements whatever their number. An opening that has its ladder keeps it. */
export async function insertRuns(tx: Tx, labId: number, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map(({ steps: _steps, policy, ...run }) => ({
    ...run,
    policy,
    policyKey: policy.policyKey,
    policyVersion: policy.version,
  }));
  const { rows: made } = await sql<{ id: number; opening_seq: number; bill_id: number }>`
    insert into escalation_runs (lab_id, bill_id, opening_seq, policy_key, policy_version, policy, started_at, critical_at, warn_at, due_at)
    select ${labId}, u."billId", u."openingSeq", u."policyKey", u."policyVersion", u.policy, u."startedAt", u."criticalAt", u."warnAt", u."dueAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u ("billId" bigint, "openingSeq" bigint, "policyKey" text, "policyVersion" integer, policy jsonb,
      "startedAt" timestamptz, "criticalAt" timestamptz, "warnAt" timestamptz, "dueAt" timestamptz)
    on conflict (lab_id, bill_id, opening_seq) do nothing returning id, opening_seq, bill_id`.execute(tx);
  const steps = made.flatMap((row) => {
    const run = runs.find((one) => one.openingSeq === row.opening_seq && one.billId === row.bill_id);
    return (run?.steps ?? []).map((step) => ({ runId: row.id, ...step }));
  });
  await insertSteps(tx, labId, steps);
}

/** Steps of a plan; what is there stays as it is. Answers how many were missing. */
export async function insertSteps(tx: Tx, labId: number, steps: readonly (PlannedStep & { runId: number })[]): Promise<number> {
  if (steps.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into escalation_steps (lab_id, run_id, step_number, repeat_number, kind, who, who_id, who_name, how, say, due_at)
    select ${labId}, s."runId", s.number, s.repeat, s.kind, s.who, s."whoId", s."whoName", s.how, s.say, s.at
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb)
      as s ("runId" bigint, number integer, repeat integer, kind text, who text, "whoId" bigint, "whoName" text, how text, say text, at timestamptz)
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Stops the ladders of those orders where nothing is open any more; what they still had to do is crossed out. */
export async function stopRunsOfClosed(
  tx: Tx,
  change: { labId: number; billIds: readonly number[]; reason: string; now: Date },
): Promise<void> {
  const { labId, billIds, reason, now } = change;
  await sql`
    with over as (
      update escalation_runs u set stopped_at = ${now}, stop_reason = ${reason}
      where u.lab_id = ${labId} and u.bill_id = any(${[...billIds]}::bigint[]) and u.stopped_at is null
        and not exists (select from lab_reports r where r.lab_id = u.lab_id and r.bill_id = u.bill_id and ${OPEN_REPORT})
      returning u.lab_id, u.id)
    update escalation_steps s set done_at = ${now}, outcome = 'stopped', lease_until = null
    from over where s.lab_id = over.lab_id and s.run_id = over.id and s.done_at is null`.execute(tx);
}

export type StepRow = {
  number: number;
  repeat: number;
  kind: PlannedStep['kind'];
  who: StepWho;
  whoId: number | null;
  whoName: string | null;
  how: StepHow;
  say: string | null;
  at: Date;
  isDone: boolean;
  fence: number;
  /** A claim held it back once. */
  wasHeld: boolean;
};

export type RunRow = {
  id: number;
  billId: number;
  openingSeq: number;
  policyKey: string;
  dueAt: Date;
  labReportIds: number[];
  /** Somebody was told of one of the open reports before: it opened again. */
  wasTold: boolean;
  /** Its policy lets a claim hold its notices back. */
  claimPauses: boolean;
};

/** Locks a running ladder behind the lock of its order. `labReportIds`: the open reports; none means nothing is left to tell. */
export async function lockRun(tx: Tx, labId: number, runId: number): Promise<{ run: RunRow; steps: StepRow[] } | undefined> {
  await sql`select b.id from bills b join escalation_runs u on u.lab_id = b.lab_id and u.bill_id = b.id
    where u.lab_id = ${labId} and u.id = ${runId} for update of b`.execute(tx);
  const { rows } = await sql<RunRow>`
    select u.id, u.bill_id as "billId", u.opening_seq as "openingSeq", u.policy_key as "policyKey", u.due_at as "dueAt",
      array(select r.id from lab_reports r where r.lab_id = u.lab_id and r.bill_id = u.bill_id and ${OPEN_REPORT} order by r.id) as "labReportIds",
      exists (select from critical_callouts k join lab_reports r on r.lab_id = k.lab_id and r.id = k.lab_report_id
        where k.lab_id = u.lab_id and k.bill_id = u.bill_id and not k.is_draft and k.closing_code is null and ${OPEN_REPORT}) as "wasTold",
      coalesce((u.policy->>'claimPauses')::boolean, false) as "claimPauses"
    from escalation_runs u where u.lab_id = ${labId} and u.id = ${runId} and u.stopped_at is null for update of u`.execute(tx);
  const [run] = rows;
  if (!run) return undefined;
  const { rows: steps } = await sql<StepRow>`
    select step_number as number, repeat_number as repeat, kind, who, who_id as "whoId", who_name as "whoName", how, say, due_at as at, done_at is not null as "isDone", fence,
      exists (select from escalation_holds h where h.lab_id = s.lab_id and h.run_id = s.run_id and h.step_number = s.step_number
        and h.repeat_number = s.repeat_number) as "wasHeld"
    from escalation_steps s where lab_id = ${labId} and run_id = ${runId} order by due_at, step_number, repeat_number`.execute(
    tx,
  );
  return { run, steps };
}

export async function stopRun(tx: Tx, labId: number, runId: number, reason: string, now: Date): Promise<void> {
  await sql`update escalation_runs set stopped_at = ${now}, stop_reason = ${reason} where lab_id = ${labId} and id = ${runId}`.execute(
    tx,
  );
  await sql`update escalation_steps set done_at = ${now}, outcome = 'stopped', lease_until = null
    where lab_id = ${labId} and run_id = ${runId} and done_at is null`.execute(tx);
}

export type StepEnd = {
  number: number;
  repeat: number;
  outcome: 'told' | 'task' | 'nobody-reached' | 'collapsed';
  detail: unknown;
  eventSeq: number;
};

export async function endSteps(tx: Tx, labId: number, runId: number, ends: readonly StepEnd[], now: Date): Promise<void> {
  await sql`
    update escalation_steps s set done_at = ${now}, outcome = e.outcome, detail = e.detail, event_seq = e."eventSeq", lease_until = null
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e (number integer, repeat integer, outcome text, detail jsonb, "eventSeq" bigint)
    where s.lab_id = ${labId} and s.run_id = ${runId} and s.step_number = e.number and s.repeat_number = e.repeat and s.done_at is null`.execute(
    tx,
  );
}

export async function markExhausted(tx: Tx, labId: number, runId: number, now: Date): Promise<void> {
  await sql`update escalation_runs set exhausted_at = coalesce(exhausted_at, ${now}) where lab_id = ${labId} and id = ${runId}`.execute(
    tx,
  );
}

/** Clocks of two servers may differ by this much without taking each other's steps. */
const SET_BACK_MS = 60_000;

export type ClaimedStep = { lab_id: number; run_id: number; step_number: number; repeat_number: number; fence: number };

/**
 * Takes the next step of each ladder that is due, across all laboratories: only the first that waits, so a ladder is
 * climbed in order whatever the number of processes. Rows another process is taking are skipped, not waited for. A lease
 * that ends later than any lease of now could was given before the clock was set back: it would hold the step up for hours.
 */
export async function claimDueSteps(
  tx: Tx,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<ClaimedStep[]> {
  const { rows } = await sql<ClaimedStep>`
    with due as (
      select s.lab_id, s.run_id, s.step_number, s.repeat_number from escalation_steps s
      where s.done_at is null and s.due_at <= ${now} and (s.lease_until is null or s.lease_until <= ${now} or s.lease_until > ${new Date(leaseUntil.getTime() + SET_BACK_MS)})
        and not ${isHeld(now)}
        and not exists (select from escalation_steps e where e.lab_id = s.lab_id and e.run_id = s.run_id and e.done_at is null
          and (e.due_at, e.step_number, e.repeat_number) < (s.due_at, s.step_number, s.repeat_number))
      order by s.due_at limit ${limit} for update of s skip locked)
    update escalation_steps s set lease_until = ${leaseUntil}, fence = s.fence + 1 from due
    where s.lab_id = due.lab_id and s.run_id = due.run_id and s.step_number = due.step_number and s.repeat_number = due.repeat_number
    returning s.lab_id, s.run_id, s.step_number, s.repeat_number, s.fence`.execute(tx);
  return rows;
}
