import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyEvents } from '../../src/audit/index.ts';
import { createEmailChannel, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import type { SenderCommand, SenderReport } from '../peers/delivery-sender.ts';
import { type Peer, startPeer } from '../peers/process.ts';
import type { Plan, Point } from '../peers/smtp-peer.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { attemptResults, deliveryStates, makeRequest, makeWorld, until, type World } from './delivery-world.ts';

type SenderProcess = Peer<SenderReport, SenderCommand>;

const LEASE_MS = 30_000;
const SENDER = fileURLToPath(new URL('../peers/delivery-sender.ts', import.meta.url));
const REPEATS = [1, 2];

let database: TestDatabase;
let peer: SmtpPeer;
let world: World;
let blocker: pg.Client;
let processes: SenderProcess[];

beforeEach(async () => {
  [database, peer] = await Promise.all([createTestDatabase(), startSmtpPeer()]);
  world = await makeWorld(database.db);
  blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.kill('SIGKILL')));
  await blocker.end();
  await Promise.all([database.drop(), peer.stop()]);
});

async function queue(): Promise<void> {
  const channel = createEmailChannel({ smtpUrl: peer.url, from: 'alerts@lab.example' });
  const request = await makeRequest(database.db, world, { now: new Date() });
  await database.db.inLab(world.labId, (tx) => queueDeliveriesOver([channel])(tx, request));
}

function startSender(aheadMs = 0): SenderProcess {
  const sender = startPeer<SenderReport, SenderCommand>(SENDER, [database.url, peer.url, String(aheadMs)]);
  processes.push(sender);
  return sender;
}

/** The only delivery. */
async function delivery() {
  const rows = await deliveryStates(database.db);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[0];
}

/** Waits until a statement of the sender stands at a lock that the test holds. */
async function senderWaitsFor(words: string): Promise<void> {
  const text = `select query from pg_stat_activity where datname = current_database() and application_name = 'critical-callout'
    and wait_event_type = 'Lock' and query like $1`;
  await until(
    async () => (await database.db.pool.query(text, [`%${words}%`])).rowCount ?? 0,
    (count) => count > 0,
  );
}

/** A new process takes over: first past the lease, then past the waiting time of the retry. */
async function takeOver(): Promise<void> {
  await peer.plan({});
  const sender = startSender(LEASE_MS + 1_000);
  await sender.hear((line) => 'ready' in line);
  await until(delivery, (row) => row.state !== 'sending' && row.attempts > 0);
  sender.tell({ aheadMs: 2 * LEASE_MS + 60_000 });
  await until(delivery, (row) => !['queued', 'sending'].includes(row.state));
}

/** What must hold whatever happened (quality I7, I8, I9). */
async function expectTruth(expected: { tries: string[]; witnessed: number }): Promise<void> {
  const row = await delivery();
  expect(row).toMatchObject({ state: 'accepted', lease_until: null, attempts: expected.tries.length });
  expect(await attemptResults(database.db)).toEqual(expected.tries);
  expect(peer.witnessed().map((mail) => mail.messageId)).toEqual(Array(expected.witnessed).fill(row.message_id));
  const { rows } = await database.db.pool.query<{ type: string }>("select type from events where type like 'delivery-%'");
  expect(rows.map((event) => event.type)).toEqual(['delivery-accepted']);
  expect(await verifyEvents(database.db, world.labId)).toMatchObject({ broken: null });
}

