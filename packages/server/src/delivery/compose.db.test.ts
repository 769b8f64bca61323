import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { makeRequest, makeWorld, setSetting, T0, type World } from '../../test/scenarios/delivery-world.ts';
import { appendEvents } from '../audit/index.ts';
import type { DeliveryRequest } from '../callout/index.ts';
import { createEmailChannel, queueDeliveriesOver } from './index.ts';
import { builtInTemplate } from './templates/index.ts';

const EMAIL = [createEmailChannel({ smtpUrl: 'smtp://127.0.0.1:1', from: 'Lab <alerts@lab.example>' })];

let database: TestDatabase;
let world: World;
beforeEach(async () => {
  database = await createTestDatabase();
  world = await makeWorld(database.db);
});
afterEach(() => database.drop());

const query = (text: string, values: unknown[] = []) => database.db.pool.query(text, values);
type Row = {
  id: number;
  content: { subject: string; text: string; html: string };
  template_purpose: string;
  template_language: string;
  template_version: number | null;
};

/** Queues one request and answers its last row. Potassium alone: glucose was corrected before anything was told. */
async function queue(more: Partial<DeliveryRequest> = {}): Promise<Row> {
  const request = await makeRequest(database.db, world, { labReportIds: world.reportIds.slice(0, 1), ...more });
  await database.db.inLab(world.labId, (tx) => queueDeliveriesOver(EMAIL)(tx, request));
  const { rows } = await query('select * from deliveries order by id desc limit 1');
  return rows[0] as Row;
}

async function publish(version: number | null, text: string, key = ['email', 'en', 'first']): Promise<void> {
  const parts = { ...builtInTemplate('email', 'en', 'first').parts, text };
  if (version !== null) {
    await query(
      `insert into message_templates (lab_id, channel, language, purpose, version, parts, author, created_at) values ($1, $2, $3, $4, $5, $6, 'A', $7)
       on conflict do nothing`,
      [world.labId, ...key, version, parts, T0],
    );
  }
  await query(
    `insert into message_template_publications (lab_id, channel, language, purpose, version, comment, published_by, published_at)
     values ($1, $2, $3, $4, $5, 'agreed', 'A', $6)`,
    [world.labId, ...key, version, T0],
  );
}

test('the recipient’s language decides, then their organization’s, then the laboratory’s', async () => {
  expect(await queue()).toMatchObject({ template_language: 'en', template_purpose: 'first', template_version: null });
  await setSetting(database.db, world.labId, 'message_settings', { default_language: 'fr' });
  expect((await queue()).content.subject).toMatch(/^Rappel : résultat critique/);
  await query("update organizations set language = 'es'");
  expect((await queue({ recipients: ['organization'] })).template_language).toBe('es');
  await query('update doctors set organization_id = $1', [world.organizationId]);
  expect((await queue()).template_language).toBe('es');
  await query("update doctors set language = 'de'");
  const { content, template_language } = await queue();
  expect(template_language).toBe('de');
  expect(content.text).toContain('Bitte rufen Sie das Labor');
  expect(content.html).toContain('<html lang="de">');
});

test('somebody of the directory named by a step is written to in their language', async () => {
  const { rows } = await query(
    "insert into persons (lab_id, code, name, language) values ($1, 'P1', 'Hr. Braun', 'de') returning id",
    [world.labId],
  );
  const party = { kind: 'person', id: Number(rows[0]?.id) };
  const other = { name: 'Hr. Braun', email: 'braun@hospital.example', faxNumber: '', contactNumber: '', party };
  const escalation = { step: 3, isRepeat: false, isReopened: false };
  const row = await queue({ recipients: ['others'], other, escalation });
  expect(row).toMatchObject({ template_language: 'de', template_purpose: 'escalation' });
  expect(row.content.text).toContain('weil diesen Befund noch niemand bestätigt hat');
  expect(row.content.text).toContain('Stufe 3 der Eskalation');
});

test('a step says that it is an escalation, why and by when it had to be told; its repeat is a reminder', async () => {
  await query('update labs set zone = $1', ['Europe/London']);
  await query('update lab_reports set due_at = $1', [new Date('2026-05-04T02:32:00Z')]);
  const first = await queue({ escalation: { step: 2, isRepeat: false, isReopened: false } });
  expect(first.template_purpose).toBe('escalation');
  expect(first.content.text).toContain(
    'nobody has confirmed this result yet; it had to be told by 4 May 2026, 03:32 BST. This is step 2 of the escalation.',
  );
  expect((await queue({ escalation: { step: 2, isRepeat: true, isReopened: false } })).template_purpose).toBe('reminder');
  const again = await queue({ escalation: { step: 2, isRepeat: false, isReopened: true } });
  expect(again.content.text).toContain('has opened again');
});

