import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLAIM_HOLD_MINUTES, type HoldingRun, heldUntil } from './index.ts';

const start = new Date('2026-11-23T10:00:00Z');
const minutes = (n: number): Date => new Date(start.getTime() + n * 60_000);
const run = (due: number, exhausted: number | null): HoldingRun => ({
  dueAt: minutes(due),
  exhaustedAt: exhausted === null ? null : minutes(exhausted),
});
const notice = (at: number) => ({ kind: 'notify' as const, at: minutes(at) });

describe('a claim that pauses the paging', () => {
  it.each<[string, number, HoldingRun, number | null, number, number | null]>([
    ['holds a notice five minutes after the claim began', 10, run(30, 60), 9, 10, 14],
    ['holds nothing where nobody has the order', 10, run(30, 60), null, 10, null],
    ['that began long ago holds nothing', 10, run(30, 60), 2, 10, null],
    ['taken again and again holds no notice longer than five minutes', 10, run(30, 60), 14, 14, 15],
    ['holds nothing past the deadline', 28, run(30, 60), 28, 28, 30],
    ['holds nothing that is overdue', 30, run(30, 60), 29, 30, null],
    ['holds nothing in front of the last step', 10, run(60, 12), 10, 10, 12],
  ])('%s', (_what, at, ladder, claimedAt, now, expected) => {
    const claim = claimedAt === null ? null : { since: minutes(claimedAt) };
    expect(heldUntil(notice(at), ladder, claim, minutes(now))).toEqual(expected === null ? null : minutes(expected));
  });

  it('never holds the last step, never longer than its bounds, whatever the times', () => {
    const minute = fc.integer({ min: -30, max: 120 });
    fc.assert(
      fc.property(minute, minute, minute, minute, minute, (at, due, exhausted, claimed, now) => {
        const claim = { since: minutes(claimed) };
        const ladder = run(due, exhausted);
        expect(heldUntil({ kind: 'exhausted', at: minutes(at) }, ladder, claim, minutes(now))).toBeNull();
        const until = heldUntil(notice(at), ladder, claim, minutes(now));
        if (until === null) return;
        expect(until > minutes(now)).toBe(true);
        for (const bound of [due, exhausted, claimed + CLAIM_HOLD_MINUTES, at + CLAIM_HOLD_MINUTES])
          expect(until <= minutes(bound)).toBe(true);
      }),
    );
  });
});
