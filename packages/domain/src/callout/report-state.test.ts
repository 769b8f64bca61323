import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CalloutCommand,
  CriticalValues,
  decide,
  evolve,
  type ReportState,
  type ResultChange,
  type ReviewCommand,
} from './index.ts';

const now = new Date('2026-11-23T10:00:00Z');
const dueAt = new Date('2026-11-23T10:30:00Z');
const { NORMAL, CALLOUT_PENDING, CALLOUT_DONE, ABNORMAL, CALLOUT_ATTEMPTED } = CriticalValues;

const state = (criticalValues: CriticalValues, more: Partial<ReportState> = {}): ReportState => ({
  criticalValues,
  reason: criticalValues === CALLOUT_PENDING || criticalValues === CALLOUT_ATTEMPTED ? 'critical' : null,
  criticalAt: null,
  dueAt: null,
  wasTold: criticalValues === CALLOUT_DONE,
  ...more,
});

const high = { value: '6.8', unit: 'mmol/L', isCritical: true };
const higher = { value: '7.1', unit: 'mmol/L', isCritical: true };
const calm = { value: '4.2', unit: 'mmol/L', isCritical: false };
const change = (kind: ResultChange['kind'], before: ResultChange['before'], after: ResultChange['after']): ResultChange => ({
  identity: 'K',
  kind,
  before,
  after,
});

const review = (hasCritical: boolean, hasAbnormal: boolean, ...changes: ResultChange[]): ReviewCommand => ({
  type: 'review',
  hasCritical,
  hasAbnormal,
  changes,
  isUnparsed: false,
  dueAt,
});
const submit = (isDraft: boolean, isSelected: boolean, toldSomebody = true): CalloutCommand => ({
  type: 'submit',
  isDraft,
  isSelected,
  toldSomebody,
  dueAt,
});

function after(from: ReportState, command: CalloutCommand): { to: CriticalValues; reason: string | null; types: string[] } {
  const decision = decide(from, command, now);
  if ('refusal' in decision) return { to: from.criticalValues, reason: decision.refusal, types: [] };
  const to = decision.events.reduce(evolve, from);
  return { to: to.criticalValues, reason: to.reason, types: decision.events.map((event) => event.type) };
}

