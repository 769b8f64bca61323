import { showClock } from '../platform/time-format.ts';

/** Date and time in words, always in the laboratory's zone. The present is always an argument. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Parts = { year: number; month: string; day: string; clock: string; seconds: string };

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): Parts {
  let format = formats.get(zone);
  if (!format) {
    const shape = {
      year: 'numeric',
      month: 'short',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('en-US', { ...shape, hourCycle: 'h23', timeZone: zone });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    year: Number(of('year')),
    month: of('month'),
    day: of('day'),
    clock: `${of('hour')}:${of('minute')}`,
    seconds: of('second'),
  };
}

const millis = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));

/** `14:02` */
export const formatClock = (at: string | number, zone: string): string => showClock(partsOf(millis(at), zone).clock);

/** `14:02:09` */
export function formatClockSeconds(at: string | number, zone: string): string {
  const { clock, seconds } = partsOf(millis(at), zone);
  return showClock(clock, seconds);
}

/** `14:02` today, `21-Nov 06:10` this year, `21-Nov-2025 06:10` before: never a day that has to be guessed. */
export function formatMoment(at: string | number, now: number, zone: string): string {
  const then = partsOf(millis(at), zone);
  const today = partsOf(now, zone);
  if (then.year !== today.year) return `${then.day}-${then.month}-${then.year} ${showClock(then.clock)}`;
  if (then.day !== today.day || then.month !== today.month) return `${then.day}-${then.month} ${showClock(then.clock)}`;
  return showClock(then.clock);
}

/** `23-Nov-2026 14:02`, for paper: complete, whenever it is read. */
export function formatDay(at: string | number, zone: string): string {
  const { day, month, year, clock } = partsOf(millis(at), zone);
  return `${day}-${month}-${year} ${showClock(clock)}`;
}

/** `45 s`, `23 min`, `1 h 05 min`, `1 d 20 h`. Whole units are cut, not rounded: 59 s is not yet a minute. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, Math.abs(ms));
  if (span < MINUTE) return `${Math.floor(span / 1_000)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h ${String(Math.floor((span % HOUR) / MINUTE)).padStart(2, '0')} min`;
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1945-07-14` → `14-Jul-1945` */
export function formatBorn(born: string): string {
  const [year = '', month = '', day = ''] = born.split('-');
  return `${day}-${MONTHS[Number(month) - 1] ?? month}-${year}`;
}

/** Age as NHS guidance writes it: days below four weeks, weeks below one year, months below two, years after. */
export function formatAge(born: string, now: number, zone: string): string {
  const [year = 0, month = 1, day = 1] = born.split('-').map(Number);
  const today = partsOf(now, zone);
  const thisMonth = MONTHS.indexOf(today.month) + 1;
  const thisDay = Number(today.day);
  const days = Math.round((Date.UTC(today.year, thisMonth - 1, thisDay) - Date.UTC(year, month - 1, day)) / DAY);
  if (days < 0) return '';
  if (days < 28) return `${days}d`;
  const months = (today.year - year) * 12 + thisMonth - month - (thisDay < day ? 1 : 0);
  if (months < 12) return `${Math.floor(days / 7)}w`;
  return months < 24 ? `${months}m` : `${Math.floor(months / 12)}y`;
}

/** True where the person's own zone shows another time than the laboratory's. */
export function isOtherZone(zone: string, now: number): boolean {
  return partsOf(now, zone).clock !== partsOf(now, Intl.DateTimeFormat().resolvedOptions().timeZone).clock;
}

/** The instant at which the laboratory's clocks showed this wall time; of two in autumn, the later. */
export function instantAt(day: { year: number; month: number; day: number }, hour: number, minute: number, zone: string): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  const shift = (at: number): number => {
    const { year, month, day: date, clock } = partsOf(at, zone);
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return Date.UTC(year, MONTHS.indexOf(month), Number(date), hours, minutes) - Math.floor(at / MINUTE) * MINUTE;
  };
  const guess = wall - shift(wall);
  return wall - shift(guess);
}

/** Year, month and day of an instant in a zone, for building another one. */
export function dayOf(at: number, zone: string): { year: number; month: number; day: number } {
  const { year, month, day } = partsOf(at, zone);
  return { year, month: MONTHS.indexOf(month) + 1, day: Number(day) };
}
