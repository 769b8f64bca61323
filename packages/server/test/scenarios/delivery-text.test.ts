import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver, type Sender } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import type { HttpPlan } from '../peers/http-peer.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { attemptResults, deliveryStates, makeRequest, makeWorld, setSetting, T0, type World } from './delivery-world.ts';

const TOKEN = 'token-of-the-account';
const NUMBER = '+442079460018';

let lab: Lab;
let peer: HttpPeer;
let world: World;

beforeEach(async () => {
  peer = await startHttpPeer();
  lab = await startLab({
    now: T0,
    // Nothing is sent by itself: each test says when.
    roles: ['http'],
    env: {
      CALLOUT_TWILIO_URL: peer.url,
      CALLOUT_TWILIO_ACCOUNT_SID: 'AC0123456789abcdef',
      CALLOUT_TWILIO_AUTH_TOKEN: TOKEN,
      CALLOUT_TWILIO_SMS_FROM: '+12125550100',
      CALLOUT_TWILIO_WHATSAPP_FROM: 'whatsapp:+12125550101',
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await lab.db.pool.query('update doctors set phone = $1', ['020 7946 0018']);
  await setSetting(lab.db, world.labId, 'directory_settings', { default_calling_code: '+44' });
});
afterEach(async () => {
  await lab.close();
  await peer.stop();
});

const channels = () => openChannels(lab.deps.config);

async function queue(more = {}) {
  const request = await makeRequest(lab.db, world, { channels: ['sms'], ...more });
  return lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels())(tx, request));
}

const sender = (tryMs = 20_000): Sender =>
  createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, channels(), { leaseMs: 30_000, tryMs, atOnce: 8 });

async function send(tryMs?: number): Promise<void> {
  const one = sender(tryMs);
  await one.tick();
  await one.idle();
}
const only = async () => {
  const rows = await deliveryStates(lab.db);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[0];
};
const eventTypes = async () =>
  (await lab.db.pool.query<{ type: string }>("select type from events where type like 'delivery-%' order by seq")).rows.map(
    (row) => row.type,
  );
const formOf = (index = 0) => new URLSearchParams(peer.witnessed()[index]?.body);

/** What the provider says of the message it took as number `index`. */
const tell = (status: string, more: { index?: number; token?: string; params?: Record<string, string> } = {}) => {
  const { index = 0, token = TOKEN, params = {} } = more;
  const url = formOf(index).get('StatusCallback') ?? '';
  const ref = peer.witnessed()[index]?.ref ?? '';
  return peer.callBack(url, { MessageSid: ref, MessageStatus: status, ...params }, token, lab.baseUrl);
};

test('a text is accepted, then delivered by the signed word of the provider', async () => {
  expect((await queue()).queued).toMatchObject([{ channel: 'sms', recipientName: 'Dr. Ann Reyes', address: NUMBER }]);
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 1 });
  const [taken] = peer.witnessed();
  expect(taken?.path).toBe('/2010-04-01/Accounts/AC0123456789abcdef/Messages.json');
  expect(taken?.headers.authorization).toBe(`Basic ${Buffer.from(`AC0123456789abcdef:${TOKEN}`).toString('base64')}`);
  expect([...formOf().keys()]).toEqual(['To', 'From', 'Body', 'StatusCallback']);
  expect(Object.fromEntries(formOf())).toMatchObject({ To: NUMBER, From: '+12125550100' });
  expect(await tell('sent')).toBe(204);
  expect(await only()).toMatchObject({ state: 'accepted' });
  expect(await tell('delivered')).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered', reason: null });
  expect(await tell('delivered')).toBe(204);
  expect(await tell('failed')).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered' });
  expect(await eventTypes()).toEqual(['delivery-accepted', 'delivery-delivered']);
});

test('WhatsApp goes to and from numbers with its prefix', async () => {
  await queue({ channels: ['whatsapp'] });
  await send();
  expect(Object.fromEntries(formOf())).toMatchObject({ To: `whatsapp:${NUMBER}`, From: 'whatsapp:+12125550101' });
  expect(await tell('read')).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered' });
});

test('undelivered after it was accepted: failed, with the provider’s code, and may be sent again by a person', async () => {
  await queue();
  await send();
  expect(await tell('undelivered', { params: { ErrorCode: '30003' } })).toBe(204);
  expect(await only()).toMatchObject({ state: 'failed', reason: 'not delivered: undelivered (error 30003)' });
  const supervisor = await lab.signIn('supervisor');
  expect((await supervisor.send('POST', `/api/v1/deliveries/${(await only()).id}/send-again`)).status).toBe(200);
  await send();
  // The old copy's failure, said once more in other words, is no news of the new one.
  expect(await tell('failed', { index: 0 })).toBe(204);
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(await tell('failed', { index: 1 })).toBe(204);
  expect(await only()).toMatchObject({ state: 'failed' });
});