describe('the table of transitions (domain.md section 3)', () => {
  const appeared = change('new', null, high);
  const rows: [string, ReportState, CalloutCommand, CriticalValues, string | null][] = [
    ['normal, a result is critical', state(NORMAL), review(true, true, appeared), CALLOUT_PENDING, 'critical'],
    [
      'abnormal, a result is critical',
      state(ABNORMAL),
      review(true, true, change('changed', calm, high)),
      CALLOUT_PENDING,
      'critical',
    ],
    ['normal, a result is abnormal', state(NORMAL), review(false, true), ABNORMAL, null],
    ['abnormal, corrected to normal', state(ABNORMAL), review(false, false), NORMAL, null],
    ['pending, attempt, selected', state(CALLOUT_PENDING), submit(true, true), CALLOUT_ATTEMPTED, 'critical'],
    ['attempted, attempt, selected', state(CALLOUT_ATTEMPTED), submit(true, true), CALLOUT_ATTEMPTED, 'critical'],
    ['pending, done, selected', state(CALLOUT_PENDING), submit(false, true), CALLOUT_DONE, null],
    ['attempted, done, selected', state(CALLOUT_ATTEMPTED), submit(false, true), CALLOUT_DONE, null],
    ['attempted, attempt, not selected', state(CALLOUT_ATTEMPTED), submit(true, false), CALLOUT_PENDING, 'critical'],
    ['attempted, done, not selected', state(CALLOUT_ATTEMPTED), submit(false, false), CALLOUT_PENDING, 'critical'],
    ['pending, any, not selected', state(CALLOUT_PENDING), submit(false, false), CALLOUT_PENDING, 'critical'],
    ['done, any, not selected', state(CALLOUT_DONE), submit(true, false), CALLOUT_DONE, null],
    ['done again, selected', state(CALLOUT_DONE), submit(false, true), CALLOUT_DONE, null],
    ['done, attempt, selected: kept as a record', state(CALLOUT_DONE), submit(true, true), CALLOUT_DONE, null],
    [
      "pending, the order now another patient's, nobody told",
      state(CALLOUT_PENDING),
      { ...review(false, false, change('changed', high, calm)), isPatientChanged: true },
      CALLOUT_PENDING,
      'correction',
    ],
    [
      "attempted, the order now another patient's, the same value",
      state(CALLOUT_ATTEMPTED),
      { ...review(true, true, change('same', high, high)), isPatientChanged: true },
      CALLOUT_PENDING,
      'correction',
    ],
    [
      "done, the order now another patient's, nothing changed",
      state(CALLOUT_DONE),
      { ...review(true, true), isPatientChanged: true },
      CALLOUT_PENDING,
      'correction',
    ],
    [
      'pending, corrected away, nobody told',
      state(CALLOUT_PENDING),
      review(false, true, change('changed', high, calm)),
      ABNORMAL,
      null,
    ],
    [
      'attempted, corrected away, nobody told',
      state(CALLOUT_ATTEMPTED),
      review(false, false, change('changed', high, calm)),
      NORMAL,
      null,
    ],
    [
      'attempted, corrected away, somebody told',
      state(CALLOUT_ATTEMPTED, { wasTold: true }),
      review(false, false, change('changed', high, calm)),
      CALLOUT_PENDING,
      'correction',
    ],
    [
      'pending, withdrawn, somebody told',
      state(CALLOUT_PENDING, { wasTold: true }),
      review(false, false, change('withdrawn', high, null)),
      CALLOUT_PENDING,
      'correction',
    ],
    [
      'done, corrected away',
      state(CALLOUT_DONE),
      review(false, false, change('changed', high, calm)),
      CALLOUT_PENDING,
      'correction',
    ],
    [
      'done, posted wrongly',
      state(CALLOUT_DONE),
      review(false, false, change('withdrawn', high, null)),
      CALLOUT_PENDING,
      'correction',
    ],
    [
      'done, value changed',
      state(CALLOUT_DONE),
      review(true, true, change('changed', high, higher)),
      CALLOUT_PENDING,
      'changed-critical',
    ],
    ['done, another result critical', state(CALLOUT_DONE), review(true, true, appeared), CALLOUT_PENDING, 'new-critical'],
    ['done, the same result again', state(CALLOUT_DONE), review(true, true, change('same', high, high)), CALLOUT_DONE, null],
    [
      'pending, value changed while open',
      state(CALLOUT_PENDING),
      review(true, true, change('changed', high, higher)),
      CALLOUT_PENDING,
      'changed-critical',
    ],
  ];
  it('closes with a code what is open and nothing else, and tells nobody by it', () => {
    for (const from of [CALLOUT_PENDING, CALLOUT_ATTEMPTED]) {
      expect(after(state(from), { type: 'close', isSelected: true })).toMatchObject({
        to: CALLOUT_DONE,
        types: ['callout-closed'],
      });
      expect(evolve(state(from), { type: 'callout-closed' }).wasTold).toBe(false);
    }
    for (const from of [NORMAL, ABNORMAL, CALLOUT_DONE])
      expect(decide(state(from), { type: 'close', isSelected: true }, now)).toMatchObject({ refusal: 'callout.not-open' });
    expect(after(state(CALLOUT_ATTEMPTED), { type: 'close', isSelected: false }).to).toBe(CALLOUT_PENDING);
  });

  it('does not open what was closed with a code because it is calm now: nobody heard the value', () => {
    const closed = state(CALLOUT_DONE, { wasTold: false });
    expect(after(closed, review(false, false, change('changed', high, calm))).to).toBe(CALLOUT_DONE);
    expect(after(closed, review(true, true, change('changed', high, higher)))).toMatchObject({
      to: CALLOUT_PENDING,
      reason: 'changed-critical',
    });
  });

  it.each(rows)('%s', (_name, from, command, to, reason) => {
    expect(after(from, command)).toMatchObject({ to, reason });
  });

  it('refuses a selection that is not open, by its status', () => {
    expect(decide(state(NORMAL), submit(false, true), now)).toMatchObject({ refusal: 'callout.not-open' });
    expect(decide(state(ABNORMAL), submit(false, true), now)).toMatchObject({ refusal: 'callout.not-open' });
  });

  it('starts the clock when a report becomes critical and when it opens again', () => {
    const opened = decide(state(NORMAL), review(true, true, appeared), now);
    expect(opened).toEqual({ events: [{ type: 'report-became-critical', reason: 'critical', at: now, dueAt }] });
    const reopened = decide(state(CALLOUT_DONE), review(true, true, appeared), now);
    expect(reopened).toEqual({ events: [{ type: 'callout-reopened', reason: 'new-critical', at: now, dueAt }] });
  });

  it('keeps an attempt on a value that was taken back meanwhile, and opens it for whoever was told', () => {
    expect(decide(state(NORMAL), submit(true, true), now)).toMatchObject({
      events: [{ type: 'callout-reopened', reason: 'correction' }],
    });
    expect(decide(state(ABNORMAL), submit(true, true, false), now)).toEqual({ events: [] });
  });

  it('does not start the clock of an attempted correction again when a message changes nothing', () => {
    const attempted = state(CALLOUT_ATTEMPTED, { reason: 'correction', wasTold: true });
    expect(decide(attempted, review(false, false, change('same', calm, calm)), now)).toEqual({ events: [] });
  });

  it('does not open a correction a second time when a message repeats what is known', () => {
    const open = state(CALLOUT_PENDING, { reason: 'correction', wasTold: true });
    expect(decide(open, review(false, false, change('same', calm, calm)), now)).toEqual({ events: [] });
  });

  it('opens for a message that cannot be read and carries a critical flag', () => {
    const decision = decide(
      state(NORMAL),
      { type: 'review', hasCritical: false, hasAbnormal: false, changes: [], isUnparsed: true, dueAt },
      now,
    );
    expect(decision).toMatchObject({ events: [{ type: 'report-became-critical', reason: 'unparsed' }] });
  });
});

