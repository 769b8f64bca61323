import { dayOf, instantAt } from '../ui/dates.ts';

export type CallTime =
  | { state: 'now' }
  | { state: 'earlier'; at: number; needsReason: boolean }
  | { state: 'future' }
  | { state: 'unreadable' };

/** Beyond this a reason is asked: the record is then made up from memory. The server holds the same limit. */
export const BACK_DATE_MS = 5 * 60_000;
/** A typed time this far ahead of now is meant as yesterday's (23:50 typed at 00:10), a nearer one is a mistake. */
const FUTURE_MS = 12 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** The minute that is running counts as now. */
const MINUTE_MS = 60_000;

/** What a typed `hh:mm` in the laboratory's zone means; empty is now. */
export function readCallTime(typed: string, now: number, zone: string): CallTime {
  const text = typed.trim();
  if (text === '') return { state: 'now' };
  const match = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(text);
  if (!match) return { state: 'unreadable' };
  const [, hour = '', minute = ''] = match;
  const today = instantAt(dayOf(now, zone), Number(hour), Number(minute), zone);
  if (today > now && today - now < FUTURE_MS) return today - now < MINUTE_MS ? { state: 'now' } : { state: 'future' };
  const at = today > now ? instantAt(dayOf(now - DAY_MS, zone), Number(hour), Number(minute), zone) : today;
  if (now - at < MINUTE_MS) return { state: 'now' };
  return { state: 'earlier', at, needsReason: now - at > BACK_DATE_MS };
}

/** The next instant at which the laboratory's clocks show this `hh:mm`, within a day; null: unreadable. */
export function readNextTry(typed: string, now: number, zone: string): number | null {
  const match = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(typed.trim());
  if (!match) return null;
  const [, hour = '', minute = ''] = match;
  const today = instantAt(dayOf(now, zone), Number(hour), Number(minute), zone);
  return today > now ? today : instantAt(dayOf(now + DAY_MS, zone), Number(hour), Number(minute), zone);
}

/** The number that stands on a downtime sheet; null: nothing, or nothing such a sheet can have. */
export function readSheetNumber(typed: string): number | null {
  const number = /^\d+$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  return number > 0 && Number.isSafeInteger(number) ? number : null;
}
