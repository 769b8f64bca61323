import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideHandover, evolveHandover, type HandoverCommand, type HandoverState } from './index.ts';

const NOW = new Date('2026-11-23T22:00:00Z');
const osei = { userId: 'o', name: 'M. Osei' };
const marsh = { userId: 'm', name: 'S. Marsh' };
const reed = { userId: 'r', name: 'S. Reed' };

const offered = (more: Partial<HandoverState> = {}): HandoverState => ({
  state: 'offered',
  from: osei,
  to: marsh,
  dueAt: new Date(NOW.getTime() + 900_000),
  isAlarmed: false,
  items: [1, 2].map((billId) => ({ billId, state: 'waiting' as const })),
  ...more,
});
const accept = (by = marsh, more: Partial<Extract<HandoverCommand, { type: 'accept' }>> = {}): HandoverCommand => ({
  type: 'accept',
  by,
  maySupervise: false,
  gone: [],
  ...more,
});
const answer = (handover: HandoverState, command: HandoverCommand, now = NOW) => {
  const decided = decideHandover(handover, command, now);
  return 'refusal' in decided
    ? decided.refusal
    : decided.events.map((event) => ('billId' in event ? `${event.type} ${event.billId}` : event.type));
};

describe('a hand-over', () => {
  it.each<[string, HandoverState, HandoverCommand, string | string[]]>([
    ['is accepted by name, all at once', offered(), accept(), ['item-accepted 1', 'item-accepted 2', 'handover-accepted']],
    ['is accepted one by one, and is over with the last', offered(), accept(marsh, { billIds: [2] }), ['item-accepted 2']],
    [
      'leaves out what was closed or taken meanwhile',
      offered(),
      accept(marsh, { gone: [1] }),
      ['item-gone 1', 'item-accepted 2', 'handover-accepted'],
    ],
    ['with nothing in it is a record too', offered({ items: [] }), accept(), ['handover-accepted']],
    ['for one is not accepted by another', offered(), accept(reed), 'ownership.handover-not-yours'],
    [
      'for one is accepted by a supervisor when they do not come',
      offered(),
      accept(reed, { maySupervise: true }),
      ['item-accepted 1', 'item-accepted 2', 'handover-accepted'],
    ],
    [
      'for the next shift is accepted by whoever comes',
      offered({ to: null }),
      accept(reed),
      ['item-accepted 1', 'item-accepted 2', 'handover-accepted'],
    ],
    ['is not accepted by whoever gives it', offered({ to: null }), accept(osei), 'ownership.own-handover'],
    ['holds only what was offered', offered(), accept(marsh, { billIds: [3] }), 'ownership.handover-items'],
    ['that is over changes no more', offered({ state: 'accepted' }), accept(), 'ownership.handover-over'],
    [
      'is withdrawn by whoever gave it',
      offered(),
      { type: 'withdraw', by: osei, maySupervise: false, reason: 'I stay' },
      ['handover-withdrawn'],
    ],
    [
      'is not withdrawn by anybody',
      offered(),
      { type: 'withdraw', by: marsh, maySupervise: false, reason: 'no' },
      'ownership.handover-not-yours',
    ],
    ['is not late before its time', offered(), { type: 'look' }, []],
    ['not accepted in time is told', offered({ dueAt: NOW }), { type: 'look' }, ['handover-not-accepted']],
    ['is told once', offered({ dueAt: NOW, isAlarmed: true }), { type: 'look' }, []],
    ['that is over is never late', offered({ dueAt: NOW, state: 'withdrawn' }), { type: 'look' }, []],
  ])('%s', (_what, handover, command, expected) => {
    expect(answer(handover, command)).toEqual(expected);
  });

  it('whatever comes, every order is settled at most once, it is over exactly when none waits, and told late at most once', () => {
    const person = fc.constantFrom(osei, marsh, reed);
    const billIds = fc.subarray([1, 2, 3]);
    const command: fc.Arbitrary<HandoverCommand> = fc.oneof(
      fc.record(
        { type: fc.constant('accept' as const), by: person, maySupervise: fc.boolean(), billIds, gone: fc.subarray([1, 2, 3]) },
        { requiredKeys: ['type', 'by', 'maySupervise', 'gone'] },
      ),
      fc.record({ type: fc.constant('withdraw' as const), by: person, maySupervise: fc.boolean(), reason: fc.constant('why') }),
      fc.constant({ type: 'look' as const }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), command), { maxLength: 20 }), (script) => {
        let handover = offered({ items: [1, 2, 3].map((billId) => ({ billId, state: 'waiting' as const })) });
        let seconds = 0;
        const settled: number[] = [];
        let told = 0;
        for (const [pause, one] of script) {
          seconds += pause;
          const now = new Date(NOW.getTime() + seconds * 1000);
          const decided = decideHandover(handover, one, now);
          if ('refusal' in decided) continue;
          for (const event of decided.events) {
            if (event.type === 'item-accepted' || event.type === 'item-gone') settled.push(event.billId);
            if (event.type === 'handover-not-accepted') told += 1;
          }
          handover = decided.events.reduce(evolveHandover, handover);
          const isWaiting = handover.items.some(({ state }) => state === 'waiting');
          if (handover.state === 'accepted') expect(isWaiting).toBe(false);
          if (handover.state === 'offered') expect(isWaiting).toBe(true);
        }
        expect(new Set(settled).size).toBe(settled.length);
        expect(told).toBeLessThanOrEqual(1);
      }),
    );
  });
});
