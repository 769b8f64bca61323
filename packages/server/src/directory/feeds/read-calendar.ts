import { instantAt, isZone, type ShiftNames } from '@critical-callout/domain/directory';
import ICAL from 'ical.js';

/** One shift of a calendar: when, and whom it names in its own words. */
export type CalendarShift = { from: Date; to: Date; names: ShiftNames };
export type CalendarPeriod = {
  /** Of the laboratory: what a time without a zone, and a whole day, is read in. */
  zone: string;
  from: Date;
  until: Date;
};
/** `skipped` are entries without a length: they say that something is, not who has a shift. */
export type ReadCalendar = { shifts: CalendarShift[]; skipped: number } | { problem: string };

/** A feed names a few people a day; these bounds hold off a calendar that is none, or that repeats every second. */
const MAX_SHIFTS = 5000;
const MAX_REPETITIONS = 100_000;

class UnreadableCalendar extends Error {}

/**
 * Reads the shifts of a calendar (RFC 5545) that fall into a period: repetitions with their exceptions, whole days, times
 * with a zone of the file or of the IANA list. A shift ends where the clock on the wall says it does, in every repetition:
 * eight to eight has 23 or 25 hours on the days the clocks change, as people keep it.
 */
export function readCalendar(text: string, period: CalendarPeriod): ReadCalendar {
  try {
    return read(text, period);
  } catch (error) {
    if (error instanceof UnreadableCalendar) return { problem: error.message };
    // The library throws on text that is no calendar; its words may quote the text.
    return { problem: 'it is not a calendar that can be read (iCalendar, RFC 5545)' };
  }
}

function read(text: string, period: CalendarPeriod): ReadCalendar {
  const parsed: unknown = ICAL.parse(text.replace(/^\uFEFF/, ''));
  const jcals = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed];
  const calendars = jcals.map((jcal) => new ICAL.Component(jcal as string)).filter(({ name }) => name === 'vcalendar');
  if (calendars.length === 0) throw new UnreadableCalendar('it is not a calendar: there is no VCALENDAR in it');
  const shifts: CalendarShift[] = [];
  const bounds = { repetitions: 0, skipped: 0 };
  for (const calendar of calendars) {
    const byUid = Map.groupBy(calendar.getAllSubcomponents('vevent'), (event) =>
      String(event.getFirstPropertyValue('uid') ?? ''),
    );
    for (const events of byUid.values()) shifts.push(...shiftsOf(events, period, bounds));
    if (shifts.length > MAX_SHIFTS)
      throw new UnreadableCalendar(`it has more than ${MAX_SHIFTS} shifts in the period that is read`);
  }
  return { shifts: shifts.sort((a, b) => a.from.getTime() - b.from.getTime()), skipped: bounds.skipped };
}

type Bounds = { repetitions: number; skipped: number };

/** Events of one UID: what is repeated, and what is said otherwise of single repetitions. */
function shiftsOf(events: readonly ICAL.Component[], period: CalendarPeriod, bounds: Bounds): CalendarShift[] {
  const isException = (event: ICAL.Component): boolean => event.hasProperty('recurrence-id');
  const masters = events.filter((event) => !isException(event));
  const exceptions = events.filter(isException);
  // An exception whose series is not in the file stands for itself.
  if (masters.length === 0) return exceptions.flatMap((event) => single(event, period, bounds));
  // Several events of one UID that are no exceptions: sloppy calendars do that, and mean them all.
  return masters.flatMap((master, index) => repeated(master, index === 0 ? exceptions : [], period, bounds));
}

function single(event: ICAL.Component, period: CalendarPeriod, bounds: Bounds): CalendarShift[] {
  const start = event.getFirstPropertyValue('dtstart');
  return start instanceof ICAL.Time ? shiftAt(event, start, period, bounds) : [];
}

function repeated(
  master: ICAL.Component,
  exceptions: readonly ICAL.Component[],
  period: CalendarPeriod,
  bounds: Bounds,
): CalendarShift[] {
  if (!(master.getFirstPropertyValue('dtstart') instanceof ICAL.Time)) return [];
  const event = new ICAL.Event(master, { exceptions: [...exceptions] });
  const shifts: CalendarShift[] = [];
  const repetitions = event.iterator();
  for (let next = repetitions.next(); next; next = repetitions.next()) {
    if (++bounds.repetitions > MAX_REPETITIONS)
      throw new UnreadableCalendar(`it repeats more than ${MAX_REPETITIONS} times up to the end of the period that is read`);
    const { item, startDate } = event.getOccurrenceDetails(next);
    shifts.push(...shiftAt(item.component, startDate, period, bounds));
    // An exception may lie elsewhere: what counts for the end is where the series would be.
    if (instantOf(next, zoneNamed(master, 'dtstart'), period.zone).getTime() >= period.until.getTime()) break;
  }
  return shifts;
}

