import type { Deliveries, DeliveryDetail } from '@critical-callout/contract/deliveries';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmailChannel, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { makeRequest, makeWorld, T0, until, type World } from './delivery-world.ts';

let lab: Lab;
let peer: SmtpPeer;
let world: World;
let supervisor: Visitor;

beforeEach(async () => {
  peer = await startSmtpPeer();
  lab = await startLab({ now: T0, env: { SMTP_URL: peer.url } });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  supervisor = await lab.signIn('supervisor');
});
afterEach(async () => {
  await lab.close();
  await peer.stop();
});

async function queue(more = {}): Promise<number> {
  const channel = createEmailChannel({ smtpUrl: peer.url, from: 'alerts@lab.example' });
  const request = await makeRequest(lab.db, world, more);
  const { queued } = await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver([channel])(tx, request));
  return queued[0]?.id ?? 0;
}

async function list(visitor: Visitor, filter = ''): Promise<Deliveries> {
  const answer = await visitor.get(`/api/v1/deliveries${filter}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Deliveries;
}
async function read(visitor: Visitor, id: number): Promise<DeliveryDetail> {
  const answer = await visitor.get(`/api/v1/deliveries/${id}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as DeliveryDetail;
}
const ended = (id: number, state: string) =>
  until(
    () => read(supervisor, id),
    (delivery) => delivery.state === state,
  );
const problem = async (answer: Response) => ({ status: answer.status, code: ((await answer.json()) as { code: string }).code });

test('a queued message is sent at once by the running program, and told with the words of the server', async () => {
  const id = await queue();
  const delivery = await ended(id, 'accepted');
  expect(delivery).toMatchObject({
    billId: world.billId,
    billNumber: 'ORD-77',
    labReportIds: world.reportIds,
    channel: 'email',
    recipientKind: 'referral',
    recipientName: 'Dr. Ann Reyes',
    attempts: 1,
    dueAt: null,
    content: { subject: expect.stringContaining('A-1001'), text: expect.stringContaining('Potassium') },
    tries: [{ attempt: 1, result: 'accepted', answer: expect.stringMatching(/^250 2\.0\.0 queued/) }],
  });
  expect(peer.witnessed()).toHaveLength(1);
});

test('lists newest first, filtered and in pages', async () => {
  await peer.plan({ refused: { 'office@hospital.example': '550 5.1.1 no such user' } });
  const first = await queue();
  const second = await queue({ recipients: ['organization'] });
  await ended(first, 'accepted');
  await ended(second, 'failed');
  expect((await list(supervisor)).deliveries.map(({ id }) => id)).toEqual([second, first]);
  expect((await list(supervisor, '?state=failed&state=unknown')).deliveries.map(({ id }) => id)).toEqual([second]);
  expect((await list(supervisor, '?state=accepted')).deliveries.map(({ id }) => id)).toEqual([first]);
  expect((await list(supervisor, `?billId=${world.billId + 1}`)).deliveries).toEqual([]);
  const page = await list(supervisor, '?limit=1');
  expect(page.nextCursor).toBe(second);
  expect((await list(supervisor, `?limit=1&cursor=${page.nextCursor}`)).deliveries.map(({ id }) => id)).toEqual([first]);
  expect(await problem(await supervisor.get('/api/v1/deliveries?state=lost'))).toMatchObject({ status: 400 });
});

test('who sees one of the reports sees that there was a message; only who sees all sees what it said', async () => {
  const both = await queue();
  const glucoseOnly = await queue({ labReportIds: [world.reportIds[1]] });
  const [potassium, glucose] = world.departmentIds as [number, number];
  const here = await lab.signIn('caller', { userName: 'potassium.desk', departmentIds: [potassium] });
  expect((await list(here)).deliveries.map(({ id }) => id)).toEqual([both]);
  expect((await read(here, both)).content).toBeNull();
  expect(await problem(await here.get(`/api/v1/deliveries/${glucoseOnly}`))).toEqual({ status: 404, code: 'delivery.not-found' });
  const everywhere = await lab.signIn('caller', { userName: 'both.desk', departmentIds: [potassium, glucose] });
  expect((await read(everywhere, both)).content?.text).toContain('Glucose');
});

test('every reading leaves a line in the access log', async () => {
  const id = await queue();
  await list(supervisor);
  await read(supervisor, id);
  const { rows } = await lab.db.pool.query("select action, bill_ids from access_log where action like 'deliver%' order by id");
  expect(rows).toEqual([
    { action: 'deliveries.list', bill_ids: [world.billId] },
    { action: 'deliveries.read', bill_ids: [world.billId] },
  ]);
});

test('a failed message is sent again by a person, as the same message, with a fresh schedule', async () => {
  await peer.plan({ refused: { 'ann.reyes@hospital.example': '550 5.1.1 no such user' } });
  const id = await queue();
  const failed = await ended(id, 'failed');
  await peer.plan({});
  const answer = await supervisor.send('POST', `/api/v1/deliveries/${id}/send-again`);
  expect(answer.status).toBe(200);
  const sent = await ended(id, 'accepted');
  expect(sent.tries.map(({ result }) => result)).toEqual(['gave-up', 'accepted']);
  expect(peer.witnessed().map((mail) => mail.messageId)).toEqual([failed.messageId]);
  const { rows } = await lab.db.pool.query("select type, actor_user_id from events where type like 'delivery-%' order by seq");
  expect(rows).toEqual([
    { type: 'delivery-failed', actor_user_id: null },
    { type: 'delivery-sent-again', actor_user_id: supervisor.userId },
    { type: 'delivery-accepted', actor_user_id: null },
  ]);
});

test('a waiting message is cancelled with a reason and is not sent', async () => {
  await peer.plan({ replies: { rcpt: '451 4.3.0 later' } });
  const id = await queue();
  await until(
    () => read(supervisor, id),
    (delivery) => delivery.state === 'queued' && delivery.attempts === 1,
  );
  const answer = await supervisor.send('POST', `/api/v1/deliveries/${id}/cancel`, { reason: 'told by telephone' });
  expect(answer.status).toBe(200);
  expect((await answer.json()) as DeliveryDetail).toMatchObject({ state: 'cancelled', reason: 'told by telephone', dueAt: null });
  lab.clock.advance({ minutes: 5 });
  expect(await problem(await supervisor.send('POST', `/api/v1/deliveries/${id}/cancel`, { reason: 'once more' }))).toEqual({
    status: 409,
    code: 'delivery.not-cancellable',
  });
  expect(peer.witnessed()).toEqual([]);
});

test('what cannot be done is refused by name', async () => {
  const id = await queue();
  await ended(id, 'accepted');
  expect(await problem(await supervisor.send('POST', `/api/v1/deliveries/${id}/send-again`))).toEqual({
    status: 409,
    code: 'delivery.not-resendable',
  });
  expect(await problem(await supervisor.send('POST', `/api/v1/deliveries/${id}/cancel`, { reason: 'too late' }))).toEqual({
    status: 409,
    code: 'delivery.not-cancellable',
  });
  expect((await supervisor.send('POST', `/api/v1/deliveries/${id}/cancel`, { reason: '' })).status).toBe(400);
  const caller = await lab.signIn('caller');
  expect((await caller.send('POST', `/api/v1/deliveries/${id}/send-again`)).status).toBe(403);
});

test('a message in the hands of a sender is not cancelled under it', async () => {
  await peer.plan({ hold: 'rcpt' });
  const id = await queue();
  await peer.reached('rcpt');
  expect(await problem(await supervisor.send('POST', `/api/v1/deliveries/${id}/cancel`, { reason: 'told already' }))).toEqual({
    status: 409,
    code: 'delivery.not-cancellable',
  });
  peer.release();
  await ended(id, 'accepted');
});

test('what needs attention is listed until somebody says that it is handled; a new end counts again', async () => {
  await peer.plan({ refused: { 'ann.reyes@hospital.example': '550 5.1.1 no such user' } });
  const id = await queue();
  await ended(id, 'failed');
  const found = await list(
    supervisor,
    '?attention=1&channel=email&recipient=reyes&from=2026-05-04T00:00:00Z&to=2026-05-05T00:00:00Z',
  );
  expect(found.counts).toEqual({ attention: 1, queuedToday: 1, confirmedToday: 0 });
  expect(found.deliveries).toMatchObject([
    {
      id,
      needsAttention: true,
      isLate: false,
      patientInitials: 'H. K.',
      accessionNumber: 'A-1001',
      lastAnswer: '550 5.1.1 no such user',
      handled: null,
    },
  ]);
  expect((await list(supervisor, '?attention=1&channel=fax')).deliveries).toEqual([]);
  expect((await list(supervisor, '?attention=1&recipient=nobody')).deliveries).toEqual([]);
  expect((await list(supervisor, '?to=2026-05-04T00:00:00Z')).deliveries).toEqual([]);
  const handle = (reason: string, who = supervisor) => who.send('POST', `/api/v1/deliveries/${id}/handled`, { reason });
  expect((await handle('x')).status).toBe(400);
  expect((await handle('told by telephone', await lab.signIn('caller'))).status).toBe(403);
  const answer = await handle('told by telephone');
  expect(await answer.json()).toMatchObject({
    needsAttention: false,
    handled: { byName: 'Test supervisor', reason: 'told by telephone' },
  });
  expect((await list(supervisor, '?attention=1')).deliveries).toEqual([]);
  lab.clock.advance({ minutes: 1 });
  await supervisor.send('POST', `/api/v1/deliveries/${id}/send-again`);
  await ended(id, 'failed');
  expect((await list(supervisor, '?attention=1')).counts.attention).toBe(1);
});

test('a message that still waits after ten minutes is late, and says when it will be tried', async () => {
  await peer.plan({ replies: { rcpt: '451 4.3.0 later' } });
  const id = await queue();
  const waiting = await until(
    () => read(supervisor, id),
    (delivery) => delivery.state === 'queued' && delivery.attempts === 1,
  );
  const after = (seconds: number) => new Date(T0.getTime() + seconds * 1000).toISOString();
  expect(waiting.plannedTries).toEqual([30, 90, 270, 870, 2670, 6270, 14_400].map(after));
  expect(waiting.needsAttention).toBe(false);
  lab.clock.advance({ minutes: 11 });
  expect((await list(supervisor, '?attention=1')).deliveries).toMatchObject([{ id, isLate: true }]);
});

test('a person sends another message because of it: new over the same channel, or over another; both are linked', async () => {
  await peer.plan({ refused: { 'ann.reyes@hospital.example': '550 5.1.1 no such user' } });
  const id = await queue();
  const failed = await ended(id, 'failed');
  await peer.plan({});
  const follow = (body: object, who = supervisor) => who.send('POST', `/api/v1/deliveries/${id}/follow`, body);
  expect(await problem(await follow({ channel: 'fax' }))).toEqual({ status: 422, code: 'delivery.no-address' });
  expect(await problem(await follow({ address: 'a@b.example, c@d.example' }))).toEqual({
    status: 422,
    code: 'delivery.no-address',
  });
  expect((await follow({}, await lab.signIn('caller'))).status).toBe(403);
  const answer = await follow({ address: 'a.reyes@hospital.example' });
  expect(answer.status).toBe(201);
  const { deliveryId } = (await answer.json()) as { deliveryId: number };
  const next = await ended(deliveryId, 'accepted');
  expect(next).toMatchObject({ address: 'a.reyes@hospital.example', follows: { deliveryId: id, how: 'new-notice' } });
  expect(next.messageId).not.toBe(failed.messageId);
  expect((await read(supervisor, id)).followedBy).toEqual([{ deliveryId, how: 'new-notice' }]);
  const { rows } = await lab.db.pool.query("select text from events where type = 'delivery-new-notice'");
  expect(rows).toEqual([
    { text: 'Sent as a new notice by - Test supervisor - e-mail to Dr. Ann Reyes (referral) - after e-mail was failed' },
  ]);
});
