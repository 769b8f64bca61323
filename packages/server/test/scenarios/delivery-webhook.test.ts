import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { resolveContacts, resolveOnDuty, resolveParty } from '../../src/directory/index.ts';
import { queueStepMessagesOver, resolveStepsOver } from '../../src/escalation/index.ts';
import { findFreePort } from '../../src/platform/free-port.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import type { HttpPlan } from '../peers/http-peer.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { attemptResults, makeRequest, makeWorld, T0, type World } from './delivery-world.ts';

let lab: Lab;
let peer: HttpPeer;
let world: World;
let admin: Visitor;
let closedPort: number;

beforeEach(async () => {
  [peer, closedPort] = await Promise.all([startHttpPeer(), findFreePort()]);
  lab = await startLab({
    now: T0,
    roles: ['http'],
    env: { SMTP_URL: 'smtp://127.0.0.1:9', CALLOUT_WEBHOOK_ALLOW: `127.0.0.1:${peer.port},127.0.0.1:${closedPort}` },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  admin = await lab.signIn('lab-admin');
});
afterEach(async () => {
  await lab.close();
  await peer.stop();
});

const save = (url: string | null, visitor = admin, organizationCode = 'W5') =>
  visitor.send('PUT', '/api/v1/webhooks', { organizationCode, url });
const channels = () => openChannels(lab.deps.config).filter(({ name }) => name === 'webhook' || name === 'email');

async function queue() {
  const request = await makeRequest(lab.db, world, { recipients: ['organization'] });
  return lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels())(tx, request));
}
async function send(): Promise<void> {
  const webhook = channels().filter(({ name }) => name === 'webhook');
  const one = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, webhook);
  await one.tick();
  await one.idle();
}
const delivery = async () =>
  (await lab.db.pool.query("select id, state, attempts, message_id from deliveries where channel = 'webhook'")).rows[0];

test('the organization’s system is told besides its people, signed, without name and value', async () => {
  const { signingKey, url } = (await (await save(`${peer.url}/in`)).json()) as { signingKey: string; url: string };
  expect((await queue()).queued.map(({ channel, address }) => [channel, address])).toEqual([
    ['email', 'office@hospital.example'],
    ['webhook', url],
  ]);
  await send();
  expect(await delivery()).toMatchObject({ state: 'accepted', attempts: 1 });
  const [taken] = peer.witnessed();
  const { 'x-callout-timestamp': timestamp, 'x-callout-signature': signature } = taken?.headers ?? {};
  expect(timestamp).toBe(String(T0.getTime() / 1000));
  expect(signature).toBe(createHmac('sha256', signingKey).update(`${timestamp}.${taken?.body}`).digest('hex'));
  expect(JSON.parse(taken?.body ?? '{}')).toMatchObject({ type: 'critical-result', accessionNumber: 'A-1001' });
  expect(taken?.body).not.toMatch(/Haddad|Karim|6\.8/);
});

test.each<[HttpPlan, string, string]>([
  [{ reply: { status: 429 } }, 'queued', 'retry'],
  [{ reply: { status: 500 } }, 'queued', 'retry'],
  [{ reply: { status: 302, headers: { location: 'http://169.254.169.254/' } } }, 'queued', 'retry'],
  [{ reply: { status: 410 } }, 'failed', 'gave-up'],
  [{ reset: 'answer' }, 'queued', 'unknown'],
  [{ reset: 'mid-answer' }, 'accepted', 'accepted'],
  [{ slowMs: 200 }, 'accepted', 'accepted'],
])('%j leaves it %s (%s)', async (plan, state, result) => {
  await save(`${peer.url}/in`);
  await peer.plan(plan);
  const id = (await queue()).queued.find(({ channel }) => channel === 'webhook')?.id;
  await send();
  expect(await delivery()).toMatchObject({ state });
  expect(await attemptResults(lab.db, id)).toEqual([result]);
});

test('down: tried again', async () => {
  await save(`http://127.0.0.1:${closedPort}/in`);
  const id = (await queue()).queued.find(({ channel }) => channel === 'webhook')?.id;
  await send();
  expect(await delivery()).toMatchObject({ state: 'queued' });
  expect(await attemptResults(lab.db, id)).toEqual(['retry']);
});

test('set, listed without its key, ended; each change is an event that names the host alone', async () => {
  expect((await save(`${peer.url}/in?token=abc`)).status).toBe(200);
  const listed = await (await admin.get('/api/v1/webhooks')).json();
  expect(listed).toEqual({
    webhooks: [{ organizationCode: 'W5', organizationName: 'Ward 5', url: `${peer.url}/in?token=abc` }],
    organizations: expect.arrayContaining([{ code: 'W5', name: 'Ward 5' }]),
  });
  // A caller may read the settings, and learns where it goes, not the token.
  const caller = await lab.signIn('caller');
  const seen = (await (await caller.get('/api/v1/webhooks')).json()) as { webhooks: { url: string }[] };
  expect(seen.webhooks.map(({ url }) => url)).toEqual([`${peer.url}/…`]);
  await queue();
  for (const [visitor, address] of [
    [caller, `${peer.url}/…`],
    [await lab.signIn('director'), `${peer.url}/in?token=abc`],
  ] as const) {
    const { deliveries } = (await (await visitor.get('/api/v1/deliveries')).json()) as {
      deliveries: { channel: string; address: string }[];
    };
    expect(deliveries.find(({ channel }) => channel === 'webhook')?.address).toBe(address);
  }
  expect(await (await save(null)).json()).toEqual({ url: null, signingKey: null });
  expect((await queue()).queued.map(({ channel }) => channel)).toEqual(['email']);
  const { rows } = await lab.db.pool.query("select text from events where type = 'webhook-changed' order by seq");
  expect(rows.map(({ text }) => text)).toEqual([
    `Webhook of organization W5 set to 127.0.0.1:${peer.port} by - Test lab-admin`,
    'Webhook of organization W5 set to none by - Test lab-admin',
  ]);
});

test('refused: an address inside the house, plain http, an unknown organization, and who may not', async () => {
  expect((await save('https://169.254.169.254/latest')).status).toBe(422);
  expect((await save('http://hub.example/in')).status).toBe(422);
  expect((await save('https://hub.example/in', admin, 'nobody')).status).toBe(404);
  expect((await save('https://hub.example/in', await lab.signIn('caller'))).status).toBe(403);
  // Whoever connects the feeds connects the receivers too.
  expect((await save(`${peer.url}/in`, await lab.signIn('integrator'))).status).toBe(200);
});

test('a step of a ladder tells the system of the organization, and nobody else besides', async () => {
  await save(`${peer.url}/in`);
  const ports = {
    resolve: resolveStepsOver({ resolveContacts, resolveOnDuty, resolveParty }),
    queueMessage: queueStepMessagesOver(queueDeliveriesOver(channels())),
  };
  const { eventSeq } = await makeRequest(lab.db, world);
  const { labId, billId, reportIds: labReportIds } = world;
  const told = await lab.db.inLab(labId, async (tx) => {
    const [contact] = await ports.resolve(tx, { labId, billId, who: 'organization', now: T0 });
    if (!contact) throw new Error('no organization');
    const escalation = { step: 2, isRepeat: false, isReopened: false };
    return ports.queueMessage(tx, { labId, billId, labReportIds, eventSeq, now: T0, how: 'webhook', contact, escalation });
  });
  expect(told).toBeNull();
  const { rows } = await lab.db.pool.query('select channel, recipient_kind, address from deliveries');
  expect(rows).toEqual([{ channel: 'webhook', recipient_kind: 'organization', address: `${peer.url}/in` }]);
});
