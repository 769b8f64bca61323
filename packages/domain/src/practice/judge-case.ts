import { compareReadBack } from '../callout/index.ts';
import { CASE_SCRIPTS, type CaseScript, type PracticeCase } from './cases.ts';

/** A record of a call about an order of the playing, as it is stored. */
export type CaseRecord = {
  /** Which order of the case: 0, 1. */
  order: number;
  isMine: boolean;
  isDraft: boolean;
  outcome: string;
  told: string | null;
  /** What was heard, first to last; a wrong one that was put right in the same call comes before the right one. */
  heard: readonly { heard: string; isMatch: boolean }[];
  identifiers: number;
  /** Of the events: who was first. */
  seq: number;
  conversationId: string | null;
};

export type CaseFacts = {
  /** For each order: nothing of it is open any more. */
  isDone: readonly boolean[];
  records: readonly CaseRecord[];
  /** The event by which the laboratory corrected the value; null: not yet. */
  correctedSeq: number | null;
};

export const CASE_CHECKS = [
  'recipient-named',
  'identified',
  'read-back',
  'attempt-kept',
  'wrong-kept',
  'correction-came',
  'new-value',
  'colleague-closed',
  'further-record',
  'one-call',
  'done',
] as const;
export type CaseCheck = (typeof CASE_CHECKS)[number];

/** How far the played telephone is; the page has its words for each. */
export const CASE_PHASES = ['first', 'turned', 'complete'] as const;
export type CasePhase = (typeof CASE_PHASES)[number];

export type CaseVerdict = { checks: { id: CaseCheck; isMet: boolean }[]; phase: CasePhase; isComplete: boolean };

const NOT_ANSWERED = ['no-answer', 'busy', 'voicemail', 'left-message'];

/** Whoever is new makes their first correct call within so many seconds of beginning (screens.md section 6). */
export const FIRST_CALL_WITHIN_SECONDS = 600;

type Judged = { script: CaseScript; facts: CaseFacts; mine: CaseRecord[]; closing: CaseRecord | undefined };

/** What each case asks for, and how the stored records show it. */
const ASKED: Record<PracticeCase, [CaseCheck, (judged: Judged) => boolean][]> = {
  reached: [
    ['recipient-named', isNamed],
    ['identified', ({ closing }) => (closing?.identifiers ?? 0) >= 2],
    ['read-back', isReadBack],
    ['done', isDone],
  ],
  'no-answer': [
    ['attempt-kept', ({ mine }) => mine.some(isUnanswered)],
    ['recipient-named', isNamed],
    ['read-back', isReadBack],
    ['done', isDone],
  ],
  'read-back-error': [
    ['wrong-kept', isWrongKept],
    ['read-back', isReadBack],
    ['done', isDone],
  ],
  corrected: [
    ['correction-came', ({ facts }) => facts.correctedSeq !== null],
    ['new-value', isNewValueReadBack],
    ['done', isDone],
  ],
  colleague: [
    ['colleague-closed', ({ facts }) => closedByColleague(facts) !== undefined],
    ['recipient-named', ({ script, facts, mine }) => mine.some((one) => isAfterColleague(facts, one) && names(script, one))],
    ['further-record', ({ facts, mine }) => mine.some((one) => isAfterColleague(facts, one))],
  ],
  joint: [
    ['one-call', isOneCall],
    [
      'read-back',
      ({ facts, mine }) => facts.isDone.every((_, order) => mine.some((one) => one.order === order && isMatched(one))),
    ],
    ['done', isDone],
  ],
};

/** What a person did, by what is stored of it; nothing a browser says counts. Pure. */
export function judgeCase(practiceCase: PracticeCase, facts: CaseFacts): CaseVerdict {
  const script = CASE_SCRIPTS[practiceCase];
  const mine = facts.records.filter(({ isMine }) => isMine);
  const closing = mine.filter(({ isDraft }) => !isDraft).at(-1);
  const judged = { script, facts, mine, closing };
  const checks = ASKED[practiceCase].map(([id, isMet]) => ({ id, isMet: isMet(judged) }));
  const isComplete = checks.every(({ isMet }) => isMet);
  return { checks, phase: isComplete ? 'complete' : isTurned(practiceCase, checks) ? 'turned' : 'first', isComplete };
}

/** The telephone says something else once the first thing was done: answered now, heard right now, corrected. */
function isTurned(practiceCase: PracticeCase, checks: CaseVerdict['checks']): boolean {
  const turns: readonly CaseCheck[] = ['attempt-kept', 'wrong-kept', 'correction-came', 'colleague-closed'];
  return practiceCase !== 'reached' && practiceCase !== 'joint' && checks.some(({ id, isMet }) => isMet && turns.includes(id));
}

function isDone({ facts, closing }: Judged): boolean {
  return closing !== undefined && facts.isDone.length > 0 && facts.isDone.every(Boolean);
}

function isMatched({ heard }: CaseRecord): boolean {
  return heard.length > 0 && heard.at(-1)?.isMatch === true;
}

function isReadBack({ closing }: Judged): boolean {
  return closing !== undefined && isMatched(closing);
}

function isUnanswered({ isDraft, outcome }: CaseRecord): boolean {
  return isDraft && NOT_ANSWERED.includes(outcome);
}

/** The family name of whom the telephone played. */
function names({ recipient }: CaseScript, { told }: CaseRecord): boolean {
  const family = recipient.name.split(' ').at(-1)?.toLowerCase() ?? '';
  return told?.toLowerCase().includes(family) ?? false;
}

function isNamed({ script, closing }: Judged): boolean {
  return closing !== undefined && names(script, closing);
}

function isWrongKept({ script: { misheard }, mine }: Judged): boolean {
  const value = { resultId: 0, parameterName: '', value: misheard ?? '', unit: '' };
  return mine.some(({ heard }) => heard.some((one) => !one.isMatch && compareReadBack(value, one.heard).isMatch));
}

function isNewValueReadBack({ script: { corrected, tellings }, facts, closing }: Judged): boolean {
  const { correctedSeq } = facts;
  const value = { resultId: 0, parameterName: '', value: corrected ?? '', unit: tellings[0].unit };
  const last = closing?.heard.at(-1);
  return (
    correctedSeq !== null &&
    closing !== undefined &&
    closing.seq > correctedSeq &&
    last !== undefined &&
    compareReadBack(value, last.heard).isMatch
  );
}

function closedByColleague({ records }: CaseFacts): CaseRecord | undefined {
  return records.find(({ isMine, isDraft }) => !isMine && !isDraft);
}

function isAfterColleague(facts: CaseFacts, { seq }: CaseRecord): boolean {
  const closed = closedByColleague(facts);
  return closed !== undefined && seq > closed.seq;
}

/** Both orders closed, and the records of both name one conversation. */
function isOneCall({ facts, mine }: Judged): boolean {
  const ids = facts.isDone.map((_, order) => new Set(mine.filter((one) => one.order === order).map((one) => one.conversationId)));
  const [first, ...others] = ids;
  return [...(first ?? [])].some((id) => id !== null && others.every((other) => other.has(id)));
}
