import type { DutyHolder, SaveSchedule } from '@critical-callout/contract/directory';
import type { PartyRef, Schedule, WeeklyHours } from '@critical-callout/domain/directory';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

type HolderRow = { doctor_id: number | null; person_id: number | null };
export type ScheduleRow = {
  id: number;
  code: string;
  name: string;
  duty: Schedule['duty'];
  ward_id: number | null;
  organization_id: number | null;
  first_day: string;
  handover: string;
  turn_hours: number;
  hours: WeeklyHours;
  is_active: boolean;
  members: HolderRow[];
  overrides: (HolderRow & { id: number; from_at: string; to_at: string; reason: string })[];
  /** Null: its own rota. */
  shifts: (HolderRow & { from_at: string; to_at: string })[] | null;
};
/** Shifts of a calendar are read for a period; without one none are. */
export type ShiftPeriod = { from: Date; until: Date } | null;

/** Schedules with members, overrides and shifts in one statement; the caller narrows it down. */
const selected = (period: ShiftPeriod): RawBuilder<unknown> => sql`
  select s.id, s.code, s.name, s.duty, s.ward_id, s.organization_id, s.first_day, s.handover, s.turn_hours, s.hours, s.is_active,
    coalesce((select jsonb_agg(jsonb_build_object('doctor_id', m.doctor_id, 'person_id', m.person_id) order by m.place)
      from schedule_members m where m.lab_id = s.lab_id and m.schedule_id = s.id), '[]') as members,
    coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'doctor_id', o.doctor_id, 'person_id', o.person_id, 'from_at', o.from_at,
        'to_at', o.to_at, 'reason', o.reason) order by o.id)
      from schedule_overrides o where o.lab_id = s.lab_id and o.schedule_id = s.id), '[]') as overrides,
    (select coalesce((select jsonb_agg(jsonb_build_object('doctor_id', h.doctor_id, 'person_id', h.person_id, 'from_at', h.from_at,
          'to_at', h.to_at) order by h.from_at, h.id)
        from schedule_feed_shifts h where h.lab_id = f.lab_id and h.schedule_id = f.schedule_id
          and h.to_at > ${period?.from ?? null}::timestamptz and h.from_at < ${period?.until ?? null}::timestamptz), '[]')
      from schedule_feeds f where f.lab_id = s.lab_id and f.schedule_id = s.id) as shifts
  from schedules s`;

export async function listSchedules(
  tx: Tx,
  labId: number,
  query: { isActive?: boolean; after: number; limit: number },
  period: ShiftPeriod = null,
): Promise<ScheduleRow[]> {
  const { rows } = await sql<ScheduleRow>`
    ${selected(period)} where s.lab_id = ${labId} and s.id > ${query.after}
      and (${query.isActive ?? null}::boolean is null or s.is_active = ${query.isActive ?? null})
    order by s.id limit ${query.limit}`.execute(tx);
  return rows;
}

/** The active schedules of these places. */
export async function listSchedulesOf(
  tx: Tx,
  labId: number,
  wardIds: readonly number[],
  organizationIds: readonly number[],
  period: ShiftPeriod,
): Promise<ScheduleRow[]> {
  const { rows } = await sql<ScheduleRow>`
    ${selected(period)} where s.lab_id = ${labId} and s.is_active
      and (s.ward_id = any(${[...wardIds]}::bigint[]) or s.organization_id = any(${[...organizationIds]}::bigint[]))
    order by s.id`.execute(tx);
  return rows;
}

export async function findSchedule(
  tx: Tx,
  labId: number,
  id: number,
  lock: 'for-change' | 'none',
  period: ShiftPeriod = null,
): Promise<ScheduleRow | undefined> {
  const { rows } =
    await sql<ScheduleRow>`${selected(period)} where s.lab_id = ${labId} and s.id = ${id} ${lock === 'for-change' ? sql`for update of s` : sql``}`.execute(
      tx,
    );
  return rows[0];
}

export const holderOf = ({ doctor_id, person_id }: HolderRow): DutyHolder | null =>
  doctor_id !== null ? { kind: 'doctor', id: doctor_id } : person_id !== null ? { kind: 'person', id: person_id } : null;

