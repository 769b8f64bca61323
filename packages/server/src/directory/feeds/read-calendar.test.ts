import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCalendarApart } from './read-apart.ts';
import { readCalendar } from './read-calendar.ts';

const BERLIN = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const WINDOWS = ';TZID=W. Europe Standard Time';
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const calendar = (...lines: string[]): string =>
  `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//', ...BERLIN, ...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`;
const period = { zone: 'Europe/Berlin', from: new Date('2026-10-20T00:00:00Z'), until: new Date('2026-11-20T00:00:00Z') };
function shiftsOf(text: string, within = period): string[] {
  const read = readCalendar(text, within);
  if ('problem' in read) throw new Error(read.problem);
  return read.shifts.map(
    ({ from, to, names }) => `${from.toISOString().slice(0, 16)} ${to.toISOString().slice(0, 16)} ${names.summary}`,
  );
}

describe('a shift of a calendar', () => {
  it('that is repeated ends by the clock on the wall: 25 hours in the night the clocks go back', () => {
    const daily = event(
      'UID:1',
      `DTSTART${WINDOWS}:20261023T080000`,
      `DTEND${WINDOWS}:20261024T080000`,
      'RRULE:FREQ=DAILY;COUNT=3',
      'SUMMARY:Ada',
    );
    expect(shiftsOf(calendar(...daily))).toEqual([
      '2026-10-23T06:00 2026-10-24T06:00 Ada',
      '2026-10-24T06:00 2026-10-25T07:00 Ada',
      '2026-10-25T07:00 2026-10-26T07:00 Ada',
    ]);
  });

  it('whose first repetition spans the change of the clocks is as long by the wall in the others', () => {
    const weekly = event(
      'UID:1',
      `DTSTART${WINDOWS}:20261024T200000`,
      `DTEND${WINDOWS}:20261025T080000`,
      'RRULE:FREQ=WEEKLY;COUNT=2',
      'SUMMARY:Night',
    );
    expect(shiftsOf(calendar(...weekly))).toEqual([
      '2026-10-24T18:00 2026-10-25T07:00 Night',
      '2026-10-31T19:00 2026-11-01T07:00 Night',
    ]);
  });

  it('has the hour the clocks skip in spring as it would be after the jump', () => {
    const spring = { zone: 'Europe/Berlin', from: new Date('2027-03-20T00:00:00Z'), until: new Date('2027-04-10T00:00:00Z') };
    const nights = event(
      'UID:1',
      'DTSTART;TZID=Europe/Berlin:20270327T023000',
      'DTEND;TZID=Europe/Berlin:20270327T060000',
      'RRULE:FREQ=DAILY;COUNT=2',
      'SUMMARY:N',
    );
    expect(shiftsOf(calendar(...nights), spring)).toEqual([
      '2027-03-27T01:30 2027-03-27T05:00 N',
      '2027-03-28T01:30 2027-03-28T04:00 N',
    ]);
  });

  it('leaves out EXDATE and what is cancelled, moves RECURRENCE-ID, and takes RDATE', () => {
    const text = calendar(
      ...event(
        'UID:1',
        'DTSTART:20261026T070000Z',
        'DTEND:20261026T150000Z',
        'RRULE:FREQ=DAILY;COUNT=5',
        'EXDATE:20261027T070000Z',
        'RDATE:20261102T070000Z',
        'SUMMARY:Day',
      ),
      ...event('UID:1', 'RECURRENCE-ID:20261028T070000Z', 'DTSTART:20261028T090000Z', 'DTEND:20261028T170000Z', 'SUMMARY:Reed'),
      ...event(
        'UID:1',
        'RECURRENCE-ID:20261029T070000Z',
        'STATUS:CANCELLED',
        'DTSTART:20261029T070000Z',
        'DTEND:20261029T150000Z',
      ),
    );
    expect(shiftsOf(text)).toEqual([
      '2026-10-26T07:00 2026-10-26T15:00 Day',
      '2026-10-28T09:00 2026-10-28T17:00 Reed',
      '2026-10-30T07:00 2026-10-30T15:00 Day',
      '2026-11-02T07:00 2026-11-02T15:00 Day',
    ]);
  });

  it('of a whole day is a day of the laboratory, however long that is, and without an end it is one', () => {
    const text = calendar(
      ...event('UID:1', 'DTSTART;VALUE=DATE:20261025', 'SUMMARY:Sunday'),
      ...event('UID:2', 'DTSTART;VALUE=DATE:20261102', 'DTEND;VALUE=DATE:20261104', 'SUMMARY:Two days'),
    );
    expect(shiftsOf(text)).toEqual(['2026-10-24T22:00 2026-10-25T23:00 Sunday', '2026-11-01T23:00 2026-11-03T23:00 Two days']);
  });

  it('without a zone is by the laboratory, with one of the IANA list by that, with a duration as long as it says', () => {
    const text = calendar(
      ...event('UID:1', 'DTSTART:20261102T080000', 'DTEND:20261102T090000', 'SUMMARY:floating'),
      ...event('UID:2', 'DTSTART;TZID=America/New_York:20261102T080000', 'DURATION:PT8H', 'SUMMARY:New York'),
    );
    expect(shiftsOf(text)).toEqual(['2026-11-02T07:00 2026-11-02T08:00 floating', '2026-11-02T13:00 2026-11-02T21:00 New York']);
  });

  it('names who was asked and has not declined', () => {
    const read = readCalendar(
      calendar(
        ...event(
          'UID:1',
          'DTSTART:20261102T080000Z',
          'DTEND:20261102T090000Z',
          'SUMMARY:On call',
          'ATTENDEE;CN="Finch, Ada";PARTSTAT=ACCEPTED:MAILTO:Finch@Harbour.example',
          'ATTENDEE;CN=Dr Ben Reed;PARTSTAT=DECLINED:mailto:reed@harbour.example',
          'ATTENDEE;CN=Room 7;CUTYPE=ROOM:mailto:room7@harbour.example',
        ),
      ),
      period,
    );
    expect(read).toMatchObject({
      shifts: [{ names: { summary: 'On call', attendees: [{ name: 'Finch, Ada', email: 'Finch@Harbour.example' }] } }],
    });
  });
});

