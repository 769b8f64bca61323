import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAsker, createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import type { FaxPlan } from '../peers/hylafax-peer.ts';
import { type HylafaxPeer, startHylafaxPeer } from '../peers/start-hylafax-peer.ts';
import { attemptResults, deliveryStates, makeRequest, makeWorld, T0, type World } from './delivery-world.ts';

let lab: Lab;
let peer: HylafaxPeer;
let world: World;

beforeEach(async () => {
  peer = await startHylafaxPeer();
  lab = await startLab({ now: T0, roles: ['http'], env: { CALLOUT_HYLAFAX_URL: peer.url } });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await lab.db.pool.query("update doctors set fax = '+442079460019'");
});
afterEach(async () => {
  await lab.close();
  await peer.stop();
});

const channels = () => openChannels(lab.deps.config);
async function queue(): Promise<void> {
  const request = await makeRequest(lab.db, world, { channels: ['fax'] });
  await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels())(tx, request));
}
async function send(): Promise<void> {
  const one = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, channels());
  await one.tick();
  await one.idle();
}
const only = async () => {
  const rows = await deliveryStates(lab.db);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[0];
};
const ask = () => createAsker({ db: lab.db, clock: lab.clock }, channels())();

test('a letter becomes a job with a tag that names nobody; its end is asked for and written down', async () => {
  await queue();
  await send();
  expect(await only()).toMatchObject({ state: 'accepted' });
  const [job] = peer.witnessed();
  expect(job).toMatchObject({
    number: '+442079460019',
    head: '%PDF-',
    user: 'callout',
    tag: expect.stringMatching(/^cc-[0-9a-f]{24}$/),
  });
  expect(await ask()).toBe(0);
  await peer.becomes(job?.job ?? '', 'DONE');
  expect(await ask()).toBe(1);
  expect(await only()).toMatchObject({ state: 'delivered' });
  expect(await ask()).toBe(0);
});

test('the line was busy to the end: failed in the words of the server, and the next contact is asked for', async () => {
  await queue();
  await send();
  await peer.becomes(peer.witnessed()[0]?.job ?? '', 'FAILED', 'Busy signal detected; too many attempts to dial');
  await ask();
  expect(await only()).toMatchObject({
    state: 'failed',
    reason: 'not delivered: FAILED: Busy signal detected; too many attempts to dial',
  });
  const { rows } = await lab.db.pool.query('select cause from delivery_follow_ups');
  expect(rows).toEqual([{ cause: 'failed' }]);
});

test.each<[FaxPlan, string, string, number]>([
  [{ reset: 'connect' }, 'queued', 'retry', 0],
  [{ replies: { connect: '421 Too many users' } }, 'queued', 'retry', 0],
  [{ replies: { PASS: '530 Login incorrect.' } }, 'queued', 'retry', 0],
  [{ reset: 'STOT' }, 'queued', 'retry', 0],
  [{ replies: { STOT: '553 No space left on device' } }, 'queued', 'retry', 0],
  [{ replies: { JNEW: '503 Cannot create job.' } }, 'queued', 'retry', 0],
  [{ reset: 'JPARM' }, 'queued', 'retry', 0],
  [{ replies: { JPARM: '503 Permission denied: number is blocked' } }, 'failed', 'gave-up', 0],
  [{ replies: { JSUBM: '460 Failed to submit job: scheduler is busy' } }, 'queued', 'retry', 0],
  [{ reset: 'JSUBM' }, 'queued', 'unknown', 1],
  [{ slowMs: 20 }, 'accepted', 'accepted', 1],
])('%j leaves it %s (%s)', async (plan, state, result, taken) => {
  await peer.plan(plan);
  await queue();
  await send();
  expect(await only()).toMatchObject({ state });
  expect(await attemptResults(lab.db)).toEqual([result]);
  expect(peer.witnessed()).toHaveLength(taken);
});

test('the answer to the submission is lost: the job is found by its tag and not submitted twice', async () => {
  await peer.plan({ reset: 'JSUBM' });
  await queue();
  await send();
  await peer.plan({});
  lab.clock.advance({ minutes: 1 });
  await send();
  expect(await only()).toMatchObject({ state: 'accepted', attempts: 2 });
  expect(peer.witnessed()).toHaveLength(1);
});

test('a fax whose answer was lost and that went out arrives by what is asked for, without another try', async () => {
  await peer.plan({ reset: 'JSUBM' });
  await queue();
  await send();
  await peer.plan({});
  await peer.becomes(peer.witnessed()[0]?.job ?? '', 'DONE');
  expect(await ask()).toBe(1);
  expect(await only()).toMatchObject({ state: 'delivered', attempts: 1 });
});
