import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLinks } from '../../src/acknowledgement/index.ts';
import { createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { deliveryRows, makeRequest, makeWorld, setSetting, T0, type World } from './delivery-world.ts';

const LINK = /http:\/\/localhost:\d+\/a\/([\w-]{43})/;
const PLACE = '/a/the-link-is-put-in-when-the-message-is-sent';

let lab: Lab;
let peer: HttpPeer;
let world: World;

beforeAll(async () => {
  peer = await startHttpPeer();
  lab = await startLab({
    now: T0,
    // Nothing is sent by itself: each test says when.
    roles: ['http'],
    env: {
      CALLOUT_TWILIO_URL: peer.url,
      CALLOUT_TWILIO_ACCOUNT_SID: 'AC0123456789abcdef',
      CALLOUT_TWILIO_AUTH_TOKEN: 'token-of-the-account',
      CALLOUT_TWILIO_SMS_FROM: '+12125550100',
      CALLOUT_FAX_API_URL: peer.url,
      CALLOUT_FAX_API_KEY: 'key-of-the-fax-service',
      CALLOUT_WEBHOOK_ALLOW: `127.0.0.1:${peer.port}`,
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await lab.db.pool.query('update doctors set phone = $1, fax = $1', ['020 7946 0018']);
  await lab.db.pool.query('update organizations set phone = $1', ['020 7946 0019']);
  await lab.db.pool.query(
    'insert into organization_webhooks (lab_id, organization_id, url, updated_at) values ($1, $2, $3, $4)',
    [lab.labId, world.organizationId, `${peer.url}/in`, T0],
  );
  await setSetting(lab.db, world.labId, 'directory_settings', { default_calling_code: '+44' });
});
afterAll(async () => {
  await lab.close();
  await peer.stop();
});
beforeEach(async () => {
  await setSetting(lab.db, world.labId, 'acknowledgement_settings', {});
  await peer.plan({});
});

const channels = () => openChannels(lab.deps.config);
const links = () => openLinks(lab.deps.config);

async function queue(more = {}): Promise<number[]> {
  const request = await makeRequest(lab.db, world, { channels: ['sms'], ...more });
  const { queued } = await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels(), links())(tx, request));
  return queued.map(({ id }) => id);
}
async function send(): Promise<void> {
  const one = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent'), links: links() }, channels());
  await one.tick();
  await one.idle();
}
/** The link in the last text the provider took. */
const sentLink = (): string => {
  const body = new URLSearchParams(peer.witnessed().at(-1)?.body).get('Body') ?? '';
  expect(body).toMatch(LINK);
  return LINK.exec(body)?.[1] ?? '';
};
const linkOf = async (deliveryId: number) =>
  (await lab.db.pool.query('select * from acknowledgement_links where delivery_id = $1', [deliveryId])).rows[0];

test('a message carries its link, and the database holds only the hash of it', async () => {
  const [id = 0] = await queue();
  await send();
  const token = sentLink();
  expect(await linkOf(id)).toMatchObject({
    token_hash: createHash('sha256').update(token).digest(),
    issued_at: T0,
    expires_at: new Date(T0.getTime() + 24 * 3_600_000),
    ended_at: null,
  });
  const { rows } = await lab.db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of rows) {
    const found = await lab.db.pool.query(`select 1 from ${name} t where to_jsonb(t)::text like $1 limit 1`, [`%${token}%`]);
    expect([name, found.rowCount]).toEqual([name, 0]);
  }
});

test('whoever may read a delivery sees that there is a link, and not which', async () => {
  const [id] = await queue();
  await send();
  const token = sentLink();
  const supervisor = await lab.signIn('supervisor');
  const text = await (await supervisor.get(`/api/v1/deliveries/${id}`)).text();
  expect(text).toContain(PLACE);
  expect(text).not.toContain(token);
});

test('the link is the same at every try, and one of its own for each message', async () => {
  await queue();
  const taken = peer.witnessed().length;
  await peer.plan({ reset: 'answer' });
  await send();
  const first = sentLink();
  await peer.plan({});
  lab.clock.advance({ minutes: 2 });
  await send();
  expect(peer.witnessed()).toHaveLength(taken + 2);
  expect(sentLink()).toBe(first);
  await queue();
  await send();
  expect(sentLink()).not.toBe(first);
});

test('sent again by a person, the link runs from then', async () => {
  const [id = 0] = await queue();
  await peer.plan({ reply: { status: 400, body: '{"code":21211,"message":"not a number"}' } });
  await send();
  await peer.plan({});
  const before = await linkOf(id);
  lab.clock.advance({ minutes: 120 });
  const supervisor = await lab.signIn('supervisor');
  expect((await supervisor.send('POST', `/api/v1/deliveries/${id}/send-again`)).status).toBe(200);
  expect((await linkOf(id)).expires_at).toEqual(new Date(before.expires_at.getTime() + 2 * 3_600_000 + 2 * 60_000));
  await send();
});

test('fax letters and webhooks carry it too, each its own', async () => {
  const [fax] = await queue({ channels: ['fax'] });
  const row = (await deliveryRows(lab.db)).find(({ id }) => id === fax);
  expect(row?.content.text).toContain(PLACE);
  await queue({ recipients: ['organization'] });
  const before = peer.witnessed().length;
  await send();
  const taken = peer.witnessed().slice(before);
  const hook = taken.find(({ path }) => path === '/in');
  const { link } = JSON.parse(hook?.body ?? '{}') as { link: string };
  expect(link).toMatch(LINK);
  expect(taken.filter(({ body }) => decodeURIComponent(body).includes(link))).toHaveLength(1);
});

test('the laboratory says how long a link holds, and may offer none', async () => {
  const admin = await lab.signIn('lab-admin');
  const settings = { is_offered: 1, proof: 'facts', expires_after_hours: 2, max_tries: 3 };
  expect((await admin.send('PUT', '/api/v1/settings/acknowledgement', settings)).status).toBe(200);
  const [short = 0] = await queue();
  const { issued_at, expires_at } = await linkOf(short);
  expect(expires_at - issued_at).toBe(2 * 3_600_000);
  expect((await admin.send('PUT', '/api/v1/settings/acknowledgement', { ...settings, is_offered: 0 })).status).toBe(200);
  const [none = 0] = await queue();
  expect(await linkOf(none)).toBeUndefined();
  const contents = (await deliveryRows(lab.db)).filter(({ id }) => id >= short).map(({ content }) => content.text);
  expect(contents[0]).toContain(PLACE);
  expect(contents[1]).not.toContain('/a/');
  const bad = await admin.send('PUT', '/api/v1/settings/acknowledgement', { ...settings, max_tries: 1 });
  expect(await bad.json()).toMatchObject({ status: 400, errors: [{ field: 'body.max_tries' }] });
});
