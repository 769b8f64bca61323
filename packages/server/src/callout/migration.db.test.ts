import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { databaseUrl } from '../../test/url.ts';
import { migrate, readMigrations } from '../platform/migrate/index.ts';

/** Large enough that filling takes several batches and the writer beside it meets all of them. */
const CALLOUTS = 20_000;
const before = readMigrations().filter(({ number }) => number < 12);

const server = inject('postgresUrl');
const admin = new pg.Client({ connectionString: server });
const name = `upgrade_${randomUUID().replaceAll('-', '')}`;
const client = new pg.Client({ connectionString: databaseUrl(server, name) });
const writer = new pg.Client({ connectionString: databaseUrl(server, name) });

const META = JSON.stringify({
  communication_methods: ['phone'],
  notify_to_others: { name: '', email: '', fax: '', contactNumber: '' },
  already_notified: { phone_call: { name: '', contact: '' }, fax: { name: '', fax_number: '' } },
  log_message: '',
});

/** What the program before the step wrote: one row per told report, no order, no drafts. */
const OLD_CALLOUT = `insert into critical_callouts (lab_id, lab_report_id, recipients, critical_callout_meta, critical_values_meta, outcome,
  performed_by_user, performed_at, recorded_at, event_seq)
  select 1, r.id, '{organization}', '${META}', '[]', 'declared', 'u1', now(), now(), 1 from lab_reports r`;

const count = async (where: string): Promise<number> =>
  Number((await client.query(`select count(*) as n from critical_callouts where ${where}`)).rows[0].n);

beforeAll(async () => {
  await admin.connect();
  await admin.query(`create database ${name}`);
  await migrate(databaseUrl(server, name), before);
  await client.connect();
  await writer.connect();
  await client.query(`
    insert into labs (code, name, created_at) values ('old', 'Old laboratory', now());
    insert into sources (lab_id, code, name) values (1, 'LIS', 'LIS-1');
    insert into patients (lab_id, family_name, updated_at) values (1, 'Sample', now());
    insert into bills (lab_id, source_id, bill_number, patient_id, received_at) select 1, 1, 'B-' || n, 1, now() from generate_series(1, 200) n;
    insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at)
      select 1, 1 + n % 200, 'F' || n, 'K', 'Potassium', 'final', now(), now() from generate_series(1, ${CALLOUTS}) n;
    select append_events(1, array['{"at":"2026-01-01T00:00:00Z","category":648,"type":"callout-done","text":"t","lab_report_ids":[]}']);
    ${OLD_CALLOUT}`);
  // An order that is gone: its report stays, without it.
  await client.query(`update lab_reports set bill_id = null where filler_order_number = 'F7'`);
});
afterAll(async () => {
  await client.end();
  await writer.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

it('gives report-wise callouts their order, loses nothing, and never holds up a writer of the old program for long', async () => {
  await writer.query(`set lock_timeout = '2s'`);
  let isMigrating = true;
  let written = 0;
  const writing = (async () => {
    do {
      await writer.query(`${OLD_CALLOUT} where r.filler_order_number = 'F1'`);
      written += 1;
    } while (isMigrating);
  })();
  const finished = migrate(databaseUrl(server, name)).finally(() => {
    isMigrating = false;
  });
  await Promise.all([finished, writing]);
  expect((await finished).applied).toEqual(
    expect.arrayContaining([
      '0012_callout_attempted_state.sql',
      '0013_callout_bill_and_drafts.sql',
      '0014_callout_bill_filled.sql',
      '0015_callout_bill_held.sql',
    ]),
  );
  expect(written).toBeGreaterThan(3);
  expect(await count('true')).toBe(CALLOUTS + written);
  const right = `exists (select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = critical_callouts.lab_id and r.id = lab_report_id and b.id = critical_callouts.bill_id and b.bill_number = critical_callouts.bill_number)`;
  expect(await count(right)).toBe(CALLOUTS + written - 1);
  expect(await count(`bill_id is null and bill_number = 'unknown' and not is_draft`)).toBe(1);
});

it('brings the attempted state, drafts without a report, and their guards', async () => {
  const draft = `insert into critical_callouts (lab_id, bill_id, bill_number, is_draft, recipients, critical_callout_meta, critical_values_meta, outcome,
    performed_by_user, performed_at, recorded_at, event_seq) values (1, 3, 'B-3', true, '{}', '${META}'::jsonb || '{"callout_for": [1]}', '[]', 'no-answer', 'u1', now(), now(), 1)`;
  await client.query(draft);
  await expect(client.query(draft)).rejects.toThrow(/critical_callouts_live_draft/);
  await expect(client.query(`${OLD_CALLOUT} where r.bill_id = 3 limit 1`)).rejects.toThrow(/live draft must be superseded/);
  await expect(client.query(`update critical_callouts set bill_id = 4 where bill_id = 3`)).rejects.toThrow(
    /only superseded_at may be set/,
  );
  await client.query(
    `update lab_reports set critical_values = 1, critical_at = now(), due_at = now(), critical_event_seq = 1 where id = 1`,
  );
  await client.query(
    `select append_events(1, array['{"at":"2026-01-01T00:00:00Z","category":648,"type":"callout-attempted","text":"t","lab_report_ids":[]}'])`,
  );
  await client.query(`update lab_reports set critical_values = 4, critical_event_seq = 2 where id = 1`);
  await expect(client.query(`update lab_reports set critical_values = 5, critical_event_seq = 1 where id = 1`)).rejects.toThrow(
    /critical_values_check/,
  );
});

it('keeps a callout when its order is deleted, with the number; a report that was called about cannot be deleted', async () => {
  await client.query(`delete from bills where bill_number = 'B-9'`);
  expect(await count(`bill_number = 'B-9' and bill_id is null`)).toBe(CALLOUTS / 200);
  await expect(client.query(`delete from lab_reports where filler_order_number = 'F8'`)).rejects.toThrow(/critical_callouts/);
});
