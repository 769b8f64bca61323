import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmailChannel, createSender, queueDeliveriesOver, type Sender } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { attemptResults, deliveryStates, makeRequest, makeWorld, T0, type World } from './delivery-world.ts';

let database: TestDatabase;
let peer: SmtpPeer;
let world: World;
let now: Date;

beforeEach(async () => {
  [database, peer] = await Promise.all([createTestDatabase(), startSmtpPeer()]);
  world = await makeWorld(database.db);
  now = T0;
});
afterEach(async () => {
  await Promise.all([database.drop(), peer.stop()]);
});

function senderTo(url: string, timeouts = {}): Sender {
  const channel = createEmailChannel({ smtpUrl: url, from: 'alerts@lab.example', answerTimeoutMs: 400, ...timeouts });
  return createSender({ db: database.db, clock: { now: () => now }, log: createLogger('silent') }, [channel]);
}

async function queue(more = {}) {
  const channel = createEmailChannel({ smtpUrl: peer.url, from: 'alerts@lab.example' });
  const request = await makeRequest(database.db, world, more);
  return database.db.inLab(world.labId, (tx) => queueDeliveriesOver([channel])(tx, request));
}

/** One look and everything it started. */
async function send(sender: Sender): Promise<void> {
  await sender.tick();
  await sender.idle();
}

/** Moves the clock to the next planned try and sends, until nothing is planned any more. */
async function sendUntilEnded(sender: Sender, maxTries = 12): Promise<void> {
  for (let index = 0; index < maxTries; index += 1) {
    const due = (await deliveryStates(database.db)).flatMap((row) =>
      row.state === 'queued' && row.due_at ? [row.due_at.getTime()] : [],
    );
    if (due.length === 0) return;
    now = new Date(Math.max(now.getTime(), Math.min(...due)));
    await send(sender);
  }
}

const only = async () => {
  const rows = await deliveryStates(database.db);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[0];
};
const eventTypes = async () =>
  (await database.db.pool.query<{ type: string }>("select type from events where type like 'delivery-%' order by seq")).rows.map(
    (row) => row.type,
  );

test('a message is accepted at the first try, with its attempt and its event', async () => {
  await queue();
  await send(senderTo(peer.url));
  const row = await only();
  expect(row).toMatchObject({
    state: 'accepted',
    attempts: 1,
    due_at: null,
    lease_until: null,
    address: 'ann.reyes@hospital.example',
  });
  expect(peer.witnessed()).toMatchObject([
    { messageId: row.message_id, from: 'alerts@lab.example', to: [row.address], bytes: expect.any(Number) },
  ]);
  expect(await eventTypes()).toEqual(['delivery-accepted']);
  const { rows } = await database.db.pool.query('select attempt, result, answer from delivery_attempts');
  expect(rows).toEqual([{ attempt: 1, result: 'accepted', answer: '250 2.0.0 queued as 1' }]);
});

test('SMTP is down: every planned try is made over four hours, then it has failed and says why', async () => {
  await queue();
  const { port } = peer;
  await peer.stop();
  await sendUntilEnded(senderTo(`smtp://127.0.0.1:${port}`));
  const row = await only();
  expect(row).toMatchObject({ state: 'failed', attempts: 8 });
  expect(row.reason).toMatch(/gave up after 8 tries; last answer: .*ECONNREFUSED/);
  expect(now.getTime() - T0.getTime()).toBe(4 * 3_600_000);
  expect(await attemptResults(database.db)).toEqual(Array(8).fill('retry'));
  expect(await eventTypes()).toEqual(['delivery-failed']);
  peer = await startSmtpPeer();
});

test('SMTP comes back: the message waits and then goes out once', async () => {
  await queue();
  await send(senderTo('smtp://127.0.0.1:1'));
  expect(await only()).toMatchObject({ state: 'queued', due_at: new Date(T0.getTime() + 30_000) });
  await send(senderTo(peer.url));
  expect(await attemptResults(database.db)).toEqual(['retry']);
  await sendUntilEnded(senderTo(peer.url));
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed()).toHaveLength(1);
});

test('SMTP is slow but answers within the time', async () => {
  await peer.plan({ slowMs: 100 });
  await queue();
  await send(senderTo(peer.url));
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 1 });
});

test('SMTP falls silent before the message: tried again; it took nothing', async () => {
  await peer.plan({ hold: 'rcpt' });
  await queue();
  await send(senderTo(peer.url));
  expect(await only()).toMatchObject({ state: 'queued' });
  expect(await attemptResults(database.db)).toEqual(['retry']);
  await peer.plan({});
  await sendUntilEnded(senderTo(peer.url));
  expect(peer.witnessed()).toHaveLength(1);
});

test('greylisting: 451 first, accepted at the second try', async () => {
  await peer.plan({ isGreylisting: true });
  await queue();
  await send(senderTo(peer.url));
  expect(await only()).toMatchObject({ state: 'queued', reason: '451 4.7.1 greylisted, come again' });
  await sendUntilEnded(senderTo(peer.url));
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed()).toHaveLength(1);
});

test.each([1, 2])('reset in the middle of a large message: nothing was taken, tried again (%i)', async () => {
  await peer.plan({ reset: 'mid-data' });
  await queue();
  await enlargeContent();
  await send(senderTo(peer.url));
  expect(await attemptResults(database.db)).toEqual(['retry']);
  expect(peer.witnessed()).toEqual([]);
  await peer.plan({});
  await sendUntilEnded(senderTo(peer.url, { answerTimeoutMs: 10_000 }));
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed()).toHaveLength(1);
});

