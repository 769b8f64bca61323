import { type ContactPointOut, contactPointSchema, duplicatesSchema, pageOf } from '@critical-callout/contract/directory';
import { problemSchema } from '@critical-callout/contract/problem';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let server: Lab;
let lab: Fixture;
let supervisor: Visitor;
let nurseId: number;
beforeAll(async () => {
  // A mail server that is never called: this process sends nothing, the messages stay queued.
  server = await startLab({ now: '2026-11-23T10:00:00Z', roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await furnish(server.db, server.labId);
  supervisor = await server.signIn('supervisor');
  const kim = await send('POST', '/persons', {
    code: 'N1',
    name: 'Nurse Kim',
    credential: 'RN',
    language: 'de',
    function: 'charge nurse',
  });
  expect(kim).toMatchObject({ status: 201, body: { credential: 'RN', language: 'de' } });
  nurseId = Number(kim.body.id);
});
afterAll(() => server?.close());

type Body = Record<string, unknown>;
async function send(method: 'POST' | 'PUT', path: string, body?: Body): Promise<{ status: number; body: Body }> {
  const answer = await supervisor.send(method, `/api/v1/directory${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
}
const get = async (path: string): Promise<unknown> => (await supervisor.get(`/api/v1/directory${path}`)).json();
const pointOf = async (id: number): Promise<ContactPointOut> => contactPointSchema.parse(await get(`/contact-points/${id}`));
const fields = (more: Body = {}) => ({
  owner: { kind: 'person', id: nurseId },
  channel: 'email',
  value: 'kim@harbour.example',
  ...more,
});
async function addPoint(more: Body = {}): Promise<number> {
  const made = await send('POST', '/contact-points', fields(more));
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return Number(made.body.id);
}
/** What the person at the address reads. */
const codeSentTo = async (address: string): Promise<string> => {
  const { rows } = await server.db.inSystem((tx) =>
    sql<{
      text: string;
    }>`select content->>'text' as text from deliveries where address = ${address} order by id desc limit 1`.execute(tx),
  );
  return /code is (\d{6})/.exec(rows[0]?.text ?? '')?.[1] ?? '';
};

describe('a contact point', () => {
  it('is proved by the code that reached it; a wrong code is counted, and one that is old proves nothing', async () => {
    const id = await addPoint();
    expect(await send('POST', `/contact-points/${id}/send-code`)).toMatchObject({
      status: 201,
      body: { deliveryId: expect.any(Number) },
    });
    expect(await send('POST', `/contact-points/${id}/send-code`)).toMatchObject({
      status: 409,
      body: { code: 'directory.code-wait' },
    });
    const code = await codeSentTo('kim@harbour.example');
    const wrong = code === '000000' ? '000001' : '000000';
    const confirm = (typed: string) => send('POST', `/contact-points/${id}/confirm-code`, { code: typed });
    for (const left of [4, 3, 2, 1, 0])
      expect(await confirm(wrong)).toMatchObject({ status: 422, body: { detail: expect.stringContaining(`${left} tries`) } });
    expect((await confirm(code)).body.detail).toContain('5 times');
    server.clock.advance({ seconds: 31 });
    await send('POST', `/contact-points/${id}/send-code`);
    const next = await codeSentTo('kim@harbour.example');
    expect(await confirm(next)).toMatchObject({
      status: 200,
      body: { verifiedHow: 'code', verifiedBy: 'Test supervisor', verifiedAt: server.clock.now().toISOString() },
    });
    expect(await confirm(next)).toMatchObject({ status: 422 });
    server.clock.advance({ seconds: 31 });
    await send('POST', `/contact-points/${id}/send-code`);
    server.clock.advance({ minutes: 31 });
    supervisor = await server.signIn('supervisor');
    expect((await confirm(await codeSentTo('kim@harbour.example'))).body.detail).toContain('no code');
  });

  it('is proved by a call or a test page too, by whom and how; with another address the proof is gone', async () => {
    const id = await addPoint({ channel: 'fax', value: '+12125550123' });
    expect(await send('POST', `/contact-points/${id}/verify`, { how: 'test-page' })).toMatchObject({
      status: 200,
      body: { verifiedHow: 'test-page', verifiedBy: 'Test supervisor', ownerName: 'Nurse Kim' },
    });
    expect(await send('POST', `/contact-points/${id}/verify`, { how: 'code' })).toMatchObject({ status: 400 });
    const { verifiedAt } = await pointOf(id);
    await send('PUT', `/contact-points/${id}`, fields({ channel: 'fax', value: '+1 212 555 0123', verifiedAt, preference: 5 }));
    expect(await pointOf(id)).toMatchObject({ verifiedHow: 'test-page', preference: 5 });
    await send('PUT', `/contact-points/${id}`, fields({ channel: 'fax', value: '+12125550199', verifiedAt }));
    expect(await pointOf(id)).toMatchObject({ verifiedAt: null, verifiedBy: null, verifiedHow: null });
    const stated = '2026-11-20T08:00:00.000Z';
    await send('PUT', `/contact-points/${id}`, fields({ channel: 'fax', value: '+12125550199', verifiedAt: stated }));
    expect(await pointOf(id)).toMatchObject({ verifiedAt: stated, verifiedHow: 'stated', verifiedBy: 'Test supervisor' });
  });

  it('of a channel that carries no code here says so', async () => {
    const id = await addPoint({ channel: 'pager', value: '78' });
    const problem = problemSchema.parse((await send('POST', `/contact-points/${id}/send-code`)).body);
    expect(problem).toMatchObject({ status: 422, code: 'directory.no-code' });
    const { rows } = await server.db.inSystem((tx) =>
      sql`select seq from events where type = 'contact-code-sent' and payload->>'contact_point_id' = ${String(id)}`.execute(tx),
    );
    expect(rows).toEqual([]);
  });

  it('nobody has proved for long is found, and shows when a message to it last arrived', async () => {
    const id = await addPoint({ value: 'old@harbour.example', verifiedAt: '2026-01-01T00:00:00.000Z' });
    const recent = await addPoint({ value: 'recent@harbour.example', verifiedAt: '2026-11-01T00:00:00.000Z' });
    const never = await addPoint({ value: 'never@harbour.example' });
    const bill = await seedBill(server.db, lab);
    await server.db.inSystem(async (tx) => {
      await sql`insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, queued_at, due_at, message_id, state)
        select ${lab.labId}, ${bill.billId}, 'B', max(seq), 'email', 'others', 'Kim', 'old@harbour.example', '{}', now(), now(), 'm1', 'queued'
        from events where lab_id = ${lab.labId}`.execute(tx);
      await sql`update deliveries set state = 'sending', claimed_at = now(), lease_until = now() where message_id = 'm1'`.execute(
        tx,
      );
      await sql`update deliveries set state = 'accepted', finished_at = '2026-11-20T08:00:00Z', due_at = null, claimed_at = null, lease_until = null
        where message_id = 'm1'`.execute(tx);
    });
    const page = pageOf(contactPointSchema).parse(await get('/contact-points?unverifiedDays=180'));
    const ids = page.items.map((point) => point.id);
    expect(ids).toEqual(expect.arrayContaining([id, never]));
    expect(ids).not.toContain(recent);
    expect(page.items.find((point) => point.id === id)?.lastSuccessAt).toBe('2026-11-20T08:00:00.000Z');
  });
});

it('entries that may be the same twice are found', async () => {
  await send('POST', '/persons', { code: 'N9', name: 'KIM' });
  const { items } = duplicatesSchema.parse(await get('/duplicates'));
  expect(items).toContainEqual(
    expect.objectContaining({
      reason: 'same-name',
      parties: [expect.objectContaining({ code: 'N9' }), expect.objectContaining({ code: 'N1' })],
    }),
  );
});

it('credential and language travel in the file, and a file without their columns leaves them as they are', async () => {
  const csv = await (await supervisor.get('/api/v1/directory/export.csv')).text();
  expect(csv.split('\n').find((line) => line.startsWith('person,N1'))).toContain('charge nurse,RN,,may-receive,de');
  expect(await send('POST', '/import', { csv: 'kind,code,name\nperson,N1,Nurse Kim Lee\n' })).toMatchObject({ status: 200 });
  expect(await get(`/persons/${nurseId}`)).toMatchObject({ name: 'Nurse Kim Lee', credential: 'RN', language: 'de' });
  const bad = await send('POST', '/import', { csv: 'kind,code,name,language,credential\nward,W1,Ward,xx,RN\n', dryRun: true });
  expect(bad.body.errors).toMatchObject([{ field: 'credential' }, { field: 'language' }]);
});

it('the language of a doctor stays when the doctor is saved', async () => {
  await send('PUT', `/doctors/${lab.doctorId}`, { code: 'D1', name: 'Dr Ada Finch', language: 'fr', credential: 'MD' });
  expect(await get(`/doctors/${lab.doctorId}`)).toMatchObject({ language: 'fr', credential: 'MD' });
});
