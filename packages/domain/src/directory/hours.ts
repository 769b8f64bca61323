import { wallAt, wallMilliseconds } from './zone.ts';

/** Monday is 1, Sunday 7 (ISO 8601). `to` at or before `from` runs over midnight; `24:00` is the end of the day. */
export type HoursWindow = { days: number[]; from: string; to: string };
/** Weekly windows by the wall clock of the lab's zone; null is always. */
export type WeeklyHours = HoursWindow[] | null;

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;
const DAY_MINUTES = 24 * 60;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function weekday(year: number, month: number, day: number): number {
  return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
}

export function isWithinHours(hours: WeeklyHours, zone: string, at: Date): boolean {
  if (hours === null) return true;
  const wall = wallAt(zone, at);
  const today = weekday(wall.year, wall.month, wall.day);
  const yesterday = today === 1 ? 7 : today - 1;
  const now = wall.hour * 60 + wall.minute;
  return hours.some(({ days, from, to }) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (end > start) return days.includes(today) && now >= start && now < end;
    return (days.includes(today) && now >= start) || (days.includes(yesterday) && now < end);
  });
}

/** Readings of the wall clock (as if UTC) at which a window opens or closes, for the days from one reading to another. */
export function hourEdges(hours: WeeklyHours, fromWall: number, toWall: number): number[] {
  const edges: number[] = [];
  for (const { days, from, to } of hours ?? []) {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    const first = Math.floor(fromWall / 86_400_000) - 1;
    for (let day = first; day * 86_400_000 <= toWall; day++) {
      const date = new Date(day * 86_400_000);
      if (!days.includes(weekday(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()))) continue;
      const midnight = wallMilliseconds({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: 0,
        minute: 0,
      });
      edges.push(midnight + start * 60_000, midnight + (end > start ? end : end + DAY_MINUTES) * 60_000);
    }
  }
  return edges;
}

/** `Mo-Fr 08:00-17:00; Sa,Su 10:00-12:00`; empty is always. Null where the text is not of this form. */
export function parseHours(text: string): { hours: WeeklyHours } | null {
  const trimmed = text.trim();
  if (trimmed === '') return { hours: null };
  const hours: HoursWindow[] = [];
  for (const part of trimmed.split(';')) {
    const found = /^\s*(\S+)\s+(([01]\d|2[0-3]):[0-5]\d)\s*-\s*(([01]\d|2[0-3]):[0-5]\d|24:00)\s*$/.exec(part);
    const days = found ? parseDays(found[1] ?? '') : null;
    if (!found || !days) return null;
    hours.push({ days, from: found[2] ?? '', to: found[4] ?? '' });
  }
  return { hours };
}

function parseDays(text: string): number[] | null {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last, more] = part
      .split('-')
      .map((name) => DAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase()) + 1);
    if (first === undefined || first === 0 || last === 0 || more !== undefined) return null;
    // Sa-Mo goes over the end of the week.
    for (let step = 0, day = first; step < 7; step++, day = (day % 7) + 1) {
      days.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

export function formatHours(hours: WeeklyHours): string {
  return (hours ?? []).map(({ days, from, to }) => `${formatDays(days)} ${from}-${to}`).join('; ');
}

function formatDays(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => DAYS[(day ?? 1) - 1] ?? '';
  return runs.flatMap((run) => (run.length > 2 ? [`${name(run[0])}-${name(run.at(-1))}`] : run.map(name))).join(',');
}
