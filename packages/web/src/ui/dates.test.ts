import { expect, it } from 'vitest';
import { setTimeFormat } from '../platform/time-format.ts';
import {
  formatAge,
  formatBorn,
  formatClock,
  formatClockSeconds,
  formatDay,
  formatDuration,
  formatMoment,
  instantAt,
} from './dates.ts';

const NOW = Date.parse('2026-11-23T14:25:07Z');

it.each([
  [0, '0 s'],
  [45_999, '45 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [23 * 60_000, '23 min'],
  [65 * 60_000, '1 h 05 min'],
  [44 * 3_600_000, '1 d 20 h'],
  [-4 * 60_000, '4 min'],
])('a span of %i ms reads %s', (ms, words) => expect(formatDuration(ms)).toBe(words));

it('times are those of the laboratory, not of the computer', () => {
  expect(formatClock(NOW, 'UTC')).toBe('14:25');
  expect(formatClock(NOW, 'Asia/Kolkata')).toBe('19:55');
  expect(formatClockSeconds('2026-11-23T00:00:00Z', 'UTC')).toBe('00:00:00');
});

it.each([
  ['2026-11-23T14:02:00Z', '14:02'],
  ['2026-11-21T06:10:00Z', '21-Nov 06:10'],
  ['2025-11-23T14:02:00Z', '23-Nov-2025 14:02'],
])('%s is shown as %s', (at, words) => expect(formatMoment(at, NOW, 'UTC')).toBe(words));

it('yesterday in the laboratory is yesterday even where the computer is already in tomorrow', () => {
  expect(formatMoment('2026-11-23T14:02:00Z', Date.parse('2026-11-23T23:30:00Z'), 'Asia/Kolkata')).toBe('23-Nov 19:32');
});

it.each([
  ['1945-07-14', '81y'],
  ['1945-11-24', '80y'],
  ['2024-11-23', '2y'],
  ['2025-06-01', '17m'],
  ['2025-11-24', '52w'],
  ['2026-10-26', '4w'],
  ['2026-11-09', '14d'],
  ['2026-11-23', '0d'],
  ['2026-11-24', ''],
])('born %s is %s old', (born, age) => expect(formatAge(born, NOW, 'UTC')).toBe(age));

it('a birth date is day, month in letters, year', () => expect(formatBorn('1945-07-14')).toBe('14-Jul-1945'));

it('a wall time becomes the instant at which the laboratory’s clocks showed it, on both sides of a change', () => {
  const day = { year: 2026, month: 11, day: 23 };
  expect(new Date(instantAt(day, 9, 30, 'America/New_York')).toISOString()).toBe('2026-11-23T14:30:00.000Z');
  expect(new Date(instantAt({ year: 2026, month: 3, day: 29 }, 3, 30, 'Europe/Berlin')).toISOString()).toBe(
    '2026-03-29T01:30:00.000Z',
  );
  expect(new Date(instantAt({ year: 2026, month: 3, day: 29 }, 1, 30, 'Europe/Berlin')).toISOString()).toBe(
    '2026-03-29T00:30:00.000Z',
  );
});

it('shows the clock of twelve hours to who reads it so', () => {
  setTimeFormat('12h');
  try {
    expect(formatClock('2026-11-23T00:05:00Z', 'UTC')).toBe('12:05 am');
    expect(formatClock('2026-11-23T12:00:00Z', 'UTC')).toBe('12:00 pm');
    expect(formatClockSeconds('2026-11-23T14:25:07Z', 'UTC')).toBe('2:25:07 pm');
    expect(formatDay('2026-11-23T14:25:07Z', 'UTC')).toBe('23-Nov-2026 2:25 pm');
    expect(formatMoment('2026-11-21T06:10:00Z', Date.parse('2026-11-23T10:00:00Z'), 'UTC')).toBe('21-Nov 6:10 am');
  } finally {
    setTimeFormat('24h');
  }
});