test.each([1, 2])('the 250 is lost: the try is unknown and repeated under the same Message-ID (%i)', async () => {
  await peer.plan({ reset: 'dot' });
  await queue();
  await send(senderTo(peer.url));
  expect(await attemptResults(database.db)).toEqual(['unknown']);
  expect(await only()).toMatchObject({ state: 'queued' });
  await peer.plan({});
  await sendUntilEnded(senderTo(peer.url));
  const row = await only();
  expect(row).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed().map((mail) => mail.messageId)).toEqual([row.message_id, row.message_id]);
});

test('the 250 is lost every time: three copies at most, and the end says that nobody knows', async () => {
  await peer.plan({ reset: 'dot' });
  await queue();
  await sendUntilEnded(senderTo(peer.url));
  const row = await only();
  expect(row).toMatchObject({ state: 'unknown', attempts: 3 });
  expect(row.reason).toMatch(/^3 tries ended without an answer, each may have arrived/);
  expect(peer.witnessed()).toHaveLength(3);
  expect(new Set(peer.witnessed().map((mail) => mail.messageId))).toEqual(new Set([row.message_id]));
  expect(await eventTypes()).toEqual(['delivery-unknown']);
});

test('silence after the final dot is unknown, not a retry that claims nothing was taken', async () => {
  await peer.plan({ hold: 'dot' });
  await queue();
  await send(senderTo(peer.url));
  expect(await attemptResults(database.db)).toEqual(['unknown']);
  expect(peer.witnessed()).toHaveLength(1);
});

test('some recipients are refused: each has its own end', async () => {
  await peer.plan({ refused: { 'office@hospital.example': '550 5.1.1 no such user here' } });
  await queue({ recipients: ['organization', 'referral'] });
  await send(senderTo(peer.url));
  const rows = await deliveryStates(database.db);
  expect(rows.map(({ address, state, reason }) => [address, state, reason])).toEqual([
    ['office@hospital.example', 'failed', 'refused: 550 5.1.1 no such user here'],
    ['ann.reyes@hospital.example', 'accepted', null],
  ]);
  expect(peer.witnessed().map((mail) => mail.to)).toEqual([['ann.reyes@hospital.example']]);
});

test.each([
  [{ mail: '550 5.7.1 sender refused' }, 'failed'],
  [{ dot: '554 5.6.0 content refused' }, 'failed'],
  [{ data: '451 4.3.0 later' }, 'queued'],
  [{ dot: '452 4.3.1 disk full' }, 'queued'],
  [{ rcpt: '503 5.5.1 bad sequence' }, 'queued'],
  [{ connect: '554 5.3.2 closed for maintenance' }, 'queued'],
  [{ connect: '421 4.3.2 shutting down' }, 'queued'],
])('%j leaves it %s', async (replies, state) => {
  await peer.plan({ replies });
  await queue();
  await send(senderTo(peer.url));
  expect(await only()).toMatchObject({ state, reason: expect.stringContaining(Object.values(replies)[0] ?? '') });
  expect(peer.witnessed()).toEqual([]);
});

test.each(['stripped', 'refused'] as const)(
  'STARTTLS %s where it is required: nothing leaves, not even the addresses',
  async (starttls) => {
    await peer.plan({ starttls });
    await queue();
    await send(senderTo(`smtp://user:secret@127.0.0.1:${peer.port}?tls=required`));
    const row = await only();
    expect(row.state).toBe('queued');
    expect(row.reason).toMatch(starttls === 'stripped' ? /502/ : /454/);
    expect(row.reason).not.toContain('secret');
    expect(peer.said.flatMap((line) => ('at' in line ? [line.at] : []))).not.toContain('mail');
    expect(peer.said.flatMap((line) => ('at' in line ? [line.at] : []))).not.toContain('auth');
  },
);

test('a wrong password is mended by people: tried again, never a failed message at once', async () => {
  await peer.plan({ replies: { auth: '535 5.7.8 wrong password' } });
  await queue();
  await send(senderTo(`smtp://user:secret@127.0.0.1:${peer.port}`));
  const row = await only();
  expect(row.state).toBe('queued');
  expect(row.reason).toContain('535 5.7.8 wrong password');
});

test('one server that hangs does not hold up the other messages', async () => {
  await peer.plan({ hold: 'rcpt' });
  await queue({ recipients: ['organization'] });
  const sender = senderTo(peer.url, { answerTimeoutMs: 5_000 });
  await sender.tick();
  await peer.reached('rcpt');
  await peer.plan({});
  await queue({ recipients: ['referral'] });
  await sender.tick();
  await peer.reached('quit');
  expect(peer.witnessed().map((mail) => mail.to)).toEqual([['ann.reyes@hospital.example']]);
  peer.release();
  await sender.idle();
  expect((await deliveryStates(database.db)).map((row) => row.state)).toEqual(['accepted', 'accepted']);
});

test('closing breaks off what does not end in time and still writes down the truth', async () => {
  await peer.plan({ hold: 'rcpt' });
  await queue();
  const sender = senderTo(peer.url, { answerTimeoutMs: 20_000 });
  await sender.tick();
  await peer.reached('rcpt');
  await sender.close(50);
  expect(await only()).toMatchObject({ state: 'queued', lease_until: null });
  expect(await attemptResults(database.db)).toEqual(['retry']);
});

/** Larger than all socket buffers between here and the peer. The trigger that keeps content as it was is put aside for it. */
async function enlargeContent(): Promise<void> {
  await database.db.pool.query('alter table deliveries disable trigger deliveries_hold');
  await database.db.pool.query(
    `update deliveries set content = content || jsonb_build_object('text', repeat(E'Potassium 6.8 mmol/L, please call.\\n', 400000))`,
  );
  await database.db.pool.query('alter table deliveries enable trigger deliveries_hold');
}