test('the word of the provider comes before the sender has written its own: it is kept, and counts', async () => {
  await peer.plan({ hold: 'answer' });
  await queue();
  const one = sender();
  await one.tick();
  await peer.reached('answer');
  expect(await tell('delivered')).toBe(204);
  expect(await only()).toMatchObject({ state: 'sending' });
  peer.release();
  await one.idle();
  expect(await only()).toMatchObject({ state: 'delivered', attempts: 1 });
  expect(await eventTypes()).toEqual(['delivery-accepted', 'delivery-delivered']);
});

// After the request has left, a connection broken before and one broken after it was taken look alike from here.
test.each(['answer', 'connect'] as const)('reset at %s: it may have been taken, so it is unknown', async (reset) => {
  await peer.plan({ reset });
  await queue();
  await send();
  expect(await attemptResults(lab.db)).toEqual(['unknown']);
  expect(await only()).toMatchObject({ state: 'queued' });
  expect(peer.witnessed()).toHaveLength(reset === 'answer' ? 1 : 0);
});

test('the answer is lost, the provider says delivered: the delivery ends and no second copy goes out', async () => {
  await peer.plan({ reset: 'answer' });
  await queue();
  await send();
  expect(await tell('delivered')).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered', due_at: null });
  await peer.plan({});
  lab.clock.advance({ minutes: 60 });
  await send();
  expect(peer.witnessed()).toHaveLength(1);
});

test('the answer is lost every time: three copies at most, and the end says that nobody knows', async () => {
  await peer.plan({ reset: 'answer' });
  await queue();
  for (let index = 0; index < 5; index += 1) {
    await send();
    lab.clock.advance({ minutes: 60 });
  }
  expect(await only()).toMatchObject({ state: 'unknown', attempts: 3 });
  expect(peer.witnessed()).toHaveLength(3);
  expect(await tell('failed', { index: 2 })).toBe(204);
  expect(await only()).toMatchObject({ state: 'unknown' });
  expect(await tell('delivered', { index: 1 })).toBe(204);
  expect(await only()).toMatchObject({ state: 'delivered' });
});

test('one copy may have arrived and the accepted one failed: unknown, never failed', async () => {
  await peer.plan({ reset: 'answer' });
  await queue();
  await send();
  await peer.plan({});
  lab.clock.advance({ minutes: 1 });
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(await tell('undelivered', { index: 1 })).toBe(204);
  expect(await only()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('1 other tries may have arrived') });
});

test('the rest of the answer is lost after its status: accepted, and the callback still finds it', async () => {
  await peer.plan({ reset: 'mid-answer' });
  await queue();
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 1 });
  expect(await tell('failed')).toBe(204);
  expect(await only()).toMatchObject({ state: 'failed' });
});

test('silence after the request is unknown', async () => {
  await peer.plan({ hold: 'answer' });
  await queue();
  await send(300);
  expect(await attemptResults(lab.db)).toEqual(['unknown']);
  expect(peer.witnessed()).toHaveLength(1);
});

test('down, then there again', async () => {
  const other = await startHttpPeer();
  await other.stop();
  const down = openChannels({ ...lab.deps.config, twilioUrl: other.url });
  await queue();
  const one = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, down);
  await one.tick();
  await one.idle();
  expect(await only()).toMatchObject({ state: 'queued', reason: expect.stringContaining('ECONNREFUSED') });
  lab.clock.advance({ minutes: 1 });
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed()).toHaveLength(1);
});

const said = (status: number, code: number, message: string): HttpPlan => ({
  reply: { status, body: JSON.stringify({ code, message, status }) },
});
test.each([
  [said(429, 20429, 'Too Many Requests'), 'queued', 'retry', '429 20429 Too Many Requests'],
  [said(500, 20500, 'Internal Server Error'), 'queued', 'retry', '500 20500 Internal Server Error'],
  [said(503, 20503, 'Service Unavailable'), 'queued', 'retry', '503 20503 Service Unavailable'],
  [said(401, 20003, 'Authenticate'), 'queued', 'retry', '401 20003 Authenticate'],
  [{ reply: { status: 504, body: '' } }, 'queued', 'unknown', '504'],
  [{ reply: { status: 302, headers: { location: 'http://127.0.0.1:1/' } } }, 'queued', 'retry', '302'],
  [said(400, 21211, "The 'To' number is not valid"), 'failed', 'gave-up', "refused: 400 21211 The 'To' number is not valid"],
  [
    said(403, 21610, 'Attempt to send to unsubscribed recipient'),
    'failed',
    'gave-up',
    'refused: 403 21610 Attempt to send to unsubscribed recipient',
  ],
] as const)('%j leaves it %s (%s)', async (plan, state, result, reason) => {
  await peer.plan(plan as HttpPlan);
  await queue();
  await send();
  expect(await only()).toMatchObject({ state, reason });
  expect(await attemptResults(lab.db)).toEqual([result]);
  expect(peer.witnessed()).toEqual([]);
});

