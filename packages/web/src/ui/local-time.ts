import { dayOf, instantAt } from './dates.ts';

/** `2026-11-25T08:00` in the laboratory's zone, for a field of date and time. */
export function toLocal(at: string | number, zone: string): string {
  const { year, month, day } = dayOf(typeof at === 'number' ? at : Date.parse(at), zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  // The field wants 24 hours, whatever somebody prefers to read.
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
  return `${year}-${two(month)}-${two(day)}T${clock.format(typeof at === 'number' ? at : Date.parse(at))}`;
}

/** The instant of what such a field holds, or null while it is not whole. */
export function fromLocal(text: string, zone: string): string | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return new Date(instantAt({ year, month, day }, hour, minute, zone)).toISOString();
}