/** What the database's trigger lets through: from, to. Written here again on purpose, as the second witness. */
const LEGAL = new Set(['0>1', '3>1', '0>3', '3>0', '1>4', '4>1', '1>2', '4>2', '1>0', '1>3', '4>0', '4>3', '2>1']);

describe('model: any sequence of commands', () => {
  const value = fc.constantFrom(high, higher, calm);
  const changes = fc.array(
    fc.oneof(
      fc.record({
        identity: fc.constant('K'),
        kind: fc.constantFrom<ResultChange['kind']>('new'),
        before: fc.constant(null),
        after: value,
      }),
      fc.record({
        identity: fc.constant('K'),
        kind: fc.constantFrom<ResultChange['kind']>('changed', 'same'),
        before: value,
        after: value,
      }),
      fc.record({
        identity: fc.constant('K'),
        kind: fc.constantFrom<ResultChange['kind']>('withdrawn'),
        before: value,
        after: fc.constant(null),
      }),
    ),
    { maxLength: 3 },
  );
  const command: fc.Arbitrary<CalloutCommand> = fc.oneof(
    fc.record({
      type: fc.constant('review' as const),
      hasCritical: fc.boolean(),
      hasAbnormal: fc.boolean(),
      changes,
      isUnparsed: fc.constant(false),
      dueAt: fc.constant(dueAt),
    }),
    fc.record({
      type: fc.constant('submit' as const),
      isDraft: fc.boolean(),
      isSelected: fc.boolean(),
      toldSomebody: fc.boolean(),
      dueAt: fc.constant(dueAt),
    }),
    fc.record({ type: fc.constant('close' as const), isSelected: fc.boolean() }),
  );

  it('moves only along legal transitions, never loses who was told, and keeps a critical report open until done', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let current = state(NORMAL);
        for (const one of commands) {
          const decision = decide(current, one, now);
          if ('refusal' in decision) continue;
          const next = decision.events.reduce(evolve, current);
          if (next.criticalValues !== current.criticalValues)
            expect(LEGAL).toContain(`${current.criticalValues}>${next.criticalValues}`);
          if (current.wasTold) expect(next.wasTold).toBe(true);
          const isOpen = next.criticalValues === CALLOUT_PENDING || next.criticalValues === CALLOUT_ATTEMPTED;
          if (isOpen) expect([next.criticalAt, next.dueAt, next.reason]).not.toContain(null);
          // Whoever was told is never forgotten: after a told critical, nothing leads back to calm.
          if (current.wasTold && current.criticalValues !== NORMAL && current.criticalValues !== ABNORMAL) {
            expect([CALLOUT_PENDING, CALLOUT_DONE, CALLOUT_ATTEMPTED]).toContain(next.criticalValues);
          }
          if (one.type === 'review' && one.hasCritical && current.criticalValues !== CALLOUT_DONE) expect(isOpen).toBe(true);
          current = next;
        }
      }),
      { numRuns: 500 },
    );
  });
});
