import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver, signBody } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import type { HttpPlan } from '../peers/http-peer.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import {
  attemptResults,
  deliveryRows,
  deliveryStates,
  makeRequest,
  makeWorld,
  setSetting,
  T0,
  type World,
} from './delivery-world.ts';

const KEY = 'key-of-the-fax-service';
const NUMBER = '+442079460019';

let lab: Lab;
let http: HttpPeer;
let smtp: SmtpPeer;
let world: World;

beforeEach(async () => {
  [http, smtp] = await Promise.all([startHttpPeer(), startSmtpPeer()]);
  lab = await startLab({
    now: T0,
    // Nothing is sent by itself: each test says when.
    roles: ['http'],
    env: {
      CALLOUT_FAX_API_URL: `${http.url}/faxes`,
      CALLOUT_FAX_API_KEY: KEY,
      CALLOUT_FAX_MAIL_DOMAIN: 'fax.example',
      SMTP_URL: smtp.url,
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await lab.db.pool.query('update doctors set fax = $1', [NUMBER]);
});
afterEach(async () => {
  await lab.close();
  await Promise.all([http.stop(), smtp.stop()]);
});

const overApi = () => openChannels(lab.deps.config);
const overMail = () => openChannels({ ...lab.deps.config, faxApiUrl: null, faxApiKey: null });

async function queue(more = {}, channels = overApi()) {
  const request = await makeRequest(lab.db, world, { channels: ['fax'], ...more });
  return lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels)(tx, request));
}
async function send(channels = overApi()): Promise<void> {
  const one = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, channels);
  await one.tick();
  await one.idle();
}
const only = async () => {
  const rows = await deliveryStates(lab.db);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[0];
};
type Posted = {
  reference: string;
  to: string;
  fileName: string;
  contentType: string;
  content: string;
  pages: number;
  statusCallback: string;
};
const posted = (index = 0) => JSON.parse(http.witnessed()[index]?.body ?? '{}') as Posted;

/** What the service says of the fax it took, signed with `key` at the time `at`. */
function tell(status: string, { key = KEY, at = lab.clock.now(), more = {} }: { key?: string; at?: Date; more?: object } = {}) {
  const { reference, statusCallback } = posted();
  const body = JSON.stringify({ reference, id: http.witnessed()[0]?.ref, status, ...more });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return http.postJson(statusCallback, body, {
    'x-callout-timestamp': timestamp,
    'x-callout-signature': signBody(key, timestamp, body),
  });
}

