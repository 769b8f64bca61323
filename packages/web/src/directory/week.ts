import type { SchedulePreview } from '@critical-callout/contract/directory';
import { dayOf, instantAt } from '../ui/dates.ts';

type Day = { year: number; month: number; day: number };
export type DutyPiece = {
  from: number;
  to: number;
  name: string | null;
  gap: SchedulePreview['gaps'][number]['reason'] | null;
};
/** One day of the laboratory: 23, 24 or 25 hours long. */
export type DutyDay = { from: number; to: number; hours: number; pieces: DutyPiece[] };

const plus = ({ year, month, day }: Day, days: number): Day => {
  const at = new Date(Date.UTC(year, month - 1, day + days));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
};

export const dayText = ({ year, month, day }: Day): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

export function parseDay(text: string): Day {
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number);
  return { year, month, day };
}

/** The Monday of the week an instant lies in, in the laboratory's zone. */
export function mondayOf(at: number, zone: string): string {
  const day = dayOf(at, zone);
  const weekday = (new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay() + 6) % 7;
  return dayText(plus(day, -weekday));
}

export const shiftDay = (text: string, days: number): string => dayText(plus(parseDay(text), days));

export const startOfDay = (text: string, zone: string): number => instantAt(parseDay(text), 0, 0, zone);

/** A preview cut into seven days at the laboratory's midnights. */
export function weekOf(preview: Pick<SchedulePreview, 'spans' | 'gaps'>, monday: string, zone: string): DutyDay[] {
  return Array.from({ length: 7 }, (_, index): DutyDay => {
    const from = startOfDay(shiftDay(monday, index), zone);
    const to = startOfDay(shiftDay(monday, index + 1), zone);
    const pieces = preview.spans.flatMap((span): DutyPiece[] => {
      const [start, end] = [Math.max(from, Date.parse(span.from)), Math.min(to, Date.parse(span.to))];
      if (start >= end) return [];
      const gap = preview.gaps.find((one) => Date.parse(one.from) <= start && Date.parse(one.to) > start);
      return [{ from: start, to: end, name: span.onDuty?.name ?? null, gap: gap?.reason ?? null }];
    });
    return { from, to, hours: (to - from) / 3_600_000, pieces };
  });
}