export const placeOf = ({ ward_id, organization_id }: Pick<ScheduleRow, 'ward_id' | 'organization_id'>) =>
  ward_id !== null ? { kind: 'ward' as const, id: ward_id } : { kind: 'organization' as const, id: organization_id ?? 0 };

/** The row as the rules of the domain see it. */
export function scheduleOf(row: ScheduleRow): Schedule {
  return {
    name: row.name,
    duty: row.duty,
    of: placeOf(row),
    firstDay: row.first_day,
    handover: row.handover,
    turnHours: row.turn_hours,
    hours: row.hours,
    members: row.members.map(holderOf).filter((member): member is DutyHolder => member !== null),
    overrides: row.overrides.map((one) => ({
      id: one.id,
      from: new Date(one.from_at),
      to: new Date(one.to_at),
      who: holderOf(one),
    })),
    ...(row.shifts && {
      shifts: row.shifts.map((one) => ({ from: new Date(one.from_at), to: new Date(one.to_at), who: holderOf(one) })),
    }),
  };
}

/** Everybody a schedule names, in whatever way. */
export const holdersOf = ({ members, overrides, shifts }: Schedule): PartyRef[] => [
  ...members,
  ...[...overrides, ...(shifts ?? [])].flatMap(({ who }) => who ?? []),
];

const idIf = (who: PartyRef | null, kind: PartyRef['kind']): number | null => (who?.kind === kind ? who.id : null);

const COLUMNS = sql`code, name, duty, ward_id, organization_id, first_day, handover, turn_hours, hours, is_active`;
function valuesOf(asked: SaveSchedule): RawBuilder<unknown> {
  const hours = asked.hours === null ? null : JSON.stringify(asked.hours);
  return sql`${asked.code}, ${asked.name}, ${asked.duty}, ${idIf(asked.of, 'ward')}, ${idIf(asked.of, 'organization')}, ${asked.firstDay}::date,
    ${asked.handover}, ${asked.turnHours}, ${hours}::jsonb, ${asked.isActive}`;
}

/** A schedule with its members and overrides as they are asked for; what was there before is replaced. */
export async function writeSchedule(tx: Tx, labId: number, id: number | null, asked: SaveSchedule): Promise<number> {
  const { rows } = await (id === null
    ? sql<{ id: number }>`insert into schedules (lab_id, ${COLUMNS}) values (${labId}, ${valuesOf(asked)}) returning id`
    : sql<{
        id: number;
      }>`update schedules set (${COLUMNS}) = (${valuesOf(asked)}) where lab_id = ${labId} and id = ${id} returning id`
  ).execute(tx);
  const saved = rows[0]?.id ?? 0;
  await sql`delete from schedule_members where lab_id = ${labId} and schedule_id = ${saved}`.execute(tx);
  await sql`delete from schedule_overrides where lab_id = ${labId} and schedule_id = ${saved}`.execute(tx);
  const members = asked.members.map((who, place) => ({ place, doctor_id: idIf(who, 'doctor'), person_id: idIf(who, 'person') }));
  await sql`
    insert into schedule_members (lab_id, schedule_id, place, doctor_id, person_id)
    select ${labId}, ${saved}, m.place, m.doctor_id, m.person_id
    from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as m (place integer, doctor_id bigint, person_id bigint)`.execute(
    tx,
  );
  const overrides = asked.overrides.map(({ from, to, who, reason }, place) => ({
    place,
    from_at: from,
    to_at: to,
    doctor_id: idIf(who, 'doctor'),
    person_id: idIf(who, 'person'),
    reason,
  }));
  await sql`
    insert into schedule_overrides (lab_id, schedule_id, from_at, to_at, doctor_id, person_id, reason)
    select ${labId}, ${saved}, o.from_at, o.to_at, o.doctor_id, o.person_id, o.reason
    from jsonb_to_recordset(${JSON.stringify(overrides)}::jsonb)
      as o (place integer, from_at timestamptz, to_at timestamptz, doctor_id bigint, person_id bigint, reason text)
    order by o.place`.execute(tx);
  return saved;
}
