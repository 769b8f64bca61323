import { caseMessages, correctionMessage, type Playing } from '@critical-callout/domain/practice';
import { findSource } from '../ingest/index.ts';
import type { Deps } from '../platform/deps.ts';
import { CASES_SOURCE } from './furnish.ts';
import type { PracticePorts } from './ports.ts';
import { markSent, markTurnDone, type Run } from './queries.ts';

const playingOf = ({ practiceCase, id }: Run, at: Date): Playing => ({ practiceCase, runId: id, at });

/** The orders of a case arrive, as any laboratory's do. False: they could not be stored, and are sent again by the tick. */
export async function sendFirst(deps: Deps, ports: PracticePorts, run: Run): Promise<boolean> {
  if (!(await sendAll(deps, ports, run, caseMessages(playingOf(run, run.startedAt))))) return false;
  await deps.db.inLab(run.labId, (tx) => markSent(tx, run, deps.clock.now()));
  return true;
}

/** The laboratory corrects the value; the time of the message is the row's, so that it is one message however often it is sent. */
export async function sendCorrection(deps: Deps, ports: PracticePorts, run: Run): Promise<boolean> {
  const text = correctionMessage(playingOf(run, run.turnedAt ?? run.startedAt));
  if (text !== null && !(await sendAll(deps, ports, run, [text]))) return false;
  await deps.db.inLab(run.labId, (tx) => markTurnDone(tx, run, deps.clock.now()));
  return true;
}

async function sendAll({ db }: Deps, { intake }: PracticePorts, { labId }: Run, texts: readonly string[]): Promise<boolean> {
  const source = await db.inLab(labId, (tx) => findSource(tx, labId, CASES_SOURCE));
  if (!source) return false;
  for (const text of texts) {
    const raw = Buffer.from(text, 'utf8');
    const answer = await intake.accept({ source, transport: 'http', peer: 'practice', raw });
    if (!answer.isStored || answer.state !== 'PROCESSED') return false;
  }
  return true;
}