test('a letter is posted, and arrives by the signed word of the service', async () => {
  expect((await queue()).queued).toMatchObject([{ channel: 'fax', address: NUMBER }]);
  await send();
  expect(await only()).toMatchObject({ state: 'accepted' });
  const [taken] = http.witnessed();
  expect(taken).toMatchObject({
    path: '/faxes',
    headers: { authorization: `Bearer ${KEY}`, 'idempotency-key': posted().reference },
  });
  expect(posted()).toMatchObject({ to: NUMBER, contentType: 'application/pdf', pages: 2 });
  expect(posted().fileName).toMatch(/^critical-result-2026-05-04-[0-9a-f]{12}\.pdf$/);
  expect(Buffer.from(posted().content, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  expect(`<${posted().reference}>`).toBe((await only()).message_id);
  expect(await tell('sending')).toBe(204);
  expect(await only()).toMatchObject({ state: 'accepted' });
  expect(await tell('delivered')).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered' });
});

test('the line was busy: failed in the words of the service', async () => {
  await queue();
  await send();
  expect(await tell('failed', { more: { reason: 'busy\r\nafter 5 calls' } })).toBe(204);
  expect(await only()).toMatchObject({ state: 'failed', reason: 'not delivered: failed: busy after 5 calls' });
});

test('a callback signed with another key, too old, or of nothing we know changes nothing', async () => {
  await queue();
  await send();
  expect(await tell('delivered', { key: 'guessed' })).toBe(403);
  expect(await tell('delivered', { at: new Date(T0.getTime() - 301_000) })).toBe(403);
  expect(await http.postJson(posted().statusCallback, '{}')).toBe(403);
  const other = posted().reference.replace(/^callout\.[0-9a-f]{16}/, 'callout.0000000000000000');
  expect(await tell('delivered', { more: { reference: other } })).toBe(204);
  expect(await tell('delivered', { more: { filler: 'x'.repeat(20_000) } })).toBe(413);
  expect(await only()).toMatchObject({ state: 'accepted' });
});

test.each<[HttpPlan, string, string]>([
  [{ reply: { status: 429, body: '{"message":"slow down"}' } }, 'queued', 'retry'],
  [{ reply: { status: 500 } }, 'queued', 'retry'],
  [{ reply: { status: 401 } }, 'queued', 'retry'],
  [{ reply: { status: 302, headers: { location: 'http://127.0.0.1:1' } } }, 'queued', 'retry'],
  [{ reply: { status: 502 } }, 'queued', 'unknown'],
  [{ reply: { status: 422, body: '{"message":"not a fax number"}' } }, 'failed', 'gave-up'],
  [{ reset: 'answer' }, 'queued', 'unknown'],
  [{ reset: 'mid-answer' }, 'accepted', 'accepted'],
  [{ slowMs: 200 }, 'accepted', 'accepted'],
])('%j leaves it %s (%s)', async (plan, state, result) => {
  await http.plan(plan);
  await queue();
  await send();
  expect(await only()).toMatchObject({ state });
  expect(await attemptResults(lab.db)).toEqual([result]);
});

test('the answer is lost: the same reference and the same letter are posted again', async () => {
  await http.plan({ reset: 'answer' });
  await queue();
  await send();
  await http.plan({});
  lab.clock.advance({ minutes: 1 });
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(posted(1)).toEqual(posted(0));
});

test('by mail gateway: one mail to number@domain with the letter, and nothing of the patient beside it', async () => {
  await setSetting(lab.db, world.labId, 'mail_settings', { fax_content: 'full' });
  await queue({}, overMail());
  await send(overMail());
  expect(await only()).toMatchObject({ state: 'accepted' });
  expect(smtp.witnessed()).toMatchObject([{ to: ['442079460019@fax.example'] }]);
  const mail = await simpleParser(smtp.witnessed()[0]?.head ?? '');
  expect(mail.subject).toBe('Fax');
  expect(mail.text ?? '').toBe('');
  expect(mail.attachments).toMatchObject([
    { contentType: 'application/pdf', filename: expect.stringMatching(/^critical-result-2026-05-04-[0-9a-f]{12}\.pdf$/) },
  ]);
  expect(smtp.witnessed()[0]?.head).not.toMatch(/Haddad|Karim/);
});

test('by mail gateway: refused and lost answers are told as for every mail', async () => {
  await smtp.plan({ refused: { '442079460019@fax.example': '550 5.1.1 no such line' } });
  await queue({}, overMail());
  await send(overMail());
  expect(await only()).toMatchObject({ state: 'failed', reason: 'refused: 550 5.1.1 no such line' });
});

test('by default no name and no value; HIPAA mode puts the accession number on the cover when the lab chose full', async () => {
  await queue();
  await setSetting(lab.db, world.labId, 'mail_settings', { fax_content: 'full' });
  await queue();
  await setSetting(lab.db, world.labId, 'critical_notification_settings', { show_patient_name: 1 });
  await queue();
  const [least, full, hidden] = (await deliveryRows(lab.db)).map(
    ({ content }) => `${content.subject}\n${content.text}${content.html}`,
  );
  expect(least).not.toMatch(/Haddad|6\.8/);
  expect(full).toMatch(/: Patient: Haddad, Karim[\s\S]*6\.8 mmol\/L/);
  expect(hidden).not.toMatch(/Haddad|Karim/);
  expect(hidden).toMatch(/: Accession: A-1001[\s\S]*6\.8 mmol\/L/);
});

test.each([
  '',
  '4711',
  '+442079460019@evil.example',
  '+442079460019\r\nRCPT TO:<x@evil.example>',
  '+44 20 7946 0019,+19005550100',
])('the fax number %j is not sent to, and named as missing', async (fax) => {
  await lab.db.pool.query('update doctors set fax = $1', [fax]);
  expect(await queue()).toMatchObject({
    queued: [],
    missing: [{ channel: 'fax', reason: expect.stringMatching(/^referring doctor: /) }],
  });
});
