import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOwner, evolveOwner, liveClaim, NOBODY, type OwnerCommand, type OwnerState, ownerOf } from './index.ts';

const T0 = Date.parse('2026-11-23T10:00:00Z');
const at = (seconds: number) => new Date(T0 + seconds * 1000);
const osei = { userId: 'o', name: 'M. Osei' };
const marsh = { userId: 'm', name: 'S. Marsh' };
const reed = { userId: 'r', name: 'S. Reed' };

/** Runs commands, each at its second; the code of a refusal stands for it. */
function run(commands: [number, OwnerCommand][], from: OwnerState = NOBODY) {
  let state = from;
  const answers: string[] = [];
  for (const [seconds, command] of commands) {
    const decided = decideOwner(state, command, at(seconds));
    if ('refusal' in decided) answers.push(decided.refusal);
    else {
      answers.push(decided.events.map(({ type }) => type).join('+'));
      state = decided.events.reduce(evolveOwner, state);
    }
  }
  return { state, answers };
}

const claim = (by = osei): OwnerCommand => ({ type: 'claim', by });
const release = (by = osei): OwnerCommand => ({ type: 'release', by });
const takeOver = (by = marsh): OwnerCommand => ({ type: 'take-over', by, reason: 'she went home' });
const assign = (to: typeof osei | null, by = osei, maySupervise = false): OwnerCommand => ({
  type: 'assign',
  by,
  to,
  queueId: null,
  maySupervise,
});

describe('the ownership of an order', () => {
  it.each<[string, [number, OwnerCommand][], string[], string | undefined]>([
    [
      'is claimed by one, and a second is told who has it',
      [
        [0, claim()],
        [1, claim(marsh)],
      ],
      ['order-claimed', 'ownership.claimed'],
      'o',
    ],
    [
      'is renewed by the same person without a new event of the trail',
      [
        [0, claim()],
        [60, claim()],
      ],
      ['order-claimed', 'claim-renewed'],
      'o',
    ],
    [
      'is free again when the lease ran out',
      [
        [0, claim()],
        [120, claim(marsh)],
      ],
      ['order-claimed', 'order-claimed'],
      'm',
    ],
    [
      'is kept by a panel that woke up when nobody took it',
      [
        [0, claim()],
        [600, { type: 'renew', by: osei }],
        [601, claim(marsh)],
      ],
      ['order-claimed', 'claim-renewed', 'ownership.claimed'],
      'o',
    ],
    [
      'is not renewed by anybody else',
      [
        [0, claim()],
        [1, { type: 'renew', by: marsh }],
      ],
      ['order-claimed', ''],
      'o',
    ],
    [
      'is taken over with a reason',
      [
        [0, claim()],
        [1, takeOver()],
      ],
      ['order-claimed', 'order-taken-over'],
      'm',
    ],
    [
      'is released by its owner only',
      [
        [0, claim()],
        [1, release(marsh)],
        [2, release()],
      ],
      ['order-claimed', 'ownership.not-yours', 'order-released'],
      undefined,
    ],
    ['releases nothing twice', [[0, release()]], [''], undefined],
    [
      'is assigned, and claimed by whoever has it',
      [
        [0, assign(marsh)],
        [1, claim(marsh)],
      ],
      ['order-assigned', 'order-claimed'],
      'm',
    ],
    [
      'assigned to one is not claimed by another',
      [
        [0, assign(marsh)],
        [1, claim()],
      ],
      ['order-assigned', 'ownership.assigned'],
      'm',
    ],
    [
      'claimed by one is assigned away by a supervisor only',
      [
        [0, claim(marsh)],
        [1, assign(reed)],
        [2, assign(reed, osei, true)],
      ],
      ['order-claimed', 'ownership.claimed', 'order-assigned'],
      'r',
    ],
    [
      'assigned twice to the same is said once',
      [
        [0, assign(marsh)],
        [1, assign(marsh, marsh)],
      ],
      ['order-assigned', ''],
      'm',
    ],
    [
      'given back by its assignee is nobody’s',
      [
        [0, assign(marsh)],
        [1, release(marsh)],
      ],
      ['order-assigned', 'order-released'],
      undefined,
    ],
    [
      'taken over keeps being assigned, to the new person',
      [
        [0, assign(osei)],
        [1, takeOver()],
        [500, claim()],
      ],
      ['order-assigned', 'order-taken-over', 'ownership.assigned'],
      'm',
    ],
    [
      'handed over belongs to whoever accepted',
      [
        [0, claim()],
        [1, { type: 'hand-over', from: osei, to: marsh }],
      ],
      ['order-claimed', 'order-handed-over'],
      'm',
    ],
    [
      'taken by a third meanwhile is not handed over',
      [
        [0, takeOver(reed)],
        [1, { type: 'hand-over', from: osei, to: marsh }],
      ],
      ['order-taken-over', 'ownership.taken-over'],
      'r',
    ],
  ])('%s', (_what, commands, answers, owner) => {
    const { state, answers: given } = run(commands);
    expect(given).toEqual(answers);
    expect(ownerOf(state, at((commands.at(-1)?.[0] ?? 0) + 1))?.userId).toBe(owner);
  });

  it('names who has it, since when and until when', () => {
    const { state } = run([[0, claim()]]);
    expect(decideOwner(state, claim(marsh), at(30))).toMatchObject({
      message: expect.stringContaining('M. Osei'),
      details: { by: 'M. Osei', since: '2026-11-23T10:00:00.000Z', until: '2026-11-23T10:02:00.000Z' },
    });
  });

  it('is never of two people, and moves from one to another only by an event that names both', () => {
    const person = fc.constantFrom(osei, marsh, reed);
    const command: fc.Arbitrary<OwnerCommand> = fc.oneof(
      fc.record({ type: fc.constantFrom('claim' as const, 'renew' as const, 'release' as const), by: person }),
      fc.record({ type: fc.constant('take-over' as const), by: person, reason: fc.constant('why') }),
      fc.record({ type: fc.constant('hand-over' as const), from: person, to: person }),
      fc.record({
        type: fc.constant('assign' as const),
        by: person,
        to: fc.option(person),
        queueId: fc.option(fc.constantFrom(1, 2)),
        maySupervise: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), command), { maxLength: 30 }), (script) => {
        let state = NOBODY;
        let seconds = 0;
        for (const [pause, one] of script) {
          seconds += pause;
          const now = at(seconds);
          const before = ownerOf(state, now);
          const decided = decideOwner(state, one, now);
          if ('refusal' in decided) {
            expect(before, 'only what somebody has is refused').not.toBeNull();
            continue;
          }
          state = decided.events.reduce(evolveOwner, state);
          const after = ownerOf(state, now);
          const isMoved = before !== null && after !== null && before.userId !== after.userId;
          if (isMoved) expect(decided.events.map(({ type }) => type)).not.toEqual([]);
          if (one.type === 'claim') expect(after?.userId).toBe(one.by.userId);
          if (one.type === 'take-over') expect(liveClaim(state, now)?.userId).toBe(one.by.userId);
          if (one.type === 'release') expect(after?.userId).not.toBe(one.by.userId);
        }
      }),
    );
  });
});
