import { DELIVERY_STATES, mayMove } from '@critical-callout/domain/delivery';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { attemptResults, deliveryRows, makeRequest, makeWorld, T0, type World } from '../../test/scenarios/delivery-world.ts';
import { createLogger } from '../platform/log.ts';
import type { Channel, DeliveryAnswer, OutgoingMessage } from './index.ts';
import { createEmailChannel, createSender, queueDeliveriesOver } from './index.ts';

let database: TestDatabase;
let world: World;
let now: Date;
beforeEach(async () => {
  database = await createTestDatabase();
  world = await makeWorld(database.db);
  now = T0;
});
afterEach(() => database.drop());

const EMAIL = createEmailChannel({ smtpUrl: 'smtp://127.0.0.1:1', from: 'alerts@lab.example' });

/** A way to send whose answers the test gives, one call at a time. */
function heldChannel() {
  const calls: { message: OutgoingMessage; answer: (answer: DeliveryAnswer) => void }[] = [];
  const channel: Channel = {
    ...EMAIL,
    deliver: (message) => new Promise((resolve) => calls.push({ message, answer: resolve })),
  };
  return { channel, calls };
}

function answeringChannel(answer: DeliveryAnswer): Channel {
  return { ...EMAIL, deliver: () => Promise.resolve(answer) };
}

const senderOver = (channel: Channel) =>
  createSender({ db: database.db, clock: { now: () => now }, log: createLogger('silent') }, [channel]);
const ACCEPTED: DeliveryAnswer = { result: 'accepted', answer: '250 ok' };

async function queue(count = 1): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const request = await makeRequest(database.db, world);
    await database.db.inLab(world.labId, (tx) => queueDeliveriesOver([answeringChannel(ACCEPTED)])(tx, request));
  }
}
const query = (text: string, values: unknown[] = []) => database.db.pool.query(text, values);

test('a sender that lost its lease writes nothing: the fence tells', async () => {
  await queue();
  const { channel, calls } = heldChannel();
  const slow = senderOver(channel);
  await slow.tick();
  now = new Date(T0.getTime() + 30_001);
  const second = senderOver(answeringChannel({ result: 'retry', answer: '451 later' }));
  await second.tick();
  expect(await attemptResults(database.db)).toEqual(['unknown']);
  now = new Date(T0.getTime() + 61_000);
  await second.tick();
  await second.idle();
  const before = await deliveryRows(database.db);
  calls[0]?.answer(ACCEPTED);
  await slow.idle();
  expect(await deliveryRows(database.db)).toEqual(before);
  expect(before).toMatchObject([{ state: 'queued', attempts: 2, fence: 2 }]);
  expect(await attemptResults(database.db)).toEqual(['unknown', 'retry']);
});

test('a living sender keeps its claim until the lease has run out', async () => {
  await queue();
  const { channel, calls } = heldChannel();
  const sender = senderOver(channel);
  await sender.tick();
  now = new Date(T0.getTime() + 29_999);
  expect(await senderOver(answeringChannel(ACCEPTED)).tick()).toBe(0);
  calls[0]?.answer(ACCEPTED);
  await sender.idle();
  expect(await deliveryRows(database.db)).toMatchObject([{ state: 'accepted', attempts: 1 }]);
});

test('a clock set an hour forward while a message is on its way makes no second copy', async () => {
  await queue();
  const { channel, calls } = heldChannel();
  const sender = senderOver(channel);
  await sender.tick();
  now = new Date(T0.getTime() + 3_600_000);
  expect(await sender.tick()).toBe(0);
  calls[0]?.answer(ACCEPTED);
  await sender.idle();
  expect(calls).toHaveLength(1);
  expect(await deliveryRows(database.db)).toMatchObject([{ state: 'accepted', attempts: 1 }]);
});

test('ten senders on fifty messages: each is sent exactly once', async () => {
  await queue(50);
  const sent: string[] = [];
  const channel: Channel = {
    ...answeringChannel(ACCEPTED),
    deliver: (message) => {
      sent.push(message.messageId);
      return Promise.resolve(ACCEPTED);
    },
  };
  const senders = Array.from({ length: 10 }, () => senderOver(channel));
  for (let isWorking = true; isWorking; ) {
    const found = await Promise.all(senders.map((sender) => sender.tick()));
    await Promise.all(senders.map((sender) => sender.idle()));
    isWorking = found.some((count) => count > 0);
  }
  expect(sent).toHaveLength(50);
  expect(new Set(sent).size).toBe(50);
  expect((await deliveryRows(database.db)).every((row) => row.state === 'accepted')).toBe(true);
});

test('a process takes no more than it can send, and more when a place is free', async () => {
  await queue(9);
  const { channel, calls } = heldChannel();
  const sender = senderOver(channel);
  expect(await sender.tick()).toBe(8);
  expect(await sender.tick()).toBe(0);
  for (const call of calls) call.answer(ACCEPTED);
  await sender.idle();
  expect(await sender.tick()).toBe(1);
  calls[8]?.answer(ACCEPTED);
  await sender.idle();
});

