import { judgeCase } from '@critical-callout/domain/practice';
import type { Deps } from '../platform/deps.ts';
import { closeAsColleague } from './colleague.ts';
import { readStoredCase } from './facts.ts';
import type { PracticePorts } from './ports.ts';
import { listLiveRuns, type Run, turnDueRuns } from './queries.ts';
import { sendCorrection, sendFirst } from './send.ts';
import { complete, endCaseOf } from './service.ts';

/** A request that began a case sends its orders itself; only what it could not send is sent here. */
const UNSENT_MS = 5_000;
/** Whoever has not finished by then has gone; the order would stand among the next person's. */
const LEFT_MS = 2 * 3_600_000;

/**
 * Plays what happens while somebody is on the telephone, and judges. Rows say what is due and carry the times of the
 * messages, so that a restart goes on where it was and two processes play everything once. Answers how much it did.
 */
export function createPracticeWatch(deps: Deps, ports: PracticePorts): () => Promise<number> {
  const { db, clock } = deps;
  return async () => {
    const turned = await db.inSystem((tx) => turnDueRuns(tx, clock.now()));
    const runs = await db.inSystem((tx) => listLiveRuns(tx, null));
    let done = turned.length;
    for (const run of runs) done += await play(deps, ports, run);
    return done;
  };
}

async function play(deps: Deps, ports: PracticePorts, run: Run): Promise<number> {
  const now = deps.clock.now();
  if (run.turnedAt !== null && run.turnDoneAt === null) {
    if (run.practiceCase === 'colleague') await closeAsColleague(deps, ports, run);
    else await sendCorrection(deps, ports, run);
  }
  const age = now.getTime() - run.startedAt.getTime();
  if (run.sentAt === null) {
    if (age > UNSENT_MS) await sendFirst(deps, ports, run);
    return 0;
  }
  return deps.db.inLab(run.labId, async (tx) => {
    const { facts } = await readStoredCase(tx, run);
    if (judgeCase(run.practiceCase, facts).isComplete) return (await complete(tx, run, now)) ? 1 : 0;
    if (age < LEFT_MS) return 0;
    await endCaseOf(tx, ports, run, { because: 'left', by: null, now });
    return 1;
  });
}
