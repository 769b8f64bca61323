import type { Practice, PracticeRun } from '@critical-callout/contract/practice';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import {
  CASE_SCRIPTS,
  type CaseVerdict,
  caseOrderNumbers,
  casePatient,
  judgeCase,
  PRACTICE_CASES,
  PRACTICE_CASES_WANTED,
  type PracticeCase,
} from '@critical-callout/domain/practice';
import { actorOf, appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { dismissOpen } from './colleague.ts';
import { SETUP_CATEGORY } from './events.ts';
import { readStoredCase, type StoredCase } from './facts.ts';
import { findFirstCall } from './first-calls.ts';
import { ensurePracticeLab } from './furnish.ts';
import type { PracticePorts } from './ports.ts';
import {
  type Ending,
  endRun,
  findLiveRun,
  insertRun,
  isPracticeLab,
  listCompletedCases,
  listLiveRuns,
  listRunsOf,
  type Run,
} from './queries.ts';
import { sendFirst } from './send.ts';

/** A referring doctor sees their own orders only; the case's is nobody's. */
const sees = (session: LabSession): boolean => !(session.kind === 'doctor' && session.docType === 2);
const mayPlay = (session: LabSession): boolean => sessionMay(session, 'callout.write') && sees(session);

export function readPractice({ db, clock }: Deps, session: LabSession): Promise<Practice> {
  const { labId, userId } = session;
  return db.inLab(labId, async (tx) => {
    const isPractice = await isPracticeLab(tx, labId);
    const runs = isPractice ? await listRunsOf(tx, labId, userId) : [];
    const played = new Map<PracticeCase, PracticeRun>();
    for (const run of runs) {
      const stored = await readStoredCase(tx, run);
      const verdict = judgeCase(run.practiceCase, stored.facts);
      if (verdict.isComplete) await complete(tx, run, clock.now());
      played.set(run.practiceCase, presentRun(run, stored, verdict));
    }
    const completed = await listCompletedCases(tx, labId, userId);
    return {
      isPractice,
      mayPlay: isPractice && mayPlay(session),
      completed: completed.size,
      wanted: PRACTICE_CASES_WANTED,
      firstCall: await findFirstCall(tx, labId, userId),
      cases: PRACTICE_CASES.map((id) => {
        const run = played.get(id) ?? null;
        const isRunning = run !== null && run.phase !== 'complete';
        return {
          id,
          state: isRunning ? ('running' as const) : completed.has(id) ? ('complete' as const) : ('open' as const),
          run,
        };
      }),
    };
  });
}

/** The case begins, from the beginning where it was played before: other patient, other order. */
export async function startCase(
  deps: Deps,
  ports: PracticePorts,
  session: LabSession,
  practiceCase: PracticeCase,
): Promise<Practice> {
  const { db, clock } = deps;
  const { labId, userId } = session;
  await db.inLab(labId, (tx) => requirePlayer(tx, session));
  await ensurePracticeLab(deps, labId);
  const run = await db.inLab(labId, async (tx) => {
    await requirePlayer(tx, session);
    const now = clock.now();
    const before = await findLiveRun(tx, labId, userId, practiceCase);
    if (before) await endCaseOf(tx, ports, before, { because: 'restarted', by: session, now });
    const text = `Practice case begun - ${practiceCase}`;
    const event = { at: now, category: SETUP_CATEGORY, type: 'practice-case-started', text, actor: actorOf(session) };
    await appendEvents(tx, labId, [{ ...event, practice_case: practiceCase }]);
    return insertRun(tx, labId, userId, practiceCase, now);
  });
  if (!(await sendFirst(deps, ports, run))) {
    const message = 'The order of this case could not be stored yet. It is sent again in a few seconds.';
    throw new Refused(refusal('practice.not-sent', message, { case: practiceCase }), 503);
  }
  return readPractice(deps, session);
}

/** What is not finished is taken off the worklist. */
export async function endCase(
  deps: Deps,
  ports: PracticePorts,
  session: LabSession,
  practiceCase: PracticeCase,
): Promise<Practice> {
  await deps.db.inLab(session.labId, async (tx) => {
    await requirePlayer(tx, session);
    const run = await findLiveRun(tx, session.labId, session.userId, practiceCase);
    if (run) await endCaseOf(tx, ports, run, { because: 'ended', by: session, now: deps.clock.now() });
  });
  return readPractice(deps, session);
}

/** Before going live: every case that somebody left open, whoever it was. */
export function endAllCases({ db, clock }: Deps, ports: PracticePorts, session: LabSession): Promise<{ ended: number }> {
  return db.inLab(session.labId, async (tx) => {
    await requirePractice(tx, session.labId);
    const runs = await listLiveRuns(tx, session.labId);
    for (const run of runs) await endCaseOf(tx, ports, run, { because: 'ended', by: session, now: clock.now() });
    return { ended: runs.length };
  });
}

/** Judged and over, once. */
export async function complete(tx: Tx, run: Run, now: Date): Promise<boolean> {
  if (run.endedAt !== null || !(await endRun(tx, run, 'completed', now))) return false;
  await sayEnded(tx, run, { because: 'completed', by: null, now });
  return true;
}

export type EndingOf = { because: Ending; by: LabSession | null; now: Date };

export async function endCaseOf(tx: Tx, ports: Pick<PracticePorts, 'ladder'>, run: Run, ending: EndingOf): Promise<void> {
  if (!(await endRun(tx, run, ending.because, ending.now))) return;
  const by = ending.by ? ` by ${ending.by.userName}` : '';
  await dismissOpen(tx, ports, run, `Practice case ${ending.because}${by}`, ending.now);
  await sayEnded(tx, run, ending);
}

async function sayEnded(tx: Tx, run: Run, { because, by, now }: EndingOf): Promise<void> {
  const type = because === 'completed' ? 'practice-case-completed' : 'practice-case-ended';
  const text = `Practice case ${because} - ${run.practiceCase}`;
  const event = { at: now, category: SETUP_CATEGORY, type, text, actor: by ? actorOf(by) : SYSTEM_ACTOR };
  await appendEvents(tx, run.labId, [{ ...event, practice_case: run.practiceCase, player_user_id: run.userId, because }]);
}

async function requirePractice(tx: Tx, labId: number): Promise<void> {
  if (await isPracticeLab(tx, labId)) return;
  const message =
    'This laboratory is live: practice cases are played only in a laboratory in practice mode, never among patients.';
  throw new Refused(refusal('practice.lab-live', message), 409);
}

async function requirePlayer(tx: Tx, session: LabSession): Promise<void> {
  await requirePractice(tx, session.labId);
  if (sees(session)) return;
  const message = 'A referring doctor sees only orders of their own; the order of a practice case belongs to nobody.';
  throw new Refused(refusal('practice.not-seen', message), 403);
}

function presentRun(run: Run, { billIds, facts }: StoredCase, { phase, checks }: CaseVerdict): PracticeRun {
  const { practiceCase, id: runId } = run;
  const script = CASE_SCRIPTS[practiceCase];
  const { familyName, givenName, born, identifier } = casePatient({ practiceCase, runId });
  const numbers = caseOrderNumbers({ practiceCase, runId });
  return {
    runId,
    startedAt: run.startedAt.toISOString(),
    phase,
    checks,
    orders: script.tellings.map(({ name, value, unit }, index) => ({
      billId: billIds[index] ?? null,
      billNumber: numbers[index] ?? '',
      testName: name,
      value,
      unit,
    })),
    patient: { familyName, givenName, born: `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`, identifier },
    recipient: script.recipient,
    misheard: script.misheard ?? null,
    corrected: facts.correctedSeq === null ? null : (script.corrected ?? null),
  };
}