test('slow, and within the time: accepted', async () => {
  await peer.plan({ slowMs: 200 });
  await queue();
  await send();
  expect(await only()).toMatchObject({ state: 'accepted' });
});

test('a callback that is not signed well changes nothing, and tells nothing of what exists', async () => {
  await queue();
  await send();
  expect(await tell('delivered', { token: 'guessed' })).toBe(403);
  const url = formOf().get('StatusCallback') ?? '';
  const unsigned = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' }),
  });
  expect(unsigned.status).toBe(403);
  const unknown = url.replace(/callout\.[0-9a-f]{16}/, 'callout.0000000000000000');
  expect(unknown).not.toBe(url);
  const params = { MessageSid: 'SM1', MessageStatus: 'delivered' };
  expect(await peer.callBack(unknown, params, TOKEN, lab.baseUrl)).toBe(204);
  // A signature for one message is none for another.
  expect(await peer.callBack(url.replace('channel=sms', 'channel=whatsapp'), params, TOKEN, lab.baseUrl)).toBe(204);
  expect(await only()).toMatchObject({ state: 'accepted' });
});

test('a body larger than any callback is refused before it is read', async () => {
  await queue();
  await send();
  expect(await tell('delivered', { params: { Filler: 'x'.repeat(20_000) } })).toBe(413);
  expect(await only()).toMatchObject({ state: 'accepted' });
});

test('by default a text names no patient, no value and no test', async () => {
  await queue();
  await send();
  const body = formOf().get('Body') ?? '';
  expect(body).not.toMatch(/Haddad|Karim|6\.8|mmol|Potassium|Repeat sample/);
  expect(body).toContain('A-1001');
  expect(body).toContain('Sarah Vance');
  await setSetting(lab.db, world.labId, 'mail_settings', { mail_content: 'full' });
  await queue();
  await send();
  expect(formOf(1).get('Body')).toBe(`REMINDER: ${body}`);
});

test('full content says name and values when the lab chose it for texts; HIPAA mode keeps the name out', async () => {
  await setSetting(lab.db, world.labId, 'mail_settings', { text_content: 'full', callback_phone: '+44 20 7946 0000' });
  await queue();
  await setSetting(lab.db, world.labId, 'critical_notification_settings', { show_patient_name: 1 });
  await queue();
  await send();
  const [open, hidden] = [formOf(0).get('Body') ?? '', formOf(1).get('Body') ?? ''].sort((a) => (a.includes('Haddad') ? -1 : 1));
  expect(open).toContain('Patient: Haddad, Karim');
  expect(open).toContain('Potassium 6.8 mmol/L [critical high]');
  expect(hidden).not.toMatch(/Haddad|Karim/);
  expect(hidden).toContain('Accession: A-1001');
  expect(hidden).toContain('Potassium 6.8 mmol/L');
});

test.each([
  ['', 'referring doctor: no telephone number is stored'],
  ['4711', 'referring doctor: the number names no country, and the directory settings give no calling code to put in front'],
  ['+12125550100&From=+19005550100', expect.stringContaining('must be a number')],
  ['+12125550100\r\nX: y', expect.stringContaining('must be a number')],
  ['whatsapp:+12125550100', expect.stringContaining('must be a number')],
])('the number %j is not written to, and named as missing', async (phone, reason) => {
  await lab.db.pool.query('update doctors set phone = $1', [phone]);
  expect(await queue()).toEqual({ queued: [], missing: [{ recipientKind: 'referral', channel: 'sms', reason }] });
});

test('a number kept for texts comes before the telephone number', async () => {
  await lab.db.pool.query(
    `insert into contact_points (lab_id, doctor_id, purpose, channel, value, dialled)
     values ($1, $2, 'critical-notification', 'sms', '+442079460099', '+442079460099')`,
    [world.labId, world.doctorId],
  );
  expect((await queue()).queued[0]?.address).toBe('+442079460099');
});

test('foreign text cannot become a parameter of the request', async () => {
  await setSetting(lab.db, world.labId, 'mail_settings', { text_content: 'full' });
  await lab.db.pool.query(
    "update patients set family_name = E'X&To=+19005550100&StatusCallback=http://evil.example/\\r\\n{{7*7}}'",
  );
  await queue();
  await send();
  expect(formOf().getAll('To')).toEqual([NUMBER]);
  expect(formOf().getAll('StatusCallback')).toHaveLength(1);
  expect(formOf().get('Body')).toContain('{{7*7}}');
});
