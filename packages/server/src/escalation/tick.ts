import { decideStep } from '@critical-callout/domain/escalation';
import { appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { holdForClaim } from './hold.ts';
import { alarmEvent, performStep } from './perform.ts';
import type { EscalationPorts } from './ports.ts';
import { type ClaimedStep, claimDueSteps, endSteps, lockRun, stopRun } from './run-queries.ts';
import { noteSweep, tellOfSilentAuditor } from './watch-queries.ts';

export type EscalatorOptions = {
  /** How long a claim holds: a process that died is replaced after this. */
  leaseMs: number;
  /** Steps taken at one look. */
  atOnce: number;
  /** Claims of one step after which it is crossed out as failed: a fault must not hold up the steps above it. */
  maxClaims: number;
};

export const ESCALATING: EscalatorOptions = { leaseMs: 30_000, atOnce: 20, maxClaims: 5 };

type TickDeps = Pick<Deps, 'db' | 'clock' | 'log'>;

/** One look for steps that are due, in any number of processes. Answers how many it took. */
export function createEscalator(
  deps: TickDeps,
  ports: EscalationPorts,
  options: EscalatorOptions = ESCALATING,
): () => Promise<number> {
  const { db, clock, log } = deps;
  return async () => {
    const now = clock.now();
    const leaseUntil = new Date(now.getTime() + options.leaseMs);
    const claimed = await db.inSystem((tx) => claimDueSteps(tx, { now, leaseUntil, limit: options.atOnce }));
    for (const claim of claimed) {
      const ids = { labId: claim.lab_id, runId: claim.run_id, step: claim.step_number, repeat: claim.repeat_number };
      try {
        await db.inLab(claim.lab_id, (tx) => takeStep(tx, ports, claim, clock.now(), options));
        log.info(ids, 'escalation step done');
      } catch (error) {
        // The claim's lease runs out and the step is tried again; the other ladders go on.
        log.error({ err: error, ...ids, claims: claim.fence }, 'escalation step failed');
      }
    }
    await db.inSystem((tx) => noteSweep(tx, now));
    await tellOfSilentAuditor(db, now);
    return claimed.length;
  };
}

async function takeStep(
  tx: Tx,
  ports: EscalationPorts,
  claim: ClaimedStep,
  now: Date,
  { maxClaims }: EscalatorOptions,
): Promise<void> {
  const labId = claim.lab_id;
  const locked = await lockRun(tx, labId, claim.run_id);
  if (!locked) return; // closed meanwhile, in the transaction that closed the callout
  const { run, steps } = locked;
  const mine = steps.find((step) => step.number === claim.step_number && step.repeat === claim.repeat_number);
  // Another process took over, or a person asked for the step early.
  if (!mine || mine.isDone || mine.fence !== claim.fence) return;
  if (mine.fence > maxClaims) {
    const text = `step ${mine.number} failed ${maxClaims} times; the ladder goes on without it`;
    const eventSeq = await appendEvents(tx, labId, [alarmEvent({ kind: 'step-failed', now, run, text }, { step: mine.number })]);
    const { number, repeat } = mine;
    await endSteps(
      tx,
      labId,
      run.id,
      [{ number, repeat, outcome: 'nobody-reached', detail: { told: [], missing: [text] }, eventSeq }],
      now,
    );
    return;
  }
  const decision = decideStep({ isOpen: run.labReportIds.length > 0, steps }, now);
  if (decision.type === 'stop') await stopRun(tx, labId, run.id, 'nothing is open any more', now);
  else if (decision.type === 'perform') {
    if (await holdForClaim(tx, { labId, run, step: mine, steps, now })) return;
    await performStep(tx, ports, { labId, run, step: decision.step, collapsed: decision.collapsed, now });
  }
}
