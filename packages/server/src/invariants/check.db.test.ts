import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { checkInvariants } from './index.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const LATER = new Date('2026-03-01T10:05:00Z');

let database: TestDatabase;
let labId: number;
let ids: { source: number; message: number; bill: number; report: number };

beforeEach(async () => {
  database = await createTestDatabase();
  ({ labId, ids } = await makeLab());
});
afterEach(() => database.drop());

/** A lab with one order whose potassium was critical and called: every invariant holds for it. */
async function makeLab(): Promise<{ labId: number; ids: typeof ids }> {
  const { db } = database;
  const labId = await db.inSystem(async (tx) => {
    const lab = await tx
      .insertInto('labs')
      .values({ code: 'north', name: 'North', created_at: NOW })
      .returning('id')
      .executeTakeFirstOrThrow();
    return lab.id;
  });
  const ids = await db.inLab(labId, async (tx) => {
    const source = await one(sql`insert into sources (lab_id, code, name) values (${labId}, 'lis', 'LIS') returning id`);
    const message = await one(sql`
      insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state, processed_at)
      values (${labId}, ${source}, ${NOW}, 'mllp', 'MSH|'::bytea, sha256('MSH|'::bytea), 'PROCESSED', ${NOW}) returning id`);
    const patient = await one(
      sql`insert into patients (lab_id, identifier, updated_at) values (${labId}, 'P1', ${NOW}) returning id`,
    );
    const bill = await one(sql`
      insert into bills (lab_id, source_id, bill_number, patient_id, received_at) values (${labId}, ${source}, 'B1', ${patient}, ${NOW}) returning id`);
    const report = await one(sql`
      insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at)
      values (${labId}, ${bill}, 'F1', 'K', 'Potassium', 'final', ${NOW}, ${NOW}) returning id`);
    await sql`
      insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
      values (${labId}, ${report}, ${message}, '2823-3', 'Potassium', '6.8', 'mmol/L', 'F', ${NOW}, 'critical-high', true, 'above 6.2')`.execute(
      tx,
    );
    const opened = await appendEvents(tx, labId, [{ ...event('report-became-critical', bill, report), category: 640 }]);
    await sql`
      update lab_reports set critical_values = 1, critical_at = ${NOW}, due_at = ${LATER}, critical_event_seq = ${opened}
      where lab_id = ${labId} and id = ${report}`.execute(tx);
    const done = await appendEvents(tx, labId, [event('callout-done', bill, report)]);
    await sql`
      insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_meta, critical_values_meta, outcome,
        performed_by_user, performed_at, recorded_at, event_seq)
      values (${labId}, ${bill}, 'B1', ${report}, false, '{referral}',
        '{"communication_methods":[],"notify_to_others":{},"already_notified":{},"log_message":""}', '[]', 'reached-read-back', 'u1', ${LATER}, ${LATER}, ${done})`.execute(
      tx,
    );
    await sql`update lab_reports set critical_values = 2, critical_event_seq = ${done} where lab_id = ${labId} and id = ${report}`.execute(
      tx,
    );
    return { source, message, bill, report };

    async function one(statement: ReturnType<typeof sql>): Promise<number> {
      const { rows } = (await statement.execute(tx)) as { rows: { id: number }[] };
      const [row] = rows;
      if (!row) throw new Error('no row was inserted');
      return row.id;
    }
  });
  return { labId, ids };
}

function event(type: string, bill: number, report: number) {
  return { at: NOW, category: 648, type, text: type, actor: SYSTEM_ACTOR, bill_id: bill, lab_report_ids: [report] };
}

/** Somebody with the owner's password and no respect for triggers. */
async function tamper(statement: string): Promise<void> {
  const client = await database.db.pool.connect();
  try {
    await client.query(`begin; set local session_replication_role = replica; ${statement}; commit`);
  } finally {
    client.release();
  }
}

async function findings(now = LATER): Promise<string[]> {
  const { results, isWhole } = await checkInvariants(database.db, now);
  const found = results.flatMap(({ id, findings }) => findings.map(({ row, detail }) => `${id} ${row}: ${detail}`));
  expect(isWhole).toBe(found.length === 0);
  return found;
}

