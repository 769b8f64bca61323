import { dutySpans, type PartyRef } from '@critical-callout/domain/directory';
import type { Tx } from '../platform/db.ts';
import { listDirectoryParties, readZone } from './facts.ts';
import { holdersOf, listSchedules, scheduleOf } from './schedule-queries.ts';

/** `place`: whose rota has the gap; null: the laboratory has no rota at all. */
type Gap = { from: Date; until: Date; place: string | null };

const MAX_SCHEDULES = 500;
/** The kind of number a way of telling needs; a webhook belongs to an organization, never to whoever has the duty. */
const CHANNEL_OF: Record<string, string> = { 'call-task': 'phone', email: 'email', sms: 'sms', fax: 'fax' };

/**
 * When nobody who is on call could be reached, for any place that has a rota; the whole period where no place has one. Rotas
 * of one place stand in for each other: days and nights in two of them leave no gap. A policy that names one rota relies on it alone.
 */
export async function listRotaGaps(
  tx: Tx,
  {
    labId,
    from,
    until,
    scheduleId,
    how,
  }: { labId: number; from: Date; until: Date; scheduleId?: number | undefined; how?: string | undefined },
): Promise<Gap[]> {
  const rows = await listSchedules(tx, labId, { isActive: true, after: 0, limit: MAX_SCHEDULES }, { from, until });
  const schedules = (scheduleId === undefined ? rows : rows.filter(({ id }) => id === scheduleId))
    .map(scheduleOf)
    .filter(({ duty }) => duty === 'on-call' || scheduleId !== undefined);
  const channel = how === undefined ? undefined : (CHANNEL_OF[how] ?? null);
  if (schedules.length === 0) return [{ from, until, place: null }];
  const zone = await readZone(tx, labId);
  const parties = await listDirectoryParties(tx, labId, [...schedules.flatMap(holdersOf), ...schedules.map(({ of }) => of)]);
  const isReached = (who: PartyRef | null): boolean => {
    const party = parties.find((one) => one.kind === who?.kind && one.id === who.id);
    return (
      party?.isActive === true &&
      party.receives !== 'may-not-receive' &&
      party.points.some((point) => channel === undefined || point.channel === channel)
    );
  };
  const nameOf = ({ kind, id }: PartyRef): string | null =>
    parties.find((one) => one.kind === kind && one.id === id)?.name ?? null;
  const open = new Map<string, Gap[]>();
  for (const schedule of schedules) {
    const gaps = dutySpans(schedule, zone, from, until)
      .filter(({ who }) => !isReached(who))
      .map((span) => ({ from: span.from, until: span.to, place: nameOf(schedule.of) }));
    const place = `${schedule.of.kind} ${schedule.of.id}`;
    const before = open.get(place);
    open.set(place, before ? overlap(before, gaps) : gaps);
  }
  return [...open.values()].flat().sort((a, b) => a.from.getTime() - b.from.getTime());
}

const overlap = (some: readonly Gap[], others: readonly Gap[]): Gap[] =>
  some.flatMap((a) =>
    others.flatMap((b) => {
      const from = Math.max(a.from.getTime(), b.from.getTime());
      const until = Math.min(a.until.getTime(), b.until.getTime());
      return from < until ? [{ from: new Date(from), until: new Date(until), place: a.place }] : [];
    }),
  );
