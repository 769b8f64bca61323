import { isWithinHours, type WeeklyHours, wallAt } from '../directory/index.ts';

/** When the laboratory works as by day: weekly windows by the clock on its wall, and days (`2026-12-25`) on which it does not. */
export type BusinessHours = { hours: Exclude<WeeklyHours, null>; holidays: readonly string[] };

/** Which of the two a moment is. Every moment is one of them, so that two variants of a policy never both count. */
export const HOURS_KINDS = ['business', 'outside'] as const;
export type HoursKind = (typeof HOURS_KINDS)[number];

export function hoursKindAt({ hours, holidays }: BusinessHours, zone: string, at: Date): HoursKind {
  const { year, month, day } = wallAt(zone, at);
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return !holidays.includes(date) && isWithinHours(hours, zone, at) ? 'business' : 'outside';
}