describe('checkInvariants', () => {
  it('finds nothing in a lab whose critical result was called', async () => {
    expect(await findings()).toEqual([]);
  });

  it('finds nothing in a database without a lab', async () => {
    const empty = await createTestDatabase();
    try {
      expect((await checkInvariants(empty.db, NOW)).isWhole).toBe(true);
    } finally {
      await empty.drop();
    }
  });

  it.each<[what: string, expected: RegExp, breakIt: () => string]>([
    ['a changed message', /^I1 inbound_messages \d+: the raw bytes/, () => "update inbound_messages set raw = 'MSH^'"],
    [
      'a quarantine without a reason',
      /^I2 .*QUARANTINED/,
      () => "update inbound_messages set state = 'QUARANTINED', reason = ' '",
    ],
    ['a message nobody processed', /^I3 .*RECEIVED/, () => "update inbound_messages set state = 'RECEIVED', processed_at = null"],
    [
      'a critical result nobody is told of',
      /^I4 lab_reports \d+: critical_values 0/,
      () => 'update lab_reports set critical_values = 0',
    ],
    [
      'a critical flag on a result we cannot judge',
      /^I4 results \d+: cannot-say/,
      () => "update results set verdict = 'cannot-say', sender_verdict = 'critical', is_critical = false",
    ],
    ['a done report without a record', /^I5 .*no completed callout/, () => 'delete from critical_callouts'],
    ['an attempted report without a draft', /^I5 .*no live draft/, () => 'update lab_reports set critical_values = 4'],
    [
      'an open report without an order',
      /^I5 .*its order is gone/,
      () => 'update lab_reports set critical_values = 1, bill_id = null',
    ],
    ['an open callout without a ladder', /^I6 bills \d+: due .*no ladder/, () => 'update lab_reports set critical_values = 1'],
    ['a status without an event', /^I9 .*without an event/, () => 'update lab_reports set critical_event_seq = null'],
    ['an event changed afterwards', /^I9 events 2: its content/, () => "update events set payload = '{}' where seq = 2"],
    ['an event removed', /^I9 events 1: event 1 is missing/, () => 'delete from events where seq = 1'],
    ['a record lost', /^I11 events 2: callout-done wrote 0/, () => 'delete from critical_callouts'],
    [
      'a call recorded before it was made',
      /^I12 /,
      () => "update critical_callouts set performed_at = recorded_at + interval '1 h'",
    ],
    [
      'a call recorded before the result was known',
      /^I12 .*result stored/,
      () => "update critical_callouts set recorded_at = '2026-02-01', performed_at = '2026-02-01'",
    ],
    [
      'somebody who has what is done',
      /^I5 bill_owners \d+: owned/,
      () => `insert into bill_owners (lab_id, bill_id, event_seq) values (${labId}, ${ids.bill}, 2)`,
    ],
    [
      'an owner by the event of another order',
      /^I9 bill_owners \d+: event 1/,
      () => `insert into bill_owners (lab_id, bill_id, event_seq) values (${labId}, 987654, 1)`,
    ],
    [
      'a hand-over nobody accepted and nobody was told of',
      /^I6 handovers \d+: was to be accepted/,
      () => `insert into handovers (lab_id, from_user_id, from_name, is_whole_queue, situation, state, created_at, due_at)
        values (${labId}, 'u', 'M. Osei', true, '{}', 'offered', '2026-02-01', '2026-02-01')`,
    ],
    [
      'a callout done before its result opened',
      /^I12 critical_callouts \d+: performed .*, opened /,
      () =>
        `insert into callout_openings (lab_id, lab_report_id, event_seq, kind, reason, critical_at, due_at)
           select lab_id, id, 1, 'first', 'critical', '2026-03-01T11:00:00Z', '2026-03-01T11:30:00Z' from lab_reports`,
    ],
    ['a table without row-level security', /^I10 table results/, () => 'alter table results disable row level security'],
  ])('names the row of %s', async (_what, expected, breakIt) => {
    await tamper(breakIt());
    expect(await findings()).toContainEqual(expect.stringMatching(expected));
  });

  it('names deliveries that are stuck, silent or unproved', async () => {
    const columns =
      'lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, queued_at, message_id, state';
    const values = `${labId}, ${ids.bill}, 'B1', 2, 'email', 'referral', 'Dr Vale', 'vale@example.org', '{}', now()`;
    await tamper(`
      insert into deliveries (${columns}, lease_until, claimed_at) values (${values}, 'a', 'sending', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z');
      insert into deliveries (${columns}, reason, finished_at) values (${values}, 'b', 'failed', ' ', now());
      insert into deliveries (${columns}, finished_at) values (${values}, 'c', 'accepted', now());
      insert into deliveries (${columns}, finished_at) values (${values}, 'd', 'delivered', now());
      insert into deliveries (${columns}, due_at) values (${values}, 'e', 'queued', '2026-03-01T09:00:00Z');
      insert into delivery_attempts (lab_id, delivery_id, attempt, started_at, ended_at, result, answer)
        select lab_id, id, 1, now(), now(), 'unknown', 'silence' from deliveries where message_id = 'b';
      insert into delivery_follow_ups (lab_id, delivery_id, cause, reason, asked_at)
        select lab_id, id, 'failed', 'x', '2026-03-01T10:00:00Z' from deliveries where message_id = 'e'`);
    const found = await findings();
    expect(found).toEqual([
      expect.stringMatching(/^I7 deliveries \d+: sending, lease ended/),
      expect.stringMatching(/^I7 deliveries \d+: failed without a reason/),
      expect.stringMatching(/^I8 deliveries \d+: accepted, and no attempt was accepted/),
      expect.stringMatching(/^I7 deliveries \d+: email, its next try was due/),
      expect.stringMatching(/^I7 deliveries \d+: failed, and nobody asked who is told next/),
      expect.stringMatching(/^I7 delivery_follow_ups \d+: asked .*, 0 faults/),
      expect.stringMatching(/^I8 deliveries \d+: failed, and try 1 may have arrived/),
      expect.stringMatching(/^I8 deliveries \d+: delivered, and nobody said so/),
      ...['failed', 'accepted', 'delivered'].map((state) =>
        expect.stringMatching(new RegExp(`^I9 deliveries \\d+: ${state} without its event`)),
      ),
    ]);
  });

  it('accepts a critical result that a rule suppresses, and names the suppression whose callout is done no longer', async () => {
    await tamper(`
      insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at, critical_values, critical_event_seq)
        values (${labId}, ${ids.bill}, 'F2', 'K', 'Potassium', 'final', now(), now(), 3, 1);
      insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
        select ${labId}, max(id), ${ids.message}, '2823-3', 'Potassium', '6.9', 'mmol/L', 'F', now(), 'critical-high', true, 'above' from lab_reports;
      insert into repeat_rules (lab_id, rule_key, version, parameter_code, scope, window_hours, author, approved_by, approved_at, reason, created_at)
        values (${labId}, 'k', 1, '2823-3', 'window', 6, 'a', 'a', now(), 'r', now());
      insert into repeat_suppressions (lab_id, lab_report_id, parameter_code, code_system, sub_id, result_id, rule_id, earlier_lab_report_id,
          earlier_result_id, earlier_callout_id, suppressed_at, event_seq)
        select ${labId}, max(p.lab_report_id), '2823-3', '', '', max(p.id), max(f.id), min(p.lab_report_id), min(p.id), max(c.id), now(), 1
        from results p, repeat_rules f, critical_callouts c`);
    const isOfRepeats = (line: string) => line.startsWith('I4');
    expect((await findings()).filter(isOfRepeats)).toEqual([]);
    await tamper(`update lab_reports set critical_values = 4 where id = ${ids.report}`);
    expect((await findings()).filter(isOfRepeats)).toEqual([
      expect.stringMatching(/^I4 repeat_suppressions \d+: the earlier callout is done no longer/),
    ]);
    await tamper('delete from repeat_suppressions');
    expect((await findings()).filter(isOfRepeats)).toEqual([expect.stringMatching(/^I4 lab_reports \d+: critical_values 3/)]);
  });

  it('waits a minute before it calls a message stuck', async () => {
    await tamper("update inbound_messages set state = 'RECEIVED', processed_at = null");
    expect(await findings(new Date(NOW.getTime() + 59_000))).toEqual([]);
  });
});
