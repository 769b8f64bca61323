import type { BillEscalation } from '@critical-callout/contract/escalation';
import type { LabSession } from '@critical-callout/domain/auth';
import { decideNow, type StepHow, type StepWho } from '@critical-callout/domain/escalation';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { type Actor, actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { NextRung, RungDone } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { startMissing } from './ladder.ts';
import { listPages } from './pages.ts';
import { alarmEvent, performStep } from './perform.ts';
import type { EscalationPorts } from './ports.ts';
import { lockRun, OPEN_REPORT } from './run-queries.ts';
import { findAuditorRun, isAuditorLate } from './watch-queries.ts';

type RunOut = BillEscalation['runs'][number];
type RunRow = Omit<RunOut, 'startedAt' | 'criticalAt' | 'warnAt' | 'dueAt' | 'exhaustedAt' | 'stoppedAt' | 'steps'> & {
  startedAt: Date;
  criticalAt: Date;
  warnAt: Date;
  dueAt: Date;
  exhaustedAt: Date | null;
  stoppedAt: Date | null;
};
type StepRow = {
  runId: number;
  number: number;
  repeat: number;
  kind: 'notify' | 'exhausted';
  who: StepWho;
  whoName: string | null;
  how: StepHow;
  say: string | null;
  dueAt: Date;
  doneAt: Date | null;
  held: RunOut['steps'][number]['held'];
  outcome: RunOut['steps'][number]['outcome'];
  detail: { told: { name: string; reason: string }[]; missing: string[] } | null;
};

/** Another laboratory's order, one outside the session's scope and an unknown one answer alike. */
export async function requireVisible(tx: Tx, session: LabSession, billId: number): Promise<void> {
  const { rows } = await sql`
    select 1 from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.bill_id = ${billId} and ${visibleReports(session)} limit 1`.execute(tx);
  if (rows.length === 0) throw new Refused(refusal('escalation.bill-unknown', `order ${billId} is unknown here`), 404);
}

/** Every ladder of an order with its steps, for the panel: the running ones first, then the latest. */
export async function readEscalation(tx: Tx, session: LabSession, billId: number, now: Date): Promise<BillEscalation> {
  await requireVisible(tx, session, billId);
  const { labId } = session;
  const { rows: runs } = await sql<RunRow>`
    select id, policy_key as "policyKey", policy_version as "policyVersion", started_at as "startedAt", critical_at as "criticalAt", warn_at as "warnAt",
      due_at as "dueAt", exhausted_at as "exhaustedAt", stopped_at as "stoppedAt", stop_reason as "stopReason"
    from escalation_runs where lab_id = ${labId} and bill_id = ${billId} order by stopped_at desc nulls first, id desc limit 50`.execute(
    tx,
  );
  const { rows: steps } = await sql<StepRow>`
    select run_id as "runId", step_number as number, repeat_number as repeat, kind, who, who_name as "whoName", how, say, due_at as "dueAt", done_at as "doneAt", outcome, detail,
      (select jsonb_build_object('until', h.held_until, 'by', h.claimed_by) from escalation_holds h where h.lab_id = s.lab_id and h.run_id = s.run_id
        and h.step_number = s.step_number and h.repeat_number = s.repeat_number) as held
    from escalation_steps s where lab_id = ${labId} and run_id = any(${runs.map((run) => run.id)}::bigint[])
    order by due_at, step_number, repeat_number`.execute(tx);
  const lastRunAt = await findAuditorRun(tx);
  return {
    billId,
    runs: runs.map((run) => present(run, steps)),
    pages: await listPages(tx, labId, billId),
    auditor: { lastRunAt: lastRunAt?.toISOString() ?? null, isLate: isAuditorLate(lastRunAt, now) },
    serverTime: now.toISOString(),
  };
}

function present(run: RunRow, steps: readonly StepRow[]): RunOut {
  return {
    ...run,
    startedAt: run.startedAt.toISOString(),
    criticalAt: run.criticalAt.toISOString(),
    warnAt: run.warnAt.toISOString(),
    dueAt: run.dueAt.toISOString(),
    exhaustedAt: run.exhaustedAt?.toISOString() ?? null,
    stoppedAt: run.stoppedAt?.toISOString() ?? null,
    steps: steps
      .filter(({ runId }) => runId === run.id)
      .map(({ runId: _runId, detail, dueAt, doneAt, held, ...step }) => ({
        ...step,
        held: held && { ...held, until: new Date(held.until).toISOString() },
        dueAt: dueAt.toISOString(),
        doneAt: doneAt?.toISOString() ?? null,
        told: detail?.told ?? [],
        missing: detail?.missing ?? [],
      })),
  };
}

type Asked = { labId: number; billId: number; actor: Actor; reason: string; now: Date };

/** The next rung of the order's ladder, at once, in the name of whoever asks; else why there is none. The steps after it keep their times. */
async function climb(
  tx: Tx,
  ports: EscalationPorts,
  { labId, billId, actor, reason, now }: Asked,
): Promise<RungDone | 'nothing-open' | 'stop' | 'finished'> {
  await sql`select id from bills where lab_id = ${labId} and id = ${billId} for update`.execute(tx);
  const runId = (await findLiveRun(tx, labId, billId)) ?? (await startNow(tx, labId, billId, now));
  const locked = runId === undefined ? undefined : await lockRun(tx, labId, runId);
  if (!locked) return 'nothing-open';
  const { run, steps } = locked;
  const decision = decideNow({ isOpen: run.labReportIds.length > 0, steps });
  if (decision.type === 'stop' || decision.type === 'finished') return decision.type;
  if (decision.type !== 'perform') throw new Error('a rung that is asked for does not wait');
  const { step, collapsed } = decision;
  const contacts = await performStep(tx, ports, { labId, run, step, collapsed, now, asked: { actor, reason } });
  return { step: step.number, who: step.who, how: step.how, told: contacts.map(({ name }) => name) };
}

/** A person does not wait for the next step: it is done now, with their name and reason. */
export async function escalateNow(
  tx: Tx,
  ports: EscalationPorts,
  asked: { session: LabSession; billId: number; reason: string; now: Date },
): Promise<void> {
  const { session, billId, reason, now } = asked;
  await requireVisible(tx, session, billId);
  const done = await climb(tx, ports, { labId: session.labId, billId, actor: actorOf(session), reason, now });
  if (typeof done === 'object') return;
  if (done === 'nothing-open')
    throw new Refused(refusal('escalation.nothing-open', `order ${billId} has no open callout to escalate`), 409);
  const why = done === 'stop' ? 'nothing of it is open any more' : 'every step of its policy is done';
  throw new Refused(refusal('escalation.no-step-left', `order ${billId} cannot be escalated further: ${why}`), 409);
}

/** The next rung because telling somebody did not work out. Null: the ladder has done all it can. */
export const advanceLadderOver =
  (ports: EscalationPorts): NextRung =>
  async (tx, asked) => {
    const done = await climb(tx, ports, asked);
    return typeof done === 'object' ? done : null;
  };

/** The ladder with a step left, the one whose next step is nearest; else one that is used up. */
async function findLiveRun(tx: Tx, labId: number, billId: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select u.id from escalation_runs u
    left join lateral (select min(s.due_at) as at from escalation_steps s where s.lab_id = u.lab_id and s.run_id = u.id and s.done_at is null) next on true
    where u.lab_id = ${labId} and u.bill_id = ${billId} and u.stopped_at is null order by next.at nulls last, u.id limit 1`.execute(
    tx,
  );
  return rows[0]?.id;
}

/** An open callout without a ladder gets one here rather than a refusal: somebody is asking for help. */
async function startNow(tx: Tx, labId: number, billId: number, now: Date): Promise<number | undefined> {
  const { rows } = await sql<{ id: number; critical_at: Date; due_at: Date }>`
    select r.id, r.critical_at, r.due_at from lab_reports r
    where r.lab_id = ${labId} and r.bill_id = ${billId} and ${OPEN_REPORT} order by r.due_at, r.id limit 1`.execute(tx);
  const [open] = rows;
  if (!open) return undefined;
  const run = { billId, labReportIds: [open.id] };
  const text = 'the order had an open callout and no ladder; it has one now';
  const seq = await appendEvents(tx, labId, [alarmEvent({ kind: 'missing-ladder', now, run, text })]);
  await startMissing(tx, labId, [{ billId, labReportId: open.id, criticalAt: open.critical_at, dueAt: open.due_at }], [seq], now);
  return findLiveRun(tx, labId, billId);
}