describe.each(REPEATS)('kill -9 (%i)', () => {
  test('before the claim: the message is sent once, as if nothing had been', async () => {
    await queue();
    await blocker.query('begin');
    await blocker.query('lock table deliveries in access exclusive mode');
    const sender = startSender();
    await senderWaitsFor('deliveries');
    await sender.kill('SIGKILL');
    await blocker.query('rollback');
    await takeOver();
    await expectTruth({ tries: ['accepted'], witnessed: 1 });
  });

  test('after the claim, before the server knows of it', async () => {
    await queue();
    process.kill(peer.pid, 'SIGSTOP');
    const sender = startSender();
    await until(delivery, (row) => row.state === 'sending');
    await sender.kill('SIGKILL');
    process.kill(peer.pid, 'SIGCONT');
    await takeOver();
    await expectTruth({ tries: ['unknown', 'accepted'], witnessed: 1 });
  });

  const inSession: [string, Point, number][] = [
    ['after connecting', 'connect', 1],
    ['after MAIL', 'mail', 1],
    ['after RCPT', 'rcpt', 1],
    ['after the final dot, before the 250', 'dot', 2],
  ];
  test.each(inSession)('%s', async (_name, hold, witnessed) => {
    await killAt({ hold }, hold);
    await takeOver();
    await expectTruth({ tries: ['unknown', 'accepted'], witnessed });
  });

  test('in the middle of DATA: the server never saw the end of the first copy', async () => {
    await peer.plan({ hold: 'mid-data' });
    await queue();
    await enlargeContent();
    const sender = startSender();
    await peer.reached('mid-data');
    await sender.kill('SIGKILL');
    peer.release();
    await peer.reached('closed');
    await takeOver();
    await expectTruth({ tries: ['unknown', 'accepted'], witnessed: 1 });
  });

  test('after the 250, before it is written down', async () => {
    await peer.plan({ hold: 'dot' });
    await queue();
    const sender = startSender();
    await peer.reached('dot');
    await blocker.query('begin');
    await blocker.query('select id from deliveries for update');
    peer.release();
    await senderWaitsFor('for update of d');
    await sender.kill('SIGKILL');
    await blocker.query('rollback');
    await takeOver();
    await expectTruth({ tries: ['unknown', 'accepted'], witnessed: 2 });
  });

  test('before the commit of what was written down', async () => {
    await peer.plan({ hold: 'dot' });
    await queue();
    const sender = startSender();
    await peer.reached('dot');
    await blocker.query('begin');
    await blocker.query('select seq from event_heads for update');
    peer.release();
    await senderWaitsFor('append_events');
    await sender.kill('SIGKILL');
    await blocker.query('rollback');
    await takeOver();
    await expectTruth({ tries: ['unknown', 'accepted'], witnessed: 2 });
  });
});

test('two senders at once: each message goes out once; when one is killed the other takes over', async () => {
  for (let index = 0; index < 20; index += 1) await queue();
  await peer.plan({ slowMs: 5 });
  const [first] = [startSender(), startSender()] as const;
  await until(
    async () => (await deliveryStates(database.db)).filter((row) => row.state === 'accepted').length,
    (count) => count >= 5,
  );
  await first.kill('SIGKILL');
  for (const aheadMs of [LEASE_MS + 1_000, 3 * LEASE_MS]) {
    processes[1]?.tell({ aheadMs });
    const isSettled = aheadMs > 2 * LEASE_MS ? ['accepted'] : ['accepted', 'queued'];
    await until(
      () => deliveryStates(database.db),
      (rows) => rows.every((row) => isSettled.includes(row.state)),
    );
  }
  const rows = await deliveryStates(database.db);
  const copies = Map.groupBy(peer.witnessed(), (mail) => mail.messageId);
  expect([...copies.keys()].sort()).toEqual(rows.map((row) => row.message_id).sort());
  // Only what the killed process had in its hands may have gone out twice, and each such try is on record as unknown.
  for (const row of rows) expect(copies.get(row.message_id)?.length).toBeLessThanOrEqual(row.attempts);
  const repeated = rows.filter((row) => row.attempts > 1);
  expect((await attemptResults(database.db)).filter((result) => result === 'unknown')).toHaveLength(repeated.length);
});

async function killAt(plan: Plan, point: Point): Promise<void> {
  await peer.plan(plan);
  await queue();
  const sender = startSender();
  await peer.reached(point);
  await sender.kill('SIGKILL');
}

/** Larger than all socket buffers between the sender and the peer. */
async function enlargeContent(): Promise<void> {
  await database.db.pool.query('alter table deliveries disable trigger deliveries_hold');
  await database.db.pool.query(
    `update deliveries set content = content || jsonb_build_object('text', repeat(E'Potassium 6.8 mmol/L, please call.\\n', 400000))`,
  );
  await database.db.pool.query('alter table deliveries enable trigger deliveries_hold');
}
