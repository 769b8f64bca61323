import { describe, expect, it } from 'vitest';
import { readHl7v2 } from '../ingest/index.ts';
import { CASE_SCRIPTS, caseMessages, correctionMessage, PRACTICE_CASES, type PracticeCase } from './cases.ts';
import { type CaseFacts, type CaseRecord, judgeCase } from './judge-case.ts';

const record = (more: Partial<CaseRecord> = {}): CaseRecord => ({
  order: 0,
  isMine: true,
  isDraft: false,
  outcome: 'reached-read-back',
  told: 'Nurse Grace Osei',
  heard: [{ heard: '7.1', isMatch: true }],
  identifiers: 2,
  seq: 10,
  conversationId: null,
  ...more,
});
const facts = (records: CaseRecord[], more: Partial<CaseFacts> = {}): CaseFacts => ({
  isDone: [true],
  records,
  correctedSeq: null,
  ...more,
});
const missing = (practiceCase: PracticeCase, stored: CaseFacts): string[] =>
  judgeCase(practiceCase, stored).checks.flatMap(({ id, isMet }) => (isMet ? [] : [id]));
const attempt = (more: Partial<CaseRecord> = {}) => record({ isDraft: true, heard: [], seq: 5, ...more });

describe('what a person did in a practice case, by what is stored', () => {
  it.each<[PracticeCase, string, CaseFacts, string[]]>([
    ['reached', 'all of it', facts([record()]), []],
    ['reached', 'nothing yet', facts([], { isDone: [false] }), ['recipient-named', 'identified', 'read-back', 'done']],
    ['reached', 'another name', facts([record({ told: 'Rowan' })]), ['recipient-named']],
    ['reached', 'one identifier only', facts([record({ identifiers: 1 })]), ['identified']],
    [
      'reached',
      'an attempt is no closing',
      facts([attempt()], { isDone: [false] }),
      ['recipient-named', 'identified', 'read-back', 'done'],
    ],
    ['reached', 'a colleague did it', facts([record({ isMine: false })]), ['recipient-named', 'identified', 'read-back', 'done']],
    ['no-answer', 'the unanswered call is missing', facts([record({ told: 'Olsen' })]), ['attempt-kept']],
    ['no-answer', 'all of it', facts([attempt({ outcome: 'no-answer' }), record({ told: 'Dr Marek Olsen' })]), []],
    ['read-back-error', 'only the right value', facts([record()]), ['wrong-kept']],
    [
      'read-back-error',
      'another wrong value',
      facts([attempt({ heard: [{ heard: '7.9', isMatch: false }] }), record()]),
      ['wrong-kept'],
    ],
    ['read-back-error', 'as an attempt', facts([attempt({ heard: [{ heard: '8.60', isMatch: false }] }), record()]), []],
    [
      'read-back-error',
      'in one record',
      facts([
        record({
          heard: [
            { heard: '8.6', isMatch: false },
            { heard: '6.8', isMatch: true },
          ],
        }),
      ]),
      [],
    ],
    [
      'corrected',
      'closed before the correction',
      facts([record({ heard: [{ heard: '5.2', isMatch: true }] })]),
      ['correction-came', 'new-value'],
    ],
    [
      'corrected',
      'the old value after it',
      facts([record({ seq: 30, heard: [{ heard: '5.2', isMatch: true }] })], { correctedSeq: 20 }),
      ['new-value'],
    ],
    [
      'corrected',
      'the new value',
      facts([record({ seq: 30, heard: [{ heard: '6.4', isMatch: true }] })], { correctedSeq: 20 }),
      [],
    ],
    ['colleague', 'only the colleague', facts([record({ isMine: false })]), ['recipient-named', 'further-record']],
    [
      'colleague',
      'mine came first',
      facts([attempt({ told: 'Mendes', seq: 5 }), record({ isMine: false })]),
      ['recipient-named', 'further-record'],
    ],
    ['colleague', 'mine as a further record', facts([record({ isMine: false }), attempt({ told: 'Paula Mendes', seq: 11 })]), []],
    ['joint', 'two calls', facts([record(), record({ order: 1 })], { isDone: [true, true] }), ['one-call']],
    [
      'joint',
      'one call',
      facts([record({ conversationId: 'c' }), record({ order: 1, conversationId: 'c' })], { isDone: [true, true] }),
      [],
    ],
    [
      'joint',
      'one of two',
      facts([record({ conversationId: 'c' })], { isDone: [true, false] }),
      ['one-call', 'read-back', 'done'],
    ],
  ])('%s: %s', (practiceCase, _about, stored, expected) => {
    expect(missing(practiceCase, stored)).toEqual(expected);
    expect(judgeCase(practiceCase, stored).isComplete).toBe(expected.length === 0);
  });

  it('the telephone goes on once the first thing is stored', () => {
    expect(judgeCase('no-answer', facts([], { isDone: [false] })).phase).toBe('first');
    expect(judgeCase('no-answer', facts([attempt({ outcome: 'busy' })], { isDone: [false] })).phase).toBe('turned');
    expect(judgeCase('reached', facts([record()])).phase).toBe('complete');
  });
});

describe('the messages of a case', () => {
  const playing = (practiceCase: PracticeCase) => ({ practiceCase, runId: 41, at: new Date('2026-03-02T08:00:00Z') });

  it.each(PRACTICE_CASES)('%s is read without a problem, and names whom to call', (practiceCase) => {
    const texts = [...caseMessages(playing(practiceCase)), correctionMessage(playing(practiceCase))].filter(
      (one) => one !== null,
    );
    for (const text of texts) {
      const [read] = readHl7v2(text).messages;
      if (read?.outcome !== 'results') throw new Error('it holds no result');
      const { recipient } = CASE_SCRIPTS[practiceCase];
      expect(read.message.orders.map(({ ordering }) => ordering)).toMatchObject([
        { name: recipient.name, phone: recipient.phone },
      ]);
      expect(read.message.problems).toEqual([]);
    }
    expect(caseMessages(playing(practiceCase))).toEqual(caseMessages(playing(practiceCase)));
  });

  it('another playing is another order of another patient; two orders of one case are of one patient', () => {
    const pidOf = (text: string) => text.split('\r').find((line) => line.startsWith('PID'));
    const [first, second] = caseMessages(playing('joint'));
    expect(pidOf(first ?? '')).toBe(pidOf(second ?? ''));
    const [again] = caseMessages({ ...playing('joint'), runId: 42 });
    expect(pidOf(again ?? '')).not.toBe(pidOf(first ?? ''));
  });
});
