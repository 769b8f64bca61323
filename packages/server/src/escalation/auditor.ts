import { type EscalationPolicy, type PlannedStep, planSteps } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { isBehindHold, isCoveredByRun } from '../platform/ladder-sql.ts';
import { startMissing } from './ladder.ts';
import { alarmEvent } from './perform.ts';
import { insertSteps, OPEN_REPORT } from './run-queries.ts';
import { claimAudit, finishAudit, notePing } from './watch-queries.ts';

/** A step done later than this after its time is late. */
const LATE_MS = 60_000;
/** Rows one look takes of each kind; what is beyond is taken by the next. */
const BATCH = 2_000;

type AuditDeps = Pick<Deps, 'db' | 'clock' | 'log'>;

/** Tells the outside world that all is well; it raises the alarm when it no longer hears this. Answers what came back. */
export type Ping = () => Promise<string>;

/**
 * Compares open callouts with their ladders and ladders with their policies, says aloud what does not fit and puts right
 * what it can. One process at a time, once a minute; the ping goes out only after a look that found nothing wrong.
 */
export function createAuditor({ db, clock, log }: AuditDeps, ping: Ping | null): () => Promise<number> {
  return async () => {
    const now = clock.now();
    if (!(await db.inSystem((tx) => claimAudit(tx, now)))) return 0;
    const found = await db.inSystem((tx) => look(tx, now));
    let findings = 0;
    for (const [labId, one] of found) findings += await db.inLab(labId, (tx) => putRight(tx, labId, one, now));
    await db.inSystem((tx) => finishAudit(tx, clock.now(), findings));
    if (findings > 0) log.error({ findings }, 'escalation: the auditor found callouts that do not follow their policy');
    if (findings === 0 && ping) {
      const answer = await ping();
      await db.inSystem((tx) => notePing(tx, clock.now(), answer));
    }
    return 0; // once a minute, whatever it found
  };
}

type OpenWithout = { labId: number; billId: number; labReportId: number; labReportIds: number[]; criticalAt: Date; dueAt: Date };
type LateStep = { labId: number; runId: number; billId: number; labReportIds: number[]; step: number; dueAt: Date };
type LivePlan = {
  labId: number;
  runId: number;
  billId: number;
  policy: EscalationPolicy;
  criticalAt: Date;
  dueAt: Date;
  steps: string[];
};
type Found = { without: OpenWithout[]; late: LateStep[]; broken: { plan: LivePlan; missing: PlannedStep[] }[] };

async function look(tx: Tx, now: Date): Promise<Map<number, Found>> {
  const labs = new Map<number, Found>();
  const of = (labId: number): Found => {
    const known = labs.get(labId) ?? { without: [], late: [], broken: [] };
    labs.set(labId, known);
    return known;
  };
  for (const row of await listOpenWithoutRun(tx)) of(row.labId).without.push(row);
  for (const row of await listLateSteps(tx, new Date(now.getTime() - LATE_MS))) of(row.labId).late.push(row);
  for (const plan of await listLivePlans(tx)) {
    const have = new Set(plan.steps);
    const missing = planSteps(plan.policy, plan.criticalAt, plan.dueAt).filter(
      (step) => !have.has(`${step.number}.${step.repeat}`),
    );
    if (missing.length > 0) of(plan.labId).broken.push({ plan, missing });
  }
  return labs;
}

async function listOpenWithoutRun(tx: Tx): Promise<OpenWithout[]> {
  const { rows } = await sql<OpenWithout>`
    select r.lab_id as "labId", r.bill_id as "billId", (array_agg(r.id order by r.due_at, r.id))[1] as "labReportId", array_agg(r.id order by r.id) as "labReportIds",
      (array_agg(r.critical_at order by r.due_at, r.id))[1] as "criticalAt", min(r.due_at) as "dueAt"
    from lab_reports r
    where ${OPEN_REPORT} and r.bill_id is not null
      and not exists (select from escalation_runs u where u.lab_id = r.lab_id and u.bill_id = r.bill_id
        and ${isCoveredByRun(sql`r.critical_at`, sql`r.due_at`)})
    group by r.lab_id, r.bill_id order by min(r.due_at) limit ${BATCH}`.execute(tx);
  return rows;
}

