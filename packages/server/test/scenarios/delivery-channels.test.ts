import type { ChannelState, ChannelStates } from '@critical-callout/contract/deliveries';
import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { makeRequest, makeWorld, setSetting, T0, type World } from './delivery-world.ts';

let lab: Lab;
let peer: SmtpPeer;
let world: World;
let supervisor: Visitor;
let caller: Visitor;

beforeAll(async () => {
  peer = await startSmtpPeer();
  lab = await startLab({ now: T0, roles: ['http'], env: { SMTP_URL: peer.url } });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  [supervisor, caller] = [await lab.signIn('supervisor'), await lab.signIn('caller')];
});
afterAll(async () => {
  await lab.close();
  await peer.stop();
});

async function channel(name: string): Promise<ChannelState> {
  const { channels } = (await (await caller.get('/api/v1/channels')).json()) as ChannelStates;
  expect(channels.map((one) => one.channel)).toEqual(DELIVERY_CHANNELS);
  const found = channels.find((one) => one.channel === name);
  if (!found) throw new Error(`no channel ${name}`);
  return found;
}
const channels = () => openChannels(lab.deps.config);
async function send(): Promise<void> {
  const sender = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, channels());
  await sender.tick();
  await sender.idle();
}
async function queue(): Promise<void> {
  const request = await makeRequest(lab.db, world, { now: lab.clock.now() });
  await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels())(tx, request));
}
const trial = (name: string, address: string, who = supervisor) =>
  who.send('POST', '/api/v1/channels/test', { channel: name, address });

test('says which channels are there, and what e-mail switched off means', async () => {
  expect(await channel('email')).toMatchObject({
    isSetUp: true,
    isOffered: true,
    carrier: 'SMTP',
    health: 'idle',
    lastTest: null,
  });
  expect(await channel('fax')).toMatchObject({ isSetUp: false, isOffered: false, carrier: null, health: 'off' });
  await setSetting(lab.db, lab.labId, 'critical_notification_settings', { is_email: 0 });
  expect(await channel('email')).toMatchObject({ isSetUp: true, isOffered: false });
  await setSetting(lab.db, lab.labId, 'critical_notification_settings', {});
});

test('a test goes through the queue without patient data, and its answer stands on the card', async () => {
  const answer = await trial('email', 'it@hospital.example');
  expect(answer.status).toBe(201);
  const { deliveryId } = (await answer.json()) as { deliveryId: number };
  expect(await channel('email')).toMatchObject({ queueLength: 1, lastTest: { deliveryId, state: 'queued', answer: null } });
  await send();
  expect((await channel('email')).lastTest).toMatchObject({
    deliveryId,
    address: 'it@hospital.example',
    state: 'accepted',
    answer: expect.stringMatching(/^250 2\.0\.0 queued/),
  });
  const [mail] = peer.witnessed();
  expect(mail?.to).toEqual(['it@hospital.example']);
  expect(mail?.head).toMatch(/Test message - Practice Laboratory/);
  expect(mail?.head).not.toMatch(/Haddad|ORD-77|A-1001|Potassium/);
  const { rows } = await lab.db.pool.query("select text, actor_user_id from events where type = 'channel-tested'");
  expect(rows).toEqual([{ text: 'Test of e-mail by - Test supervisor', actor_user_id: supervisor.userId }]);
});

test('refused: an address that is none, a channel that is not set up, who may not', async () => {
  expect((await trial('email', 'a@b.example\r\nBcc: c@d.example')).status).toBe(422);
  expect((await trial('sms', '+442079460018')).status).toBe(409);
  expect((await trial('pigeon', 'x')).status).toBe(400);
  expect((await trial('email', 'it@hospital.example', caller)).status).toBe(403);
});

test('health follows what the other side says: troubled, down, and well again', async () => {
  await peer.plan({ replies: { connect: '421 busy' } });
  await queue();
  await send();
  expect(await channel('email')).toMatchObject({ health: 'troubled', queueLength: 1, lastError: { answer: '421 busy' } });
  for (const minutes of [1, 2]) {
    lab.clock.advance({ minutes });
    await send();
  }
  expect(await channel('email')).toMatchObject({ health: 'down', oldestQueuedAt: T0.toISOString() });
  await peer.plan({});
  lab.clock.advance({ minutes: 5 });
  await send();
  expect(await channel('email')).toMatchObject({ health: 'ok', queueLength: 0, successPercent: 100, endedLastHour: 2 });
});
