import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIntake, type Intake, type MllpListener, startMllp, watchFeeds } from '../../src/ingest/index.ts';
import { findFreePort } from '../../src/platform/free-port.ts';
import { messageOf } from '../intake-lab.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let lab: Lab;
let integrator: Visitor;
let intake: Intake;
let listener: MllpListener;
// The listener and the watch are looked after by the test, which then waits for no beat.
beforeAll(async () => {
  lab = await startLab({ roles: ['http'] });
  integrator = await lab.signIn('integrator');
  intake = createIntake(lab.deps);
  listener = await startMllp(lab.deps, intake);
});
afterAll(async () => {
  await listener?.close();
  await intake?.drain();
  await lab?.close();
});

type Status = {
  silentSince: string | null;
  lastReceivedAt: string | null;
  listeningPort: number | null;
  listeningFault: string | null;
};
type Source = {
  id: number;
  version: number;
  name: string;
  status: Status & { refusedCount: number; refusedPeer: string | null };
  openQuarantine: number;
  lastDay: { received: number; quarantined: number };
};

const sources = async () => ((await (await integrator.get('/api/v1/sources')).json()) as { items: Source[] }).items;
const feedStatus = async (visitor: Visitor) =>
  (await (await visitor.get('/api/v1/feed-status')).json()) as {
    feeds: Status[];
    isConnected: boolean;
    silent: number;
    faults: number;
  };
const events = async (type: string) =>
  (
    await lab.db.pool.query<{ payload: Record<string, unknown> }>(
      'select payload from events where lab_id = $1 and type = $2 order by seq',
      [lab.labId, type],
    )
  ).rows;

/** The acknowledgement of a message, or `closed` where the connection ended without one. */
function send(port: number, message: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(Buffer.concat([Buffer.of(0x0b), message, Buffer.of(0x1c, 0x0d)])),
    );
    socket.once('data', (data) => {
      resolve(/MSA\|(\w\w)/u.exec(data.toString())?.[1] ?? data.toString());
      socket.destroy();
    });
    socket.once('error', () => resolve('closed'));
    socket.once('close', () => resolve('closed'));
  });
}

