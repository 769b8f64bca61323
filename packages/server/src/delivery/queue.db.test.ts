import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { deliveryRows, makeRequest, makeWorld, setSetting, T0, type World } from '../../test/scenarios/delivery-world.ts';
import type { DeliveryRequest } from '../callout/index.ts';
import { readConfig } from '../platform/config.ts';
import { createEmailChannel, openChannels, queueDeliveriesOver } from './index.ts';

const EMAIL = [createEmailChannel({ smtpUrl: 'smtp://127.0.0.1:1', from: 'Lab <alerts@lab.example>' })];

let database: TestDatabase;
let world: World;
beforeEach(async () => {
  database = await createTestDatabase();
  world = await makeWorld(database.db);
});
afterEach(() => database.drop());

async function queue(more: Partial<DeliveryRequest> = {}, channels = EMAIL) {
  const request = await makeRequest(database.db, world, more);
  return database.db.inLab(world.labId, (tx) => queueDeliveriesOver(channels)(tx, request));
}
const query = (text: string, values: unknown[] = []) => database.db.pool.query(text, values);
const content = async () => (await deliveryRows(database.db))[0]?.content ?? { subject: '', text: '', html: '' };

test('each recipient gets a row of its own, due at once, with its own Message-ID', async () => {
  const other = { name: 'Night desk', email: 'desk@hospital.example', faxNumber: '', contactNumber: '' };
  const { queued, missing } = await queue({ recipients: ['organization', 'referral', 'others'], other });
  expect(missing).toEqual([]);
  expect(queued).toEqual([
    {
      id: expect.any(Number),
      channel: 'email',
      recipientKind: 'organization',
      recipientName: 'Ward 5',
      address: 'office@hospital.example',
    },
    {
      id: expect.any(Number),
      channel: 'email',
      recipientKind: 'referral',
      recipientName: 'Dr. Ann Reyes',
      address: 'ann.reyes@hospital.example',
    },
    {
      id: expect.any(Number),
      channel: 'email',
      recipientKind: 'others',
      recipientName: 'Night desk',
      address: 'desk@hospital.example',
    },
  ]);
  const rows = await deliveryRows(database.db);
  expect(rows.map((row) => row.state)).toEqual(['queued', 'queued', 'queued']);
  expect(rows.every((row) => row.due_at?.getTime() === T0.getTime())).toBe(true);
  expect(new Set(rows.map((row) => row.message_id)).size).toBe(3);
  for (const row of rows) expect(row.message_id).toMatch(/^<callout\.[0-9a-f]{16}\.[0-9a-f]{32}@lab\.example>$/);
});

test("the organization's address for critical notifications comes before its general one", async () => {
  await query(
    "insert into contact_points (lab_id, organization_id, purpose, channel, value, dialled) values ($1, $2, 'critical-notification', 'email', 'critical@hospital.example', 'critical@hospital.example')",
    [world.labId, world.organizationId],
  );
  expect((await queue({ recipients: ['organization'] })).queued[0]?.address).toBe('critical@hospital.example');
  await query('update contact_points set is_active = false');
  expect((await queue({ recipients: ['organization'] })).queued[0]?.address).toBe('office@hospital.example');
});

test.each<[string, string, Partial<DeliveryRequest>, string]>([
  ['patients', '', { recipients: ['patient'] }, 'patients are not written to'],
  ['nobody named', '', { recipients: ['others'] }, 'no other recipient was named'],
  [
    'no organization',
    'update bills set organization_id = null',
    { recipients: ['organization'] },
    'the order names no organization of the directory',
  ],
  ['no doctor', 'update bills set doctor_id = null', {}, 'the order names no ordering provider'],
  [
    'unknown doctor',
    "update bills set doctor_id = null, ordering_name = 'X'",
    {},
    'the ordering provider is not in the directory',
  ],
  ['inactive doctor', 'update doctors set is_active = false', {}, 'the referring doctor is no longer active in the directory'],
  ['no address', 'update doctors set email = null', {}, 'referring doctor: no e-mail address is stored'],
  [
    'two addresses',
    "update doctors set email = 'a@b.example, c@d.example'",
    {},
    'referring doctor: the part before the @ has a character or a form that is not allowed',
  ],
  [
    'header in address',
    "update doctors set email = E'a@b.example\\r\\nBcc: c@d.example'",
    {},
    'referring doctor: the part before the @ has a character or a form that is not allowed',
  ],
  ['other channels', '', { channels: ['fax'] }, 'fax is not set up on this server'],
])('missing: %s', async (_name, change, more, reason) => {
  if (change) await query(change);
  const { queued, missing } = await queue(more);
  expect(queued).toEqual([]);
  expect(missing).toMatchObject([{ reason }]);
  expect(await deliveryRows(database.db)).toEqual([]);
});

test('without a mail server e-mail is refused by name, never queued to wait for ever', async () => {
  expect((await queue({}, [])).missing).toEqual([
    { recipientKind: 'referral', channel: 'email', reason: 'email is not set up on this server' },
  ]);
});

test('is_email 0 refuses e-mail', async () => {
  await setSetting(database.db, world.labId, 'critical_notification_settings', { is_email: 0 });
  await expect(queue()).rejects.toMatchObject({ refusal: { refusal: 'delivery.email-off' }, status: 422 });
});

