import { afterEach, describe, expect, it } from 'vitest';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import { simulatePolicyOf } from '../simulated.ts';

let world: EscalationWorld;
afterEach(() => world.close());

const idOf = async (query: string, values: unknown[]): Promise<number> =>
  Number((await world.rows<{ id: number }>(query, values))[0]?.id);

/** A rota of two people, one day each, changing at midnight of the wall; it belongs to a ward this order has nothing to do with. */
async function rotaElsewhere(): Promise<number> {
  const { labId } = world.lab;
  const ward = await idOf(`insert into wards (lab_id, code, name) values ($1, 'ICT', 'Infection control') returning id`, [labId]);
  const rota = await idOf(
    `insert into schedules (lab_id, code, name, duty, ward_id, first_day, handover, turn_hours)
     values ($1, 'IC', 'Infection nights', 'on-call', $2, '2026-01-01', '00:00', 24) returning id`,
    [labId, ward],
  );
  for (const [place, name] of ['Evening', 'Morning'].entries()) {
    const person = await personOf(name);
    await world.rows('insert into schedule_members (lab_id, schedule_id, place, person_id) values ($1, $2, $3, $4)', [
      ...[labId, rota],
      ...[place, person],
    ]);
  }
  return rota;
}

async function personOf(name: string): Promise<number> {
  const { labId } = world.lab;
  const person = await idOf('insert into persons (lab_id, code, name) values ($1, $2, $2) returning id', [labId, name]);
  await world.rows(
    `insert into contact_points (lab_id, person_id, purpose, channel, value, dialled) values ($1, $2, 'general', 'email', $3, $3)`,
    [labId, person, `${name.toLowerCase()}@clinic.example`],
  );
  return person;
}

const policy = (steps: readonly unknown[]) =>
  world.rows(
    `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
     values ($1, 'every callout', 1, 60, 5, $2, 'a', 'a', $3, 'by name', $3)`,
    [
      world.lab.labId,
      JSON.stringify([...steps, { kind: 'exhausted', after: { minutes: 90, from: 'result' } }]),
      world.clock.now(),
    ],
  );
const email = (minutes: number, who: string, whoId: number, whoName: string, repeat: unknown = null) => ({
  ...{ kind: 'notify', after: { minutes, from: 'result' }, how: 'email' },
  ...{ who, whoId, whoName, repeat },
});

describe('a step that names somebody', () => {
  it('finds who has the duty of a named rota, a named doctor’s cover and the people of a department at its own time, and keeps why', async () => {
    world = await escalationWorld({ now: new Date('2026-11-23T23:40:00Z') });
    const { labId, doctorId, chemistryId } = world.lab;
    const cover = await personOf('Robin');
    await world.rows(
      `insert into delegations (lab_id, doctor_id, covering_person_id, from_at, to_at, reason)
       values ($1, $2, $3, '2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', 'leave')`,
      [labId, doctorId, cover],
    );
    await policy([
      email(10, 'rota', await rotaElsewhere(), 'Infection nights', { everyMinutes: 30, times: 1 }),
      email(15, 'doctor', doctorId, 'Dr Ada Finch'),
      email(45, 'doctor', doctorId, 'Dr Ada Finch'),
      email(50, 'department', chemistryId, 'Chemistry'),
    ]);
    const bill = await world.open();
    const expected = [
      '2026-11-23 23:50 Evening',
      '2026-11-23 23:55 Dr Ada Finch',
      '2026-11-24 00:20 Morning',
      '2026-11-24 00:25 Dr Ada Finch, Robin',
      '2026-11-24 00:30 Dr. Henrik Solano',
    ];
    expect((await simulatePolicyOf(world, bill, world.clock.now())).slice(0, 5)).toEqual(expected);
    const { settle } = world.process();
    for (let minute = 0; minute < 55; minute += 5) {
      world.clock.advance({ minutes: 5 });
      await settle();
    }
    const steps = await world.rows<{ line: string; why: string; who: string }>(
      `select to_char(done_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' ' || (select string_agg(w->>'name', ', ' order by n)
           from jsonb_array_elements(detail->'told') with ordinality x (w, n)) as line, detail->'told'->-1->>'reason' as why,
         who || ' ' || who_name as who
       from escalation_steps where done_at is not null order by due_at`,
    );
    expect(steps.map(({ line }) => line)).toEqual(expected);
    expect(steps.map(({ why }) => why)).toEqual([
      'on call: Infection nights; for Infection control',
      'named in the policy',
      'on call: Infection nights; for Infection control',
      'covers for Dr Ada Finch',
      'of the department Chemistry',
    ]);
    expect(steps.at(-1)?.who).toBe('department Chemistry');
    const sent = await world.rows<{ name: string }>('select recipient_name as name from deliveries order by id');
    expect(sent.map(({ name }) => name)).toEqual([
      ...['Evening', 'Dr Ada Finch', 'Morning', 'Dr Ada Finch', 'Robin', 'Dr. Henrik Solano'],
    ]);
  });

  it('that is nobody any more reaches nobody, says so, and holds nothing up', async () => {
    world = await escalationWorld();
    const person = await personOf('Gone');
    await policy([email(10, 'person', person, 'Gone'), email(20, 'department', world.lab.haematologyId, 'Haematology')]);
    await world.rows('update persons set is_active = false where id = $1', [person]);
    const bill = await world.open();
    world.clock.advance({ minutes: 21 });
    await world.process().settle();
    expect((await world.steps(bill)).slice(0, 2)).toEqual([
      '1.0 person due 10 nobody-reached 21',
      '2.0 department due 20 nobody-reached 21',
    ]);
    const alarms = await world.rows<{ text: string }>(`select text from events where type = 'escalation-alarm' order by seq`);
    expect(alarms.map(({ text }) => text)).toEqual([
      'Escalation alarm - step 1 reached nobody - person Gone is nobody now',
      'Escalation alarm - step 2 reached nobody - department Haematology is nobody now',
    ]);
  });
});
