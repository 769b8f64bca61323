import { sql } from 'kysely';
import type { Database } from '../src/platform/db.ts';
import type { Fixture } from './fixture.ts';

/** One id of everything of the directory a route can name, all in one lab. */
export type DirectoryBelongings = {
  doctors: number;
  organizations: number;
  wards: number;
  persons: number;
  contactPoints: number;
  delegations: number;
  schedules: number;
  directoryTasks: number;
};

/** A ward, a person, a contact point, a cover, a rota and a task, with the mark in every text somebody may write. */
export function furnishDirectory(
  db: Database,
  { labId, doctorId, organizationId }: Fixture,
  billId: number,
  now: Date,
  mark: string,
): Promise<DirectoryBelongings> {
  return db.inLab(labId, async (tx) => {
    const idOf = async (statement: ReturnType<typeof sql<{ id: number }>>): Promise<number> => {
      const { rows } = await statement.execute(tx);
      const [row] = rows;
      if (!row) throw new Error('the statement returned no row');
      return row.id;
    };
    const wards = await idOf(sql`insert into wards (lab_id, code, name, organization_id)
      values (${labId}, ${`W9${mark}`}, ${`Ward 9${mark}`}, ${organizationId}) returning id`);
    const persons = await idOf(sql`insert into persons (lab_id, code, name, function)
      values (${labId}, ${`P1${mark}`}, ${`Nurse Kim${mark}`}, ${`nurse${mark}`}) returning id`);
    const contactPoints = await idOf(sql`insert into contact_points (lab_id, person_id, purpose, channel, value, dialled)
      values (${labId}, ${persons}, 'general', 'pager', ${`77${mark}`}, ${`77${mark}`}) returning id`);
    const delegations = await idOf(sql`insert into delegations (lab_id, doctor_id, covering_person_id, from_at, to_at, reason)
      values (${labId}, ${doctorId}, ${persons}, ${now}, ${new Date(now.getTime() + 3_600_000)}, ${`leave${mark}`}) returning id`);
    const schedules = await idOf(sql`insert into schedules (lab_id, code, name, duty, ward_id, first_day, handover, turn_hours)
      values (${labId}, ${`R1${mark}`}, ${`Ward 9 days${mark}`}, 'responsible', ${wards}, '2026-11-01', '08:00', 24) returning id`);
    await sql`insert into schedule_members (lab_id, schedule_id, place, person_id) values (${labId}, ${schedules}, 0, ${persons})`.execute(
      tx,
    );
    await sql`insert into schedule_overrides (lab_id, schedule_id, from_at, to_at, reason)
      values (${labId}, ${schedules}, ${now}, ${new Date(now.getTime() + 3_600_000)}, ${`drill${mark}`})`.execute(tx);
    await sql`insert into schedule_feeds (lab_id, schedule_id, content, next_read_at)
      values (${labId}, ${schedules}, ${`BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-NAME:${mark}\r\nEND:VCALENDAR\r\n`}, ${now})`.execute(
      tx,
    );
    await sql`insert into schedule_feed_shifts (lab_id, schedule_id, from_at, to_at, name, person_id)
      values (${labId}, ${schedules}, ${now}, ${new Date(now.getTime() + 7 * 86_400_000)}, ${`Kim${mark}`}, ${persons})`.execute(
      tx,
    );
    await sql`insert into feed_names (lab_id, name_key, name, person_id) values (${labId}, ${`kim${mark}`}, ${`Kim${mark}`}, ${persons})`.execute(
      tx,
    );
    const directoryTasks =
      await idOf(sql`insert into directory_tasks (lab_id, kind, subject, detail, bill_id, bill_number, opened_at)
      values (${labId}, 'wrong-number', ${`number: 1${mark}`}, ${`did not reach${mark}`}, ${billId}, ${`B${mark}`}, ${now}) returning id`);
    return {
      doctors: doctorId,
      organizations: organizationId,
      wards,
      persons,
      contactPoints,
      delegations,
      schedules,
      directoryTasks,
    };
  });
}