test('the same address again is reminded; a new result since, another address or a message that never left is not', async () => {
  expect((await queue()).template_purpose).toBe('first');
  const second = await queue();
  expect(second.template_purpose).toBe('reminder');
  expect(second.content.text).toContain('You were told of this result before');
  expect((await queue({ recipients: ['organization'] })).template_purpose).toBe('first');
  await query("update deliveries set state = 'cancelled', reason = 'closed', due_at = null, finished_at = $1", [T0]);
  expect((await queue()).template_purpose).toBe('first');
  await query(
    `with old as (update results set superseded_at = now() where parameter_code = 'Potassium' and superseded_at is null returning *)
     insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
     select lab_id, lab_report_id, message_id, parameter_code, parameter_name, '7.1', unit, 'F', $1, 'critical-high', true, '' from old`,
    [new Date(T0.getTime() + 60_000)],
  );
  expect((await queue()).template_purpose).toBe('first');
});

test('a correction names what was told, when and by whom, beside what is true now', async () => {
  await setSetting(database.db, world.labId, 'mail_settings', { mail_content: 'full' });
  const actor = { user_id: 'u1', name: 'Sarah Vance', kind: 'user' as const };
  const done = { at: T0, category: 648, type: 'callout-done', text: 'Callout done', actor, callout_done_by: 'Sarah Vance' };
  const toldSeq = await database.db.inLab(world.labId, (tx) => appendEvents(tx, world.labId, [done]));
  await query(
    `insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_meta, critical_values_meta, outcome,
       performed_by_user, performed_at, recorded_at, event_seq)
     values ($1, $2, 'ORD-77', $3, false, '{referral}', $4, '[]', 'reached-read-back', 'u1', $5, $5, $6)`,
    [
      world.labId,
      world.billId,
      world.reportIds[0],
      {
        communication_methods: [],
        notify_to_others: { name: '', email: '', fax: '', contactNumber: '' },
        already_notified: { phone_call: { name: '', contact: '' }, fax: { name: '', fax_number: '' } },
        log_message: '',
      },
      T0,
      toldSeq,
    ],
  );
  await query(
    `with old as (update results set superseded_at = now() where parameter_code = 'Potassium' and superseded_at is null returning *)
     insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
     select lab_id, lab_report_id, message_id, parameter_code, parameter_name, '4.2', unit, 'C', received_at, 'normal', false, '' from old`,
  );
  const row = await queue();
  expect(row.template_purpose).toBe('correction');
  expect(row.content.subject).toMatch(/^Correction of a critical result: /);
  expect(row.content.text).toContain(
    'A result told earlier (4 May 2026, 03:00 UTC, by Sarah Vance) has been corrected or withdrawn',
  );
  expect(row.content.text).toContain('Potassium: 4.2 mmol/L [corrected] (before 6.8 mmol/L)');
  await setSetting(database.db, world.labId, 'mail_settings', {});
  const least = await queue();
  expect(least.content.text).toContain('What was told then no longer counts');
  expect(least.content.text + least.content.html).not.toMatch(/4\.2|6\.8/);
});

test('the laboratory’s published words are used and named on the delivery; a later version changes nothing that is queued', async () => {
  await publish(1, 'Version one, call {{ callbackPhone }}');
  const first = await queue();
  expect(first).toMatchObject({ template_version: 1, content: { text: 'Version one, call\n' } });
  await publish(2, 'Version two, call {{ callbackPhone }}');
  const { rows } = await query('select content, template_version from deliveries where id = $1', [first.id]);
  expect(rows[0]).toEqual({ content: first.content, template_version: 1 });
  await expect(query('update deliveries set template_version = 2 where id = $1', [first.id])).rejects.toThrow('never changes');
  await publish(null, '');
  expect((await queue({ recipients: ['organization'] })).template_version).toBeNull();
});

test('a stored text that names a variable of another time gives way to the program’s own', async () => {
  await publish(1, 'Call {{ pagerNumber }} {{ callbackPhone }}');
  expect(await queue()).toMatchObject({
    template_version: null,
    content: { text: expect.stringContaining('CRITICAL LABORATORY RESULT') },
  });
});