/** The lowest late step of each ladder that still waits for it, said aloud once. */
async function listLateSteps(tx: Tx, before: Date): Promise<LateStep[]> {
  const { rows } = await sql<LateStep>`
    select distinct on (s.lab_id, s.run_id) s.lab_id as "labId", s.run_id as "runId", u.bill_id as "billId", s.step_number as step, s.due_at as "dueAt",
      array(select r.id from lab_reports r where r.lab_id = u.lab_id and r.bill_id = u.bill_id and ${OPEN_REPORT} order by r.id) as "labReportIds"
    from escalation_steps s join escalation_runs u on u.lab_id = s.lab_id and u.id = s.run_id and u.stopped_at is null
    where s.done_at is null and s.due_at < ${before} and s.alarmed_at is null and not ${isBehindHold(before)}
      and exists (select from lab_reports r where r.lab_id = u.lab_id and r.bill_id = u.bill_id and ${OPEN_REPORT})
    order by s.lab_id, s.run_id, s.due_at, s.step_number limit ${BATCH}`.execute(tx);
  return rows;
}

async function listLivePlans(tx: Tx): Promise<LivePlan[]> {
  const { rows } = await sql<LivePlan>`
    select u.lab_id as "labId", u.id as "runId", u.bill_id as "billId", u.policy, u.critical_at as "criticalAt", u.due_at as "dueAt",
      array(select s.step_number || '.' || s.repeat_number from escalation_steps s where s.lab_id = u.lab_id and s.run_id = u.id) as steps
    from escalation_runs u where u.stopped_at is null and u.bill_id is not null order by u.due_at limit ${BATCH}`.execute(tx);
  return rows;
}

/** Says what was found and puts it right, in one transaction of the laboratory. */
async function putRight(tx: Tx, labId: number, found: Found, now: Date): Promise<number> {
  const billIds = found.without.map(({ billId }) => billId).sort((a, b) => a - b);
  // Behind the orders' locks: what a callout closes or opens at this moment is seen as it will be.
  if (billIds.length > 0)
    await sql`select id from bills where lab_id = ${labId} and id = any(${billIds}::bigint[]) order by id for update`.execute(tx);
  const still = new Set((await listOpenWithoutRun(tx)).map(({ billId }) => billId));
  const without = found.without.filter(({ billId }) => still.has(billId));
  const events = [
    ...without.map((run) =>
      alarmEvent({
        kind: 'missing-ladder',
        now,
        run,
        text: 'the order had an open callout and no ladder that tells of it; it has one now',
      }),
    ),
    ...found.late.map((run) => {
      const text = `step ${run.step} was due at ${run.dueAt.toISOString()} and is not done`;
      return alarmEvent({ kind: 'late-step', now, run, text }, { run_id: run.runId, step: run.step });
    }),
    ...found.broken.map(({ plan, missing }) => {
      const text = `${missing.length} steps of its policy were missing from a ladder; they are back`;
      return alarmEvent(
        { kind: 'broken-plan', now, run: { billId: plan.billId, labReportIds: [] }, text },
        { run_id: plan.runId },
      );
    }),
  ];
  if (events.length === 0) return 0;
  const firstSeq = await appendEvents(tx, labId, events);
  if (without.length > 0) {
    const seqs = without.map((_, index) => firstSeq + index);
    await startMissing(tx, labId, without, seqs, now);
  }
  for (const { plan, missing } of found.broken)
    await insertSteps(
      tx,
      labId,
      missing.map((step) => ({ runId: plan.runId, ...step })),
    );
  if (found.late.length > 0) await markAlarmed(tx, labId, found.late, now);
  return events.length;
}

async function markAlarmed(tx: Tx, labId: number, late: readonly LateStep[], now: Date): Promise<void> {
  const runIds = late.map(({ runId }) => runId);
  await sql`update escalation_steps set alarmed_at = ${now} where lab_id = ${labId} and run_id = any(${runIds}::bigint[]) and done_at is null
    and due_at < ${new Date(now.getTime() - LATE_MS)} and alarmed_at is null`.execute(tx);
}
