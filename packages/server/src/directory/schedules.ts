import type { SaveSchedule, ScheduleOut, SchedulePreview, SchedulesQuery } from '@critical-callout/contract/directory';
import { type DutySpan, dutyAt, dutySpans, type Party, type PartyRef } from '@critical-callout/domain/directory';
import type { Tx } from '../platform/db.ts';
import { listDirectoryParties, readZone } from './facts.ts';
import { requireKnown } from './parties.ts';
import { decodeCursor, notFound, pageOf, refuseTwice } from './refuse.ts';
import { type Change, sayChanged } from './say.ts';
import {
  findSchedule,
  holderOf,
  holdersOf,
  listSchedules,
  placeOf,
  type ScheduleRow,
  type ShiftPeriod,
  scheduleOf,
  writeSchedule,
} from './schedule-queries.ts';

function scheduleOut(row: ScheduleRow): ScheduleOut {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    duty: row.duty,
    of: placeOf(row),
    firstDay: row.first_day,
    handover: row.handover,
    turnHours: row.turn_hours,
    hours: row.hours,
    members: row.members.map(holderOf).filter((member) => member !== null),
    overrides: row.overrides.map((one) => ({
      from: new Date(one.from_at).toISOString(),
      to: new Date(one.to_at).toISOString(),
      who: holderOf(one),
      reason: one.reason,
    })),
    isActive: row.is_active,
    hasFeed: row.shifts !== null,
  };
}

export async function readSchedules(
  tx: Tx,
  labId: number,
  query: SchedulesQuery,
): Promise<{ items: ScheduleOut[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor)?.id ?? 0;
  const page = pageOf(await listSchedules(tx, labId, { isActive: query.isActive, after, limit: query.limit + 1 }), query.limit);
  return { ...page, items: page.items.map(scheduleOut) };
}

async function getSchedule(
  tx: Tx,
  labId: number,
  id: number,
  lock: 'for-change' | 'none' = 'none',
  period: ShiftPeriod = null,
): Promise<ScheduleRow> {
  const row = await findSchedule(tx, labId, id, lock, period);
  if (!row) throw notFound('schedule', id);
  return row;
}

export async function readSchedule(tx: Tx, labId: number, id: number): Promise<ScheduleOut> {
  return scheduleOut(await getSchedule(tx, labId, id));
}

export async function saveSchedule(tx: Tx, change: Change, id: number | null, asked: SaveSchedule): Promise<ScheduleOut> {
  const { labId } = change;
  const before = id === null ? null : scheduleOut(await getSchedule(tx, labId, id, 'for-change'));
  await requireKnown(tx, labId, [asked.of], 'of');
  await requireKnown(tx, labId, asked.members, 'members');
  const standIns = asked.overrides.flatMap(({ who }) => who ?? []);
  await requireKnown(tx, labId, standIns, 'overrides');
  const saved = await refuseTwice('code', `There is a schedule with the code ${asked.code} already.`, () =>
    writeSchedule(tx, labId, id, asked),
  );
  await sayChanged(tx, change, `schedule ${asked.code}`, { kind: 'schedule', id: saved, before, after: asked });
  return readSchedule(tx, labId, saved);
}

/** Who has the duty at a moment and through the days after it, and when nobody could be called. */
export async function previewSchedule(tx: Tx, labId: number, id: number, at: Date, days: number): Promise<SchedulePreview> {
  const until = new Date(at.getTime() + days * 86_400_000);
  const schedule = scheduleOf(await getSchedule(tx, labId, id, 'none', { from: at, until }));
  const zone = await readZone(tx, labId);
  const spans = dutySpans(schedule, zone, at, until);
  const parties = await listDirectoryParties(tx, labId, holdersOf(schedule));
  const partyOf = (who: PartyRef | null): Party | undefined => parties.find((one) => one.kind === who?.kind && one.id === who.id);
  const present = (who: PartyRef | null): SchedulePreview['onDuty'] => {
    const party = partyOf(who);
    if (!party || (party.kind !== 'doctor' && party.kind !== 'person')) return null;
    return { kind: party.kind, id: party.id, name: party.name, canBeReached: gapOf(party) === null };
  };
  const period = ({ from, to }: DutySpan) => ({ from: from.toISOString(), to: to.toISOString() });
  return {
    zone,
    at: at.toISOString(),
    onDuty: present(dutyAt(schedule, zone, at)),
    spans: spans.map((span) => ({ ...period(span), onDuty: present(span.who) })),
    gaps: spans.flatMap((span) => {
      const reason = gapOf(partyOf(span.who));
      return reason ? [{ ...period(span), reason }] : [];
    }),
  };
}

function gapOf(party: Party | undefined): SchedulePreview['gaps'][number]['reason'] | null {
  if (!party) return 'nobody';
  if (!party.isActive || party.receives === 'may-not-receive') return 'may-not-receive';
  return party.points.length === 0 ? 'no-contact' : null;
}
