import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../intake-lab.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

type Check = { id: string; state: 'ok' | 'open' | 'warning'; count: number | null; detail: string | null };
type Setup = {
  steps: { step: string; checks: Check[]; isDone: boolean; accepted: { name: string } | null }[];
  currentStep: string;
  isLive: boolean;
  wentLiveBy: string | null;
  mllpPort: number | null;
  feed: {
    isLocalOnly: boolean;
    connections: { id: number; port: number | null }[];
    first: { isSample: boolean } | null;
  };
};

let lab: Lab;
let admin: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http', 'mllp'] });
  await lab.db.pool.query('update labs set is_practice = true');
  admin = await lab.signIn('lab-admin');
});
afterAll(() => lab?.close());

const setup = async (): Promise<Setup> => (await (await admin.get('/api/v1/setup')).json()) as Setup;
const check = async (id: string) => (await setup()).steps.flatMap(({ checks }) => checks).find((one) => one.id === id);
const send = async (method: 'POST' | 'PUT', path: string, body: unknown = {}) => {
  const answer = await admin.send(method, `/api/v1/setup${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Setup & { code: string; details: Record<string, unknown> } };
};
const eventTypes = async () =>
  (await lab.db.pool.query<{ type: string }>('select type from events where category = 620 order by seq')).rows.map(
    ({ type }) => type,
  );

function sendMessage(): Promise<string> {
  const frame = Buffer.concat([
    Buffer.of(0x0b),
    messageOf({ obx: ['NM|2823-3^Potassium^LN||7.4|mmol/L|3.5-5.1|HH|||F'] }),
    Buffer.of(0x1c, 0x0d),
  ]);
  return new Promise((resolve) => {
    const socket = connect(lab.mllpPort, '127.0.0.1', () => socket.write(frame));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
  });
}

describe('setting a laboratory up', () => {
  it('says what is missing, keeps where it was left, and looks again each time', async () => {
    expect(await setup()).toMatchObject({ currentStep: 'lab', isLive: false, mllpPort: lab.mllpPort });
    expect((await send('PUT', '/at', { step: 'feed' })).body.currentStep).toBe('feed');
    expect(await check('message-received')).toMatchObject({ state: 'open', count: 0 });
    // A sample goes over the same line, and is not taken for the laboratory system.
    const { feed } = await setup();
    expect(feed).toMatchObject({ isLocalOnly: true, connections: [{ port: lab.mllpPort, isTls: false }], first: null });
    const sample = await admin.send('POST', `/api/v1/sources/${feed.connections[0]?.id}/sample`);
    expect(sample.status, await sample.clone().text()).toBe(200);
    expect(await sample.json()).toMatchObject({ code: 'AA', port: lab.mllpPort });
    expect(await check('sample-received')).toMatchObject({ state: 'ok' });
    expect(await check('message-received')).toMatchObject({ state: 'open', count: 0 });
    expect((await setup()).feed.first).toMatchObject({ isSample: true });
    expect(await check('orders-closed')).toMatchObject({ count: 0 });
    expect(await sendMessage()).toContain('MSA|AA');
    expect(await check('message-received')).toMatchObject({ state: 'ok', count: 1 });
    expect((await setup()).feed.first).toMatchObject({ isSample: false });
    expect(await check('callers-there')).toMatchObject({ state: 'open', count: 0 });
    await lab.signIn('technologist');
    expect(await check('callers-there')).toMatchObject({ state: 'ok', count: 1 });
  });

  it('tests that the database writes, locks and reaches the disk', async () => {
    const { status, body } = await send('POST', '/database-check');
    expect(status).toBe(200);
    const found = body.steps.find(({ step }) => step === 'database')?.checks.find(({ id }) => id === 'database-tested');
    expect(found?.detail).toMatch(/write good in \d+ ms, lock holds/);
    // The cluster of the tests does without fsync, and the check says so.
    expect(found?.state).toBe(found?.detail?.includes('fsync on') ? 'ok' : 'open');
    expect(await check('backup-named')).toMatchObject({ state: 'open', detail: null });
    const mark = { step: 'database', kind: 'done', name: 'Ada Quint', reason: 'nightly to nas2' };
    expect((await send('POST', '/marks', mark)).status).toBe(200);
    expect(await check('backup-named')).toMatchObject({ state: 'ok', detail: 'nightly to nas2' });
  });

  it.each([
    [{ name: 'North', zone: 'Mars/Olympus' }, 'zone'],
    [{ name: '', zone: 'Europe/Berlin' }, 'name'],
  ])('%j is refused by its field', async (body, field) => {
    const answer = await admin.send('PUT', '/api/v1/setup/lab', body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(field);
  });

  it('does not go live while a step is open or an order of the practice stands on the worklist', async () => {
    expect((await send('PUT', '/lab', { name: 'North Laboratory', zone: 'Europe/Berlin' })).status).toBe(200);
    const early = await send('POST', '/go-live', { name: 'Dr Ferrars', reason: 'validated' });
    expect(early).toMatchObject({ status: 409, body: { code: 'setup.not-ready' } });
    for (const { step, isDone } of (await setup()).steps) {
      if (step === 'go-live' || isDone) continue;
      const mark = { step, kind: 'accepted', name: 'Dr Ferrars', reason: 'known and planned' };
      expect((await send('POST', '/marks', mark)).status, step).toBe(200);
    }
    expect(await send('POST', '/go-live', { name: 'Dr Ferrars', reason: 'validated' })).toMatchObject({
      status: 409,
      body: { code: 'setup.orders-open', details: { orders: 1 } },
    });
  });

  it('goes live once, with the name of who answers for it, and the practice banner is gone', async () => {
    const supervisor = await lab.signIn('supervisor');
    const { rows } = await lab.db.pool.query<{ id: number }>('select id from lab_reports where critical_values = 1');
    expect((await supervisor.send('POST', `/api/v1/lab-reports/${rows[0]?.id}/dismiss`, { reason: 'practice' })).status).toBe(
      200,
    );
    const technologist = await lab.signIn('technologist');
    expect((await technologist.send('POST', '/api/v1/practice/start', { case: 'reached' })).status).toBe(200);
    expect(await check('orders-closed')).toMatchObject({ state: 'open', count: 1 });
    // Neither the source of the cases nor the colleague they bring is taken for the laboratory's own.
    expect(await check('source-enabled')).toMatchObject({ count: 1 });
    expect(await check('message-received')).toMatchObject({ count: 1 });
    expect(await check('callers-there')).toMatchObject({ count: 1 });
    expect(await (await admin.send('POST', '/api/v1/practice/end-all')).json()).toEqual({ ended: 1 });
    expect(await send('POST', '/go-live', { name: 'Dr Ferrars', reason: 'validated 2026-11' })).toMatchObject({
      status: 200,
      body: { isLive: true, wentLiveBy: 'Dr Ferrars' },
    });
    expect(await (await admin.get('/api/v1/me')).json()).toMatchObject({ lab: { isPractice: false, name: 'North Laboratory' } });
    expect(await send('POST', '/go-live', { name: 'Dr Ferrars', reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'setup.live-already' },
    });
    const { rows: left } = await lab.db.pool.query(
      `select s.is_enabled, m.is_active from practice_labs p join sources s on s.lab_id = p.lab_id and s.id = p.source_id
       join memberships m on m.lab_id = p.lab_id and m.user_id = p.colleague_user_id`,
    );
    expect(left).toEqual([{ is_enabled: false, is_active: false }]);
    expect(await eventTypes()).toEqual(expect.arrayContaining(['lab-changed', 'setup-accepted', 'lab-went-live']));
  });

  it('sends no sample among real patients, nor where nothing listens, and says which', async () => {
    const { feed } = await setup();
    const path = `/api/v1/sources/${feed.connections[0]?.id}/sample`;
    const live = await admin.send('POST', path);
    expect(live.status).toBe(409);
    expect(await live.json()).toMatchObject({ code: 'sources.lab-live' });
    await lab.db.pool.query('update labs set is_practice = true');
    await lab.db.pool.query(`insert into sources (lab_id, code, name) values (${lab.labId}, 'FILES', 'Files only')`);
    const { rows } = await lab.db.pool.query<{ id: number }>("select id from sources where code = 'FILES'");
    const deaf = await admin.send('POST', `/api/v1/sources/${rows[0]?.id}/sample`);
    expect(deaf.status).toBe(409);
    expect(await deaf.json()).toMatchObject({ code: 'sources.not-listening' });
    expect((await admin.send('POST', '/api/v1/sources/987654/sample')).status).toBe(404);
    await lab.db.pool.query('update labs set is_practice = false');
  });

  it('is read by a technologist and changed by nobody who may not', async () => {
    const technologist = await lab.signIn('technologist');
    expect((await technologist.get('/api/v1/setup')).status).toBe(200);
    expect((await technologist.send('POST', '/api/v1/setup/go-live', { name: 'Tess', reason: 'why not' })).status).toBe(403);
  });
});

it('health says in one line each what works and what does not', async () => {
  const answer = await admin.get('/api/v1/health');
  expect(answer.status).toBe(200);
  const { lines } = (await answer.json()) as { lines: { id: string; state: string }[] };
  // No process with the role tick runs here, and that is what it says.
  expect(lines.find(({ id }) => id === 'auditor')?.state).toBe('bad');
  expect(lines.find(({ id }) => id === 'database')?.state).toBe('ok');
});
