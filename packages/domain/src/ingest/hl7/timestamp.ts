/** Milliseconds to add to UTC to get the wall clock of a zone. */
type OffsetOf = (utc: number) => number;

type Zone = {
  offsetAt: OffsetOf;
  isKnown: boolean;
  /** The last texts read: a message says the same few times again and again. */
  recent: Map<string, number | null>;
};

const zones = new Map<string, Zone>();

export function isZone(zone: string): boolean {
  return zoneOf(zone).isKnown;
}

// Making a formatter costs a tenth of a millisecond, more than reading a message.
function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const made = makeZone(name);
  // A process serves few zones; the bound only keeps a hostile list of names from growing the map.
  if (zones.size >= 500) zones.clear();
  zones.set(name, made);
  return made;
}

function makeZone(name: string): Zone {
  if (name === 'UTC') return { offsetAt: () => 0, isKnown: true, recent: new Map() };
  try {
    return { offsetAt: makeOffsets(name), isKnown: true, recent: new Map() };
  } catch {
    // Intl refuses what is no IANA name; the caller reports it.
    return { offsetAt: () => 0, isKnown: false, recent: new Map() };
  }
}

function makeOffsets(zone: string): OffsetOf {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Zones change their offset on a quarter hour at most, and asking Intl costs microseconds: one answer per quarter hour.
  const quarter = 900_000;
  const remembered = new Map<number, number>();
  return (utc) => {
    const slot = Math.floor(utc / quarter);
    const known = remembered.get(slot);
    if (known !== undefined) return known;
    const parts: Record<string, number> = {};
    for (const part of format.formatToParts(slot * quarter)) {
      if (part.type !== 'literal') parts[part.type] = Number(part.value);
    }
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - slot * quarter;
    if (remembered.size >= 5000) remembered.clear();
    remembered.set(slot, offset);
    return offset;
  };
}

/**
 * Wall clock in a zone (written as if it were UTC, in milliseconds) → instant. An hour that occurs twice when the clock
 * goes back is its first occurrence; an hour that does not exist when it goes forward is counted on from before the gap.
 */
export function wallClockToInstant(wall: number, zone: string): number {
  const { offsetAt } = zoneOf(zone);
  const day = 86_400_000;
  const before = offsetAt(wall - day);
  const after = offsetAt(wall + day);
  const early = wall - before;
  if (before === after || offsetAt(early) === before) return early;
  const late = wall - after;
  return offsetAt(late) === after ? late : early;
}

const pattern = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4}|Z)?$/;

/**
 * HL7 v2 TS/DTM `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]`, also written the ISO 8601 way. Without an offset it is the wall
 * clock of `zone` (the laboratory's). Null when it is empty or no such moment exists.
 */
export function parseTimestamp(text: string, zone: string): Date | null {
  if (text === '') return null;
  const { recent } = zoneOf(zone);
  let instant = recent.get(text);
  if (instant === undefined) {
    instant = readInstant(text, zone);
    if (recent.size >= 64) recent.clear();
    recent.set(text, instant);
  }
  return instant === null ? null : new Date(instant);
}

function readInstant(text: string, zone: string): number | null {
  const compact = /[-:T ]/.test(text) ? fromIso(text) : text;
  const match = pattern.exec(compact);
  if (!match) return null;
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', offset] = match;
  // Date.UTC rolls 31 February over, and takes 24:00 and second 60 the same way: those two are written by real systems.
  if (+month < 1 || +month > 12 || +day < 1 || +day > daysOf(+year, +month)) return null;
  if (+hour > 24 || (+hour === 24 && +minute + +second > 0) || +minute > 59 || +second > 60 || +year < 1850) return null;
  const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, Number(fraction.padEnd(3, '0').slice(0, 3)));
  if (offset === undefined) return wallClockToInstant(wall, zone);
  if (offset === 'Z') return wall;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
  if (minutes > 15 * 60) return null;
  return wall - (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Without an offset, and in the time the wall clock of `zone` shows twice because it goes back: which one is not known. */
export function isHourRepeated(text: string, zone: string): boolean {
  if (text === '' || zone === 'UTC' || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return false;
  const first = parseTimestamp(text, zone)?.getTime();
  if (first === undefined) return false;
  const { offsetAt } = zoneOf(zone);
  // Zones go back by an hour, Lord Howe by half an hour.
  return [3_600_000, 1_800_000].some((step) => offsetAt(first) - offsetAt(first + step) === step);
}

const DAY_MS = 86_400_000;

/**
 * Whole days from the date of birth (`YYYY-MM-DD`) to `at`, as limits for newborns count them, by the calendar of the
 * laboratory's zone: in New York the evening is the next day already in UTC. Null where the date is not known or lies ahead.
 */
export function ageInDays(born: string | null, at: Date, zone: string): number | null {
  const birth = born === null ? Number.NaN : Date.parse(`${born}T00:00:00Z`) / DAY_MS;
  const today = Math.floor((at.getTime() + zoneOf(zone).offsetAt(at.getTime())) / DAY_MS);
  const days = today - birth;
  return days >= 0 ? days : null;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
}

function fromIso(text: string): string {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}(?:\.\d+)?))?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!match) return text.replace(/^(\d{8})[T ](?=\d)/, '$1');
  const [, year, month, day = '', hour = '', minute = '', second = '', offset = ''] = match;
  return `${year}${month}${day}${hour}${minute}${second}${offset.replace(':', '')}`;
}

/** The whole date of a TS as `YYYY-MM-DD`, else null: an age needs a day. */
export function parseDate(text: string): string | null {
  const digits = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  if (!digits) return null;
  const [, year = '', month = '', day = ''] = digits;
  if (+year < 1850 || +month < 1 || +month > 12 || +day < 1 || +day > daysOf(+year, +month)) return null;
  return `${year}-${month}-${day}`;
}
