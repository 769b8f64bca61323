/** A reading of the clock on the wall: no zone, no offset. `month` and `day` count from 1. */
export type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** Whether the calendar of this machine knows the IANA zone: `Europe/Berlin`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What the wall clock of an IANA zone shows at an instant, as if it were UTC. */
function shownAt(zone: string, at: Date): number {
  const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(zone).formatToParts(at))
    if (type in part) part[type as keyof typeof part] = Number(value);
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

/** Milliseconds the zone's clock is ahead of UTC at an instant. */
function offsetAt(zone: string, at: number): number {
  return shownAt(zone, new Date(at)) - Math.floor(at / 1000) * 1000;
}

export const wallMilliseconds = (wall: WallTime): number => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);

export function wallAt(zone: string, at: Date): WallTime {
  const shown = new Date(shownAt(zone, at));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/** Wall clock in milliseconds as if it were UTC; for arithmetic of that clock. */
export const wallNumberAt = (zone: string, at: Date): number => shownAt(zone, at);

/** Every instant from one up to another at which the zone's clock is put forward or back. */
export function clockChanges(zone: string, from: Date, to: Date): Date[] {
  const changes: Date[] = [];
  const step = 86_400_000;
  for (let start = from.getTime(); start < to.getTime(); start += step) {
    let [low, high] = [start, Math.min(start + step, to.getTime())];
    if (offsetAt(zone, low) === offsetAt(zone, high)) continue;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (middle <= low) break;
      if (offsetAt(zone, middle) === offsetAt(zone, low)) low = middle;
      else high = middle;
    }
    changes.push(new Date(high));
  }
  return changes;
}

/** Every instant at which the zone's clock shows this reading: none where it is skipped, two where it comes twice. */
export function instantsAt(zone: string, wallNumber: number): Date[] {
  // The offsets a day before and a day after bracket any change near the reading.
  const day = 86_400_000;
  const offsets = new Set([offsetAt(zone, wallNumber - day), offsetAt(zone, wallNumber + day)]);
  return [...offsets].map((offset) => new Date(wallNumber - offset)).filter((at) => shownAt(zone, at) === wallNumber);
}

/**
 * The instant at which the zone's clock shows this reading. A reading the clock skips in spring is taken as far behind the
 * jump as it says (02:30 becomes 03:30); one that comes twice in autumn is its first. RFC 5545 section 3.3.5 says the same.
 */
export function instantAt(zone: string, wallNumber: number): Date {
  const [first] = instantsAt(zone, wallNumber).sort((a, b) => a.getTime() - b.getTime());
  // In the hour that is skipped the old offset still counts.
  return first ?? new Date(wallNumber - offsetAt(zone, wallNumber - 86_400_000));
}