describe('what is not read', () => {
  it.each<[string, string, string]>([
    ['a web page', '<html><body>Sign in</body></html>', 'it is not a calendar'],
    ['nothing', '', 'it is not a calendar'],
    [
      'a zone nobody knows',
      calendar(...event('UID:1', 'DTSTART;TZID=Mars/Olympus:20261102T080000', 'DURATION:PT1H')),
      'Mars/Olympus',
    ],
    [
      'a repetition without end',
      calendar(...event('UID:1', 'DTSTART:20200101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY')),
      'repeats more than',
    ],
  ])('is %s, and it says why', (_name, text, words) => {
    expect(readCalendar(text, period)).toEqual({ problem: expect.stringContaining(words) });
  });

  it('an entry without a length is counted and no shift', () => {
    expect(readCalendar(calendar(...event('UID:1', 'DTSTART:20261102T080000Z', 'SUMMARY:x')), period)).toEqual({
      shifts: [],
      skipped: 1,
    });
  });

  it('nothing throws, and what is read lies in the period', () => {
    const line = fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'UID:1',
      'DTSTART:20261102T080000Z',
      'DTSTART;VALUE=DATE:20261102',
      'DTEND:20261102T090000Z',
      'DURATION:-P1D',
      'RRULE:FREQ=DAILY;COUNT=3',
      'RRULE:FREQ=NEVER',
      'RECURRENCE-ID:20261103T080000Z',
      'EXDATE:x',
      'SUMMARY:a;b\\,c',
      'DTSTART;TZID=Europe/Berlin:20269999T999999',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), fc.string({ maxLength: 40 }), (lines, noise) => {
        const read = readCalendar(calendar(...lines, noise), period);
        if ('problem' in read) return;
        for (const { from, to } of read.shifts) {
          expect(to.getTime()).toBeGreaterThan(Math.max(from.getTime(), period.from.getTime()));
          expect(from.getTime()).toBeLessThan(period.until.getTime());
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('on a thread of its own', () => {
  it('a calendar is read alike', async () => {
    const text = calendar(...event('UID:1', 'DTSTART:20261102T080000Z', 'DTEND:20261102T090000Z', 'SUMMARY:x'));
    expect(await readCalendarApart(text, period)).toEqual(readCalendar(text, period));
  });

  it('a repetition that never comes ends the reading, not the program', async () => {
    const never = event('UID:1', 'DTSTART:20261102T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30');
    expect(await readCalendarApart(calendar(...never), period, 1000)).toEqual({
      problem: expect.stringContaining('may never come'),
    });
  });
});