test('by default: order and tests, whom to call; no name, no value, no comment', async () => {
  await queue();
  const { subject, text, html } = await content();
  expect(subject).toBe('Critical result: Accession: A-1001 - north Laboratory');
  for (const part of [text, html]) {
    expect(part).not.toMatch(/Haddad|Karim|6\.8|mmol|Repeat sample/);
    for (const word of ['ORD-77', 'A-1001', 'Potassium', 'Glucose', 'Sarah Vance']) expect(part).toContain(word);
  }
});

test('full content: name, values of critical parameters only, callback number', async () => {
  await setSetting(database.db, world.labId, 'mail_settings', { mail_content: 'full', callback_phone: '+44 20 7946 0000' });
  await queue();
  const { subject, text } = await content();
  expect(subject).toContain('Patient: Haddad, Karim');
  expect(text).toContain('Potassium: 6.8 mmol/L [critical high] (reference 3.5-5.1)');
  expect(text).toContain('telephone +44 20 7946 0000');
  expect(text).not.toContain('95');
});

test('a corrected value and a withdrawn one are told as such, an unreadable one never as all clear', async () => {
  await setSetting(database.db, world.labId, 'mail_settings', { mail_content: 'full' });
  const correct = (status: string, value: string) =>
    query(
      `with old as (update results set superseded_at = now() where parameter_code = 'Potassium' and superseded_at is null returning *)
       insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
       select lab_id, lab_report_id, message_id, parameter_code, parameter_name, $2, unit, $1, received_at, 'normal', false, '' from old`,
      [status, value],
    );
  await correct('C', '4.2');
  await queue();
  await correct('W', '');
  await queue();
  const [corrected, withdrawn] = await deliveryRows(database.db);
  expect(corrected?.content.text).toContain(
    '* Potassium\n    Corrected: a result reported as critical before has changed or was withdrawn.\n    Potassium: 4.2 mmol/L [corrected]',
  );
  expect(withdrawn?.content.text).toMatch(/Potassium: no result +\[withdrawn]/);
  expect(withdrawn?.content.text).toContain('* Glucose\n    Reported as critical; the value could not be read by this program.');
});

test('show_patient_name 1 puts the accession number in place of the name, everywhere', async () => {
  await setSetting(database.db, world.labId, 'mail_settings', { mail_content: 'full' });
  await setSetting(database.db, world.labId, 'critical_notification_settings', { show_patient_name: 1 });
  await queue();
  const { subject, text, html } = await content();
  expect(subject + text + html).not.toMatch(/Haddad|Karim/);
  expect(subject).toContain('A-1001');
  expect(text).toContain('6.8 mmol/L');
  await query('update bills set accession_number = null');
  await queue();
  expect((await deliveryRows(database.db))[1]?.content.subject).toContain('Order: ORD-77');
});

test('share_comment 1 appends the comment', async () => {
  await setSetting(database.db, world.labId, 'critical_notification_settings', { share_comment: 1 });
  await queue();
  expect((await content()).text).toContain('Comment: Repeat sample sent');
});

test('a practice laboratory says so in the subject and the body', async () => {
  await query('update labs set is_practice = true');
  await queue();
  const { subject, text, html } = await content();
  expect(subject).toMatch(/^\[PRACTICE] /);
  expect(text).toContain('not a real patient');
  expect(html).toContain('not a real patient');
});

test('what was queued stays what is sent when names, addresses and results change afterwards', async () => {
  await queue();
  const before = await deliveryRows(database.db);
  await query("update doctors set email = 'new@hospital.example', name = 'Dr. New'");
  await query("update patients set family_name = 'Other'");
  expect(await deliveryRows(database.db)).toEqual(before);
});

test('the number of statements does not depend on recipients and reports', async () => {
  const counted = async (more: Partial<DeliveryRequest>): Promise<number> => {
    const request = await makeRequest(database.db, world, more);
    let statements = 0;
    const db = database.open({ onStatement: () => (statements += 1) });
    await db.inLab(world.labId, (tx) => queueDeliveriesOver(EMAIL)(tx, request));
    return statements;
  };
  const few = await counted({ recipients: ['referral'], labReportIds: world.reportIds.slice(0, 1) });
  expect(await counted({ recipients: ['referral', 'organization'] })).toBe(few);
});

test('the channels of the program, of the database and of the configuration are the same list', async () => {
  const { rows } = await query(
    "select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = 'deliveries'::regclass and conname = 'deliveries_channel_check'",
  );
  const named = [...(rows[0]?.text ?? '').matchAll(/'(\w+)'::text/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...DELIVERY_CHANNELS].sort());
  const { config } = readConfig({
    SMTP_URL: 'smtp://127.0.0.1:9',
    CALLOUT_SECRET: 'a secret of forty characters for tests..',
    CALLOUT_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    CALLOUT_TWILIO_AUTH_TOKEN: 'token',
    CALLOUT_TWILIO_SMS_FROM: '+442079460100',
    CALLOUT_TWILIO_WHATSAPP_FROM: '+442079460100',
    CALLOUT_HYLAFAX_URL: 'hylafax://callout@fax.example',
  });
  expect(
    openChannels(config)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...DELIVERY_CHANNELS].sort());
});
