import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatHours, type HoursWindow, isWithinHours, parseHours } from './index.ts';

const at = (text: string): Date => new Date(text);
// 2026-11-23 is a Monday.
it.each([
  ['', '2026-11-23T03:00:00Z', true],
  ['Mo-Fr 08:00-17:00', '2026-11-23T08:00:00Z', true],
  ['Mo-Fr 08:00-17:00', '2026-11-23T16:59:59Z', true],
  ['Mo-Fr 08:00-17:00', '2026-11-23T17:00:00Z', false],
  ['Mo-Fr 08:00-17:00', '2026-11-22T09:00:00Z', false],
  ['Su 20:00-08:00', '2026-11-23T07:59:00Z', true],
  ['Su 20:00-08:00', '2026-11-23T08:00:00Z', false],
  ['Mo 00:00-24:00', '2026-11-23T23:59:00Z', true],
  ['Mo 00:00-24:00', '2026-11-24T00:00:00Z', false],
  ['Sa-Mo 09:00-10:00', '2026-11-23T09:30:00Z', true],
  ['We 00:00-01:00; Mo 09:00-10:00', '2026-11-23T09:30:00Z', true],
])('%s at %s: %s', (text, now, expected) => {
  const parsed = parseHours(text);
  if (!parsed) throw new Error(`${text} was not read`);
  expect(isWithinHours(parsed.hours, 'UTC', at(now))).toBe(expected);
});

it('go by the clock of the zone, in summer and in winter', () => {
  const { hours } = parseHours('Mo-Su 08:00-17:00') ?? { hours: null };
  expect(isWithinHours(hours, 'Europe/Berlin', at('2026-07-01T06:00:00Z'))).toBe(true);
  expect(isWithinHours(hours, 'Europe/Berlin', at('2026-12-01T06:30:00Z'))).toBe(false);
  expect(isWithinHours(hours, 'Asia/Kathmandu', at('2026-12-01T02:14:00Z'))).toBe(false);
  expect(isWithinHours(hours, 'Asia/Kathmandu', at('2026-12-01T02:15:00Z'))).toBe(true);
});

it.each(['Mo 8-17', 'Mo 25:00-26:00', 'Xx 08:00-09:00', 'Mo-Tu-We 08:00-09:00', '08:00-09:00', 'Mo 08:00-09:00;'])(
  '%s is not read',
  (text) => {
    expect(parseHours(text)).toBeNull();
  },
);

const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const window: fc.Arbitrary<HoursWindow> = fc.record({
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: time,
  to: time,
});
it('are read back as they were written', () => {
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 4 }), (hours) => {
      expect(parseHours(formatHours(hours))).toEqual({ hours });
    }),
  );
});