describe('a source', () => {
  it('is added and changed by the integrator with an event each, listens without a restart, and refuses strange addresses', async () => {
    const port = await findFreePort();
    const body = { code: 'ANALYSER', name: 'Analyser hall', mllpPort: port, silenceMinutes: null };
    const made = await integrator.send('POST', '/api/v1/sources', body);
    expect(made.status).toBe(201);
    const source = (await made.json()) as Source;
    await listener.refresh();
    expect((await sources()).find(({ id }) => id === source.id)?.status.listeningPort).toBe(port);
    expect(await send(port, messageOf({ controlId: 'a1' }))).toBe('AA');

    const { code: _, ...fields } = body;
    const change = { ...fields, allowedAddresses: ['192.0.2.0/24'], version: source.version };
    expect((await integrator.send('PUT', `/api/v1/sources/${source.id}`, change)).status).toBe(200);
    await listener.refresh();
    expect(await send(port, messageOf({ controlId: 'a2' }))).toBe('closed');
    await listener.refresh();
    expect((await sources()).find(({ id }) => id === source.id)?.status.refusedCount).toBe(1);
    expect((await sources()).find(({ id }) => id === source.id)?.status.refusedPeer).toContain('127.0.0.1');
    expect((await events('source-added'))[0]?.payload).toMatchObject({
      source: 'ANALYSER',
      actor: { user_id: integrator.userId },
    });
    expect((await events('source-changed'))[0]?.payload).toMatchObject({
      before: { allowedAddresses: [] },
      after: { allowedAddresses: ['192.0.2.0/24'] },
    });

    const stale = await integrator.send('PUT', `/api/v1/sources/${source.id}`, change);
    expect(stale.status).toBe(409);
    expect(await stale.json()).toMatchObject({ code: 'sources.version' });
  });

  it.each([
    [{ code: 'TWO', name: 'Two', mllpPort: 0 }, 409, 'sources.port-taken', 'mllpPort'],
    [{ code: 'lis', name: 'Again' }, 409, 'sources.code-taken', 'code'],
    [{ code: 'THREE', name: 'Three', charset: 'KLINGON' }, 422, 'sources.charset', 'charset'],
  ])('%j is refused', async (body, status, code, field) => {
    const answer = await integrator.send('POST', '/api/v1/sources', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, details: { field } });
  });

  it.each([
    [{ code: 'FOUR', name: 'Four', allowedAddresses: ['10.1.2.300'] }, 'allowedAddresses'],
    [{ code: 'FOUR', name: 'Four', silenceMinutes: 1 }, 'silenceMinutes'],
    [{ code: 'FO UR', name: 'Four' }, 'code'],
  ])('%j is no source, and the answer names the field', async (body, field) => {
    const answer = await integrator.send('POST', '/api/v1/sources', body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(field);
  });

  it('asking for TLS without a certificate says why it is not listened for', async () => {
    const port = await findFreePort();
    const made = await integrator.send('POST', '/api/v1/sources', {
      code: 'SECURE',
      name: 'Secure',
      mllpPort: port,
      tls: 'required',
    });
    const { id } = (await made.json()) as Source;
    await listener.refresh();
    expect((await sources()).find((one) => one.id === id)?.status.listeningFault).toContain('CALLOUT_MLLP_TLS_CERT');
    expect((await feedStatus(integrator)).faults).toBe(1);
    const off = { name: 'Secure', mllpPort: null, version: 1 };
    expect((await integrator.send('PUT', `/api/v1/sources/${id}`, off)).status).toBe(200);
  });

  it('tries a message: segments, verdicts, the callout it would open and the answer, and stores nothing', async () => {
    const [{ id = 0 } = {}] = await sources();
    const text = messageOf({ controlId: 'try', obx: ['NM|2823-3^Potassium^LN||7.4|mmol/L|3.5-5.1|HH|||F'] })
      .toString()
      .replaceAll('\r', '\n');
    const before = await lab.db.pool.query('select count(*) as n from inbound_messages');
    const answer = await integrator.send('POST', `/api/v1/sources/${id}/try`, { text });
    expect(answer.status).toBe(200);
    const { messages } = (await answer.json()) as { messages: Record<string, unknown>[] };
    expect(messages).toMatchObject([
      {
        state: 'PROCESSED',
        controlId: 'try',
        orders: [
          {
            billNumber: 'B1',
            patient: 'MUSTER, ANNA',
            opensCallout: true,
            reports: [{ results: [{ value: '7.4', isCritical: true }] }],
          },
        ],
      },
    ]);
    expect(((messages[0]?.acks ?? []) as string[])[0]).toContain('MSA|AA|try');
    expect(((messages[0]?.segments ?? []) as { name: string }[]).map(({ name }) => name)).toEqual([
      'MSH',
      'PID',
      'PV1',
      'OBR',
      'OBX',
    ]);
    const bad = await integrator.send('POST', `/api/v1/sources/${id}/try`, { text: text.replace(/OBR[^\n]*\n/, '') });
    expect(await bad.json()).toMatchObject({ messages: [{ state: 'QUARANTINED', orders: [{ opensCallout: true }] }] });
    expect((await lab.db.pool.query('select count(*) as n from inbound_messages')).rows).toEqual(before.rows);
  });
});

describe('a feed', () => {
  it('that falls silent alarms once, is seen by everybody signed in, and says when it is heard again', async () => {
    const lis = (await sources()).find(({ name }) => name === 'Laboratory system') as Source;
    const caller = await lab.signIn('caller');
    await integrator.send('PUT', `/api/v1/sources/${lis.id}`, {
      name: lis.name,
      mllpPort: 0,
      silenceMinutes: 10,
      version: lis.version,
    });
    await listener.refresh();
    const port = listener.addresses().find(({ source }) => source === 'LIS')?.port ?? 0;
    expect(await send(port, messageOf({ controlId: 's1' }))).toBe('AA');
    const heardAt = lab.clock.now().toISOString();
    await watchFeeds(lab.deps);
    expect(await feedStatus(caller)).toMatchObject({ isConnected: true, silent: 0 });

    lab.clock.advance({ minutes: 11 });
    await watchFeeds(lab.deps);
    await watchFeeds(lab.deps);
    expect((await feedStatus(caller)).silent).toBe(1);
    expect((await feedStatus(caller)).feeds).toContainEqual(expect.objectContaining({ code: 'LIS', silentSince: heardAt }));
    expect(await events('feed-silent')).toMatchObject([{ payload: { source: 'LIS', silence_minutes: 10 } }]);

    expect(await send(port, messageOf({ controlId: 's2' }))).toBe('AA');
    await watchFeeds(lab.deps);
    expect((await feedStatus(caller)).silent).toBe(0);
    expect(await events('feed-silent')).toHaveLength(1);
    expect(await events('feed-heard')).toMatchObject([{ payload: { source: 'LIS' } }]);
  });
});
