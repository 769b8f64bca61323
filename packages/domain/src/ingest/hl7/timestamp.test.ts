import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, parseTimestamp, wallClockToInstant } from './timestamp.ts';

describe('HL7 timestamps', { timeout: 60_000 }, () => {
  it.each([
    ['20240301', 'UTC', '2024-03-01T00:00:00.000Z'],
    ['2024', 'UTC', '2024-01-01T00:00:00.000Z'],
    ['202403011230', 'Asia/Kolkata', '2024-03-01T07:00:00.000Z'],
    ['20240301123045', 'America/New_York', '2024-03-01T17:30:45.000Z'],
    ['20240701123045', 'America/New_York', '2024-07-01T16:30:45.000Z'],
    ['20240301123045-0500', 'Europe/Berlin', '2024-03-01T17:30:45.000Z'],
    ['20240301123045.1234+0530', 'UTC', '2024-03-01T07:00:45.123Z'],
    ['20240301240000', 'UTC', '2024-03-02T00:00:00.000Z'],
    ['20161231235960Z', 'UTC', '2017-01-01T00:00:00.000Z'],
    ['2024-03-01T12:30:45+01:00', 'UTC', '2024-03-01T11:30:45.000Z'],
    ['2024-03-01 12:30', 'UTC', '2024-03-01T12:30:00.000Z'],
    ['20240301T123045', 'UTC', '2024-03-01T12:30:45.000Z'],
    ['20240301123045', 'No/Zone', '2024-03-01T12:30:45.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(parseTimestamp(text, zone)?.toISOString()).toBe(instant);
  });

  it.each([
    '',
    '""',
    '220241021055726',
    '20240231',
    '20241301',
    '20240301250000',
    '202403011260',
    '17000101',
    '2024030',
    'today',
    '20240301123045+9900',
  ])('%j is no moment', (text) => {
    expect(parseTimestamp(text, 'UTC')).toBeNull();
  });

  it('takes the first of the two hours when the clock goes back', () => {
    expect(parseTimestamp('20241103013000', 'America/New_York')?.toISOString()).toBe('2024-11-03T05:30:00.000Z');
    expect(parseTimestamp('20241103023000', 'America/New_York')?.toISOString()).toBe('2024-11-03T07:30:00.000Z');
  });

  it('counts on where the clock skips an hour', () => {
    expect(parseTimestamp('20240310023000', 'America/New_York')?.toISOString()).toBe('2024-03-10T07:30:00.000Z');
    expect(parseTimestamp('20240331023000', 'Europe/Berlin')?.toISOString()).toBe('2024-03-31T01:30:00.000Z');
    expect(parseTimestamp('20240310013000', 'America/New_York')?.toISOString()).toBe('2024-03-10T06:30:00.000Z');
    expect(parseTimestamp('20240310033000', 'America/New_York')?.toISOString()).toBe('2024-03-10T07:30:00.000Z');
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns'])(
    'finds an instant again from its wall clock in %s, but for the hour that occurs twice',
    (zone) => {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2035, 0) }), (time) => {
          const instant = Math.floor(time / 1000) * 1000;
          const wall = Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
          const found = wallClockToInstant(wall, zone);
          // Lord Howe moves by half an hour, the others by one.
          expect([0, -1_800_000, -3_600_000]).toContain(found - instant);
          expect(format.format(found)).toBe(format.format(instant));
        }),
      );
    },
  );

  it.each([
    ['19500217', '1950-02-17'],
    ['195002171030', '1950-02-17'],
    ['1950-02-17', '1950-02-17'],
    ['1950', null],
    ['19500230', null],
  ])('birth date %s is %s', (text, date) => {
    expect(parseDate(text)).toBe(date);
  });
});
