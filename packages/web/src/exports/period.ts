import { dayOf } from '../ui/dates.ts';
import type { ExportQuery } from './api.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

/** First and last day, both included, as the fields hold them: `2026-11-17`. */
export type Period = { from: string; to: string };

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The last seven days of the laboratory, today included. */
export function lastDays(now: number, zone: string): Period {
  const { year, month, day } = dayOf(now, zone);
  const to = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
  return { from: addDays(to, 1 - DEFAULT_DAYS), to };
}

export function periodProblem({
  from,
  to,
}: Period): { field: 'from' | 'to'; message: 'export.dayMissing' | 'export.dayOrder' } | null {
  if (from === '') return { field: 'from', message: 'export.dayMissing' };
  if (to === '') return { field: 'to', message: 'export.dayMissing' };
  return to < from ? { field: 'to', message: 'export.dayOrder' } : null;
}

export type ListFilters = { tab: 'pending' | 'done'; q: string | undefined; departmentId: number | undefined };

/** The server's period ends before `to`. */
export const exportQuery = ({ from, to }: Period, filters: ListFilters): ExportQuery => ({
  ...filters,
  from,
  to: addDays(to, 1),
});
