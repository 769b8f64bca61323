import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusinessHours, hoursKindAt } from './index.ts';

const byDay: BusinessHours = { hours: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }], holidays: ['2026-12-25'] };
const night: BusinessHours = { hours: [{ days: [6, 7], from: '01:00', to: '03:00' }], holidays: [] };

describe('business hours', () => {
  it.each<[string, BusinessHours, string, string, 'business' | 'outside']>([
    ['a Monday at eight', byDay, 'Europe/Berlin', '2026-11-23T07:00:00Z', 'business'],
    ['a minute before', byDay, 'Europe/Berlin', '2026-11-23T06:59:00Z', 'outside'],
    ['five in the afternoon is over', byDay, 'Europe/Berlin', '2026-11-23T16:00:00Z', 'outside'],
    ['a Saturday', byDay, 'Europe/Berlin', '2026-11-28T10:00:00Z', 'outside'],
    ['a holiday on a Friday', byDay, 'Europe/Berlin', '2026-12-25T10:00:00Z', 'outside'],
    ['a holiday by the wall, not by UTC', byDay, 'Pacific/Auckland', '2026-12-24T20:00:00Z', 'outside'],
    ['02:30 on the night the clocks go back, the first time', night, 'Europe/Berlin', '2026-10-25T00:30:00Z', 'business'],
    ['02:30 that night, the second time', night, 'Europe/Berlin', '2026-10-25T01:30:00Z', 'business'],
    ['03:00 that night', night, 'Europe/Berlin', '2026-10-25T02:00:00Z', 'outside'],
    ['01:59 on the night the clocks go forward', night, 'Europe/Berlin', '2026-03-29T00:59:00Z', 'business'],
    ['a minute later, which is 03:00', night, 'Europe/Berlin', '2026-03-29T01:00:00Z', 'outside'],
  ])('%s', (_when, hours, zone, at, expected) => {
    expect(hoursKindAt(hours, zone, new Date(at))).toBe(expected);
  });

  it('every minute of a year is one of the two, and a holiday is never a day of business', () => {
    const minutes = fc.integer({ min: 0, max: 366 * 24 * 60 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const at = new Date(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000);
        const date = at.toISOString().slice(0, 10);
        expect(hoursKindAt({ ...byDay, holidays: [date] }, 'UTC', at)).toBe('outside');
        expect(['business', 'outside']).toContain(hoursKindAt(byDay, 'UTC', at));
      }),
    );
  });
});