function shiftAt(event: ICAL.Component, start: ICAL.Time, period: CalendarPeriod, bounds: Bounds): CalendarShift[] {
  if (String(event.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED') return [];
  const zone = zoneNamed(event, 'dtstart');
  const from = instantOf(start, zone, period.zone);
  const to = endOf(event, start, zone, period.zone);
  if (to.getTime() <= from.getTime()) {
    bounds.skipped += 1;
    return [];
  }
  const isOutside = to.getTime() <= period.from.getTime() || from.getTime() >= period.until.getTime();
  return isOutside ? [] : [{ from, to, names: namesOf(event) }];
}

const zoneNamed = (event: ICAL.Component, property: string): string | null => {
  const named = event.getFirstProperty(property)?.getParameter('tzid');
  return typeof named === 'string' ? named : null;
};

const wallOf = (time: ICAL.Time): number => Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

/** The instant of a time: by its zone in the file, else by its name in the IANA list, else by the laboratory's clock. */
function instantOf(time: ICAL.Time, named: string | null, labZone: string): Date {
  if (time.isDate) return instantAt(labZone, wallOf(time));
  const isFloating = time.zone.tzid === 'floating';
  if (!isFloating) return new Date(time.toUnixTime() * 1000);
  if (named === null) return instantAt(labZone, wallOf(time));
  if (!isZone(named))
    throw new UnreadableCalendar(`it names the time zone "${named.slice(0, 60)}" and does not say what that is`);
  return instantAt(named, wallOf(time));
}

/** Where a repetition ends: as long by the clock on the wall as the event says of its first. */
function endOf(event: ICAL.Component, start: ICAL.Time, zone: string | null, labZone: string): Date {
  const first = event.getFirstPropertyValue('dtstart');
  const end = event.getFirstPropertyValue('dtend');
  const duration = event.getFirstPropertyValue('duration');
  if (end instanceof ICAL.Time && first instanceof ICAL.Time) {
    const endZone = zoneNamed(event, 'dtend');
    if (endZone !== zone || end.isDate !== first.isDate || end.zone.tzid !== first.zone.tzid) {
      const length = instantOf(end, endZone, labZone).getTime() - instantOf(first, zone, labZone).getTime();
      return new Date(instantOf(start, zone, labZone).getTime() + length);
    }
    return instantOf(later(start, (wallOf(end) - wallOf(first)) / 1000), zone, labZone);
  }
  if (duration instanceof ICAL.Duration) return instantOf(later(start, duration.toSeconds()), zone, labZone);
  return instantOf(later(start, start.isDate ? 86_400 : 0), zone, labZone);
}

function later(start: ICAL.Time, seconds: number): ICAL.Time {
  const end = start.clone();
  if (end.isDate) end.adjust(Math.round(seconds / 86_400), 0, 0, 0);
  else end.adjust(0, 0, 0, seconds);
  return end;
}

/** Whoever was asked and has not declined; rooms and groups are nobody. */
function namesOf(event: ICAL.Component): ShiftNames {
  const parameter = (property: ICAL.Property, name: string): string => String(property.getParameter(name) ?? '');
  const attendees = event
    .getAllProperties('attendee')
    .filter((attendee) => parameter(attendee, 'partstat').toUpperCase() !== 'DECLINED')
    .filter((attendee) => ['', 'INDIVIDUAL', 'UNKNOWN'].includes(parameter(attendee, 'cutype').toUpperCase()))
    .slice(0, 20)
    .map((attendee) => ({
      name: parameter(attendee, 'cn').slice(0, 200),
      email: String(attendee.getFirstValue() ?? '')
        .replace(/^mailto:/i, '')
        .trim()
        .slice(0, 254),
    }));
  return { attendees, summary: String(event.getFirstPropertyValue('summary') ?? '').slice(0, 400) };
}