test('a message over a channel that is gone is left to others first, then ends by the schedule and says why', async () => {
  await queue();
  const bare = createSender({ db: database.db, clock: { now: () => now }, log: createLogger('silent') }, []);
  expect(await bare.tick()).toBe(0);
  for (let hours = 0; hours < 8; hours += 1) {
    now = new Date(now.getTime() + 4 * 3_600_000);
    await bare.tick();
    await bare.idle();
  }
  const [row] = await deliveryRows(database.db);
  expect(row).toMatchObject({
    state: 'failed',
    reason: 'gave up after 8 tries; last answer: email is not set up on this server',
  });
});

test('a message is not tried before its time', async () => {
  await queue();
  const sender = senderOver(answeringChannel({ result: 'retry', answer: '451 later' }));
  await sender.tick();
  await sender.idle();
  now = new Date(T0.getTime() + 29_999);
  expect(await sender.tick()).toBe(0);
  now = new Date(T0.getTime() + 30_000);
  expect(await sender.tick()).toBe(1);
  await sender.idle();
});

test('a fault of our own while sending is recorded as unknown and never stops the others', async () => {
  await queue(2);
  let count = 0;
  const channel: Channel = {
    ...answeringChannel(ACCEPTED),
    deliver: () => {
      count += 1;
      return count === 1 ? Promise.reject(new TypeError('Karim Haddad')) : Promise.resolve(ACCEPTED);
    },
  };
  const sender = senderOver(channel);
  await sender.tick();
  await sender.idle();
  expect((await deliveryRows(database.db)).map((row) => [row.state, row.reason])).toEqual(
    expect.arrayContaining([
      ['queued', 'fault while sending: TypeError'],
      ['accepted', null],
    ]),
  );
});

test('the event of the end is in the transaction of the end', async () => {
  await queue();
  await query('alter table events add constraint no_more check (type not like $$delivery-%$$)');
  const sender = senderOver(answeringChannel(ACCEPTED));
  await sender.tick();
  await sender.idle();
  expect(await deliveryRows(database.db)).toMatchObject([{ state: 'sending' }]);
  expect(await attemptResults(database.db)).toEqual([]);
});

test('channels that are not set up here leave their rows to a process where they are', async () => {
  await queue();
  const fax: Channel = { ...answeringChannel(ACCEPTED), name: 'fax' };
  expect(await senderOver(fax).tick()).toBe(0);
});

test('the database allows exactly the moves of the domain', async () => {
  for (const from of DELIVERY_STATES) {
    for (const to of DELIVERY_STATES.filter((state) => state !== from)) {
      await queue();
      const id = (await deliveryRows(database.db)).at(-1)?.id;
      await query('alter table deliveries disable trigger deliveries_hold');
      await query(`update deliveries set ${stateSql(from)} where id = $1`, [id]);
      await query('alter table deliveries enable trigger deliveries_hold');
      const move = query(`update deliveries set ${stateSql(to)} where id = $1`, [id]);
      if (mayMove(from, to)) await expect(move, `${from} to ${to}`).resolves.toBeTruthy();
      else await expect(move, `${from} to ${to}`).rejects.toThrow('is not a legal move');
    }
  }
});

test.each([
  ["address = 'other@hospital.example'", /never changes/],
  [`content = '{"subject":"x","text":"","html":""}'`, /never changes/],
  ["message_id = '<other@lab.example>'", /never changes/],
  ['bill_id = bill_id + 1', /never changes/],
  ['fence = fence - 1', /only grow/],
  ['attempts_before = 1', /check constraint/],
])('nobody sets %s', async (change, message) => {
  await queue();
  await query("update deliveries set fence = 1 where state = 'queued'");
  await expect(query(`update deliveries set ${change}`)).rejects.toThrow(message);
});

test('rows and attempts are never deleted, attempts never changed', async () => {
  await queue();
  const sender = senderOver(answeringChannel(ACCEPTED));
  await sender.tick();
  await sender.idle();
  await expect(query('delete from delivery_attempts')).rejects.toThrow('never deleted');
  await expect(query("update delivery_attempts set answer = 'x'")).rejects.toThrow('never changed');
  await expect(query('delete from deliveries')).rejects.toThrow(/never deleted/);
});

function stateSql(state: string): string {
  const isOpen = state === 'queued' || state === 'sending';
  const lease = state === 'sending' ? 'now()' : 'null';
  const reason = ['failed', 'unknown', 'cancelled'].includes(state) ? "'because'" : 'null';
  return `state = '${state}', lease_until = ${lease}, claimed_at = ${lease}, reason = ${reason},
    due_at = ${state === 'queued' ? 'now()' : 'null'}, finished_at = ${isOpen ? 'null' : 'now()'}`;
}
