import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { directoryTaskSchema, feedSchema, pageOf, schedulePreviewSchema } from '@critical-callout/contract/directory';
import { problemSchema } from '@critical-callout/contract/problem';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRotaGaps, readDueFeeds, resolveContacts } from '../../src/directory/index.ts';
import { type Fixture, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const TOKEN = 'secret-of-the-address';
let server: Lab;
let lab: Fixture;
let supervisor: Visitor;
let peer: Server;
let port: number;
/** What the calendar's server answers next, and what it was asked. */
const answer = { status: 200, body: '', etag: '"1"', location: '' };
const asked: { path: string; ifNoneMatch: string | undefined }[] = [];

beforeAll(async () => {
  peer = createServer((request, response) => {
    asked.push({ path: request.url ?? '', ifNoneMatch: request.headers['if-none-match'] });
    if (answer.status === 200 && request.headers['if-none-match'] === answer.etag) return void response.writeHead(304).end();
    response.writeHead(answer.status, {
      'content-type': 'text/calendar',
      ...(answer.status === 200 && { etag: answer.etag }),
      ...(answer.location && { location: answer.location }),
    });
    response.end(answer.body);
  });
  await new Promise<void>((ready) => peer.listen(0, '127.0.0.1', ready));
  port = (peer.address() as AddressInfo).port;
  server = await startLab({ now: '2026-10-23T10:00:00Z', roles: ['http'], env: { CALLOUT_CALENDAR_ALLOW: `127.0.0.1:${port}` } });
  await server.db.inSystem((tx) => sql`update labs set zone = 'Europe/Berlin'`.execute(tx));
  lab = await furnish(server.db, server.labId);
  supervisor = await server.signIn('supervisor');
});
afterAll(async () => {
  peer?.close();
  await server?.close();
});

/** Time passes; a session that slept through it is over. */
async function pass(minutes: number): Promise<void> {
  server.clock.advance({ minutes });
  supervisor = await server.signIn('supervisor');
}
const night = (day: string, more: string): string =>
  `BEGIN:VEVENT\r\nUID:${day}${more.length}\r\nDTSTART;TZID=Europe/Berlin:${day}T200000\r\nDURATION:PT12H\r\n${more}\r\nEND:VEVENT\r\n`;
const calendar = (...events: string[]): string => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;
const url = () => `http://127.0.0.1:${port}/ical/${TOKEN}/basic.ics`;

async function send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
  const response = await supervisor.send(method, `/api/v1/directory${path}`, body);
  return { status: response.status, body: response.status === 204 ? null : ((await response.json()) as Record<string, unknown>) };
}
const makeSchedule = async (code: string): Promise<number> => {
  const of = { kind: 'organization', id: lab.organizationId };
  const turns = { firstDay: '2026-10-01', handover: '08:00', turnHours: 24, members: [{ kind: 'doctor', id: lab.doctorId }] };
  const made = await send('POST', '/schedules', { code, name: `Nights ${code}`, duty: 'on-call', of, ...turns });
  expect(made).toMatchObject({ status: 201, body: { hasFeed: false } });
  return Number(made.body?.id);
};
const previewAt = async (id: number, at: string, days = 1) =>
  schedulePreviewSchema.parse(
    await (await supervisor.get(`/api/v1/directory/schedules/${id}/preview?at=${at}&days=${days}`)).json(),
  );
const tasks = async (state = 'open') =>
  pageOf(directoryTaskSchema)
    .parse(await (await supervisor.get(`/api/v1/directory/tasks?state=${state}`)).json())
    .items.filter(({ kind }) => kind.startsWith('feed'));
const feedOf = async (id: number) =>
  feedSchema.parse(await (await supervisor.get(`/api/v1/directory/schedules/${id}/feed`)).json());

describe('a calendar kept elsewhere', () => {
  let id: number;
  let reedId: number;
  beforeAll(async () => {
    id = await makeSchedule('CAL');
    const reed = await send('POST', '/doctors', {
      code: 'D2',
      name: 'Dr Ben Reed',
      email: 'reed@harbour.example',
      phone: '555-0222',
    });
    reedId = Number(reed.body?.id);
  });

  it('says who is on duty instead of the turns, to the preview, the contacts of an order and the gaps of the rota', async () => {
    answer.body = calendar(
      night('20261024', 'SUMMARY:On call\r\nATTENDEE;CN=B. Reed:mailto:Reed@Harbour.example'),
      night('20261025', 'SUMMARY:Finch\\, Ada'),
      night('20261026', 'SUMMARY:Dr Somebody Else'),
    );
    const saved = await send('PUT', `/schedules/${id}/feed`, { url: url(), refreshMinutes: 30 });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    const feed = await feedOf(id);
    expect(feed).toMatchObject({ source: 'address', host: `127.0.0.1:${port}`, state: 'fresh', problem: null });
    expect(JSON.stringify(feed)).not.toContain(TOKEN);
    expect(feed.shifts.map(({ from, who }) => `${from.slice(0, 16)} ${who?.name ?? 'nobody'}`)).toEqual([
      '2026-10-24T18:00 Dr Ben Reed',
      '2026-10-25T19:00 Dr Ada Finch',
      '2026-10-26T19:00 nobody',
    ]);
    expect(feed.unmatched).toEqual([{ name: 'Dr Somebody Else', shifts: 1, next: '2026-10-26T19:00:00.000Z' }]);

    // Twelve hours by the wall in the night the clocks go back: thirteen hours.
    const preview = await previewAt(id, '2026-10-24T12:00:00Z', 3);
    expect(preview.spans.map(({ from, onDuty }) => `${from.slice(0, 16)} ${onDuty?.name ?? 'nobody'}`)).toEqual([
      '2026-10-24T12:00 nobody',
      '2026-10-24T18:00 Dr Ben Reed',
      '2026-10-25T07:00 nobody',
      '2026-10-25T19:00 Dr Ada Finch',
      '2026-10-26T07:00 nobody',
    ]);
    const bill = await seedBill(server.db, lab);
    const contactsAt = async (at: string): Promise<string[]> => {
      const found = await server.db.inLab(lab.labId, (tx) => resolveContacts(tx, lab.labId, [bill.billId], new Date(at)));
      return (found.get(bill.billId)?.contacts ?? []).map(({ name, reason }) => `${name}: ${reason}`);
    };
    expect(await contactsAt('2026-10-24T23:00:00Z')).toContainEqual('Dr Ben Reed: on call: Nights CAL');
    expect((await contactsAt('2026-10-25T12:00:00Z')).join()).not.toContain('Ben Reed');
    const gaps = await server.db.inLab(lab.labId, (tx) =>
      listRotaGaps(tx, { labId: lab.labId, from: new Date('2026-10-24T18:00:00Z'), until: new Date('2026-10-27T07:00:00Z') }),
    );
    expect(gaps.map(({ from, until }) => `${from.toISOString().slice(0, 13)} ${until.toISOString().slice(0, 13)}`)).toEqual([
      '2026-10-25T07 2026-10-25T19',
      '2026-10-26T07 2026-10-27T07',
    ]);
  });

  it('names somebody the directory does not know: a task, until somebody says whom that means', async () => {
    expect(await tasks()).toMatchObject([{ kind: 'feed-unmatched', detail: expect.stringContaining('Dr Somebody Else') }]);
    expect(await send('PUT', '/feed-names', { name: 'Somebody', who: { kind: 'doctor', id: 987_654 } })).toMatchObject({
      status: 422,
    });
    const settled = await send('PUT', '/feed-names', { name: 'Dr Somebody Else', who: { kind: 'doctor', id: reedId } });
    expect(settled).toMatchObject({ status: 200, body: { items: [{ name: 'Dr Somebody Else', who: { name: 'Dr Ben Reed' } }] } });
    expect((await feedOf(id)).unmatched).toEqual([]);
    expect(await tasks()).toEqual([]);
    expect((await previewAt(id, '2026-10-26T20:00:00Z')).onDuty).toMatchObject({ name: 'Dr Ben Reed', canBeReached: true });
  });

  it('is asked again when it is due, and only for what changed', async () => {
    const before = asked.length;
    expect(await readDueFeeds(server.deps)).toBe(0);
    await pass(31);
    expect(await readDueFeeds(server.deps)).toBe(1);
    expect(asked.slice(before)).toMatchObject([{ ifNoneMatch: '"1"' }]);
    expect((await feedOf(id)).readAt).toBe(server.clock.now().toISOString());
    Object.assign(answer, { body: calendar(night('20261025', 'SUMMARY:D2')), etag: '"2"' });
    await pass(31);
    await Promise.all([readDueFeeds(server.deps), readDueFeeds(server.deps)]);
    expect(asked.slice(before)).toHaveLength(2);
    expect((await feedOf(id)).shifts).toMatchObject([{ name: 'D2', who: { name: 'Dr Ben Reed' } }]);
  });

  it('that fails keeps what was read well last; the fault is a task at the third time, and closes itself', async () => {
    answer.status = 503;
    for (const [minutes, open] of [
      [31, 0],
      [6, 0],
      [11, 1],
    ] as const) {
      await pass(minutes);
      expect(await readDueFeeds(server.deps)).toBe(1);
      expect(await tasks()).toHaveLength(open);
    }
    const failing = await feedOf(id);
    expect(failing).toMatchObject({ state: 'failing', problem: 'it answered 503', shifts: [{ name: 'D2' }] });
    expect((await tasks())[0]?.detail).not.toContain(TOKEN);
    await pass(25 * 60);
    expect((await feedOf(id)).state).toBe('stale');
    expect((await previewAt(id, '2026-10-25T20:00:00Z')).onDuty).toMatchObject({ name: 'Dr Ben Reed' });
    answer.status = 200;
    const read = feedSchema.parse((await send('POST', `/schedules/${id}/feed/read-now`)).body);
    expect(read).toMatchObject({ state: 'fresh', failedSince: null });
    expect(await tasks()).toEqual([]);
    expect((await tasks('closed')).map(({ kind }) => kind)).toContain('feed-failed');
  });

  it('that is no calendar any more is a task at once', async () => {
    Object.assign(answer, { body: '<html>Sign in</html>', etag: '"3"' });
    await pass(31);
    expect(await readDueFeeds(server.deps)).toBe(1);
    expect(await tasks()).toMatchObject([{ kind: 'feed-failed', detail: expect.stringContaining('not a calendar') }]);
    expect((await feedOf(id)).shifts).toHaveLength(1);
  });

  it('taken away, the turns of the rota speak again', async () => {
    expect((await send('DELETE', `/schedules/${id}/feed`)).status).toBe(204);
    expect((await previewAt(id, '2026-11-01T12:00:00Z')).onDuty).toMatchObject({ name: 'Dr Ada Finch' });
    expect(await tasks()).toEqual([]);
    expect((await send('DELETE', `/schedules/${id}/feed`)).status).toBe(404);
    const { rows } = await server.db.inSystem((tx) =>
      sql<{
        text: string;
      }>`select payload::text as text from events where type = 'directory-changed' and payload->>'kind' = 'schedule-feed'`.execute(
        tx,
      ),
    );
    expect(rows).toHaveLength(2);
    expect(rows.map(({ text }) => text).join()).not.toContain(TOKEN);
  });
});

describe('a calendar that is set up', () => {
  let id: number;
  beforeAll(async () => {
    id = await makeSchedule('FILE');
  });
  const refused = async (body: unknown) => problemSchema.parse((await send('PUT', `/schedules/${id}/feed`, body)).body);

  it('as a file is read like an address', async () => {
    const saved = await send('PUT', `/schedules/${id}/feed`, { content: calendar(night('20261101', 'SUMMARY:D1')) });
    expect(saved).toMatchObject({
      status: 200,
      body: { source: 'file', host: null, shifts: [{ who: { name: 'Dr Ada Finch' } }] },
    });
    expect((await send('PUT', `/schedules/${id}/feed`, { refreshMinutes: 60 })).body).toMatchObject({
      source: 'file',
      refreshMinutes: 60,
    });
  });

  it.each<[string, () => unknown, string]>([
    ['what is inside the house', () => ({ url: 'https://169.254.169.254/latest' }), 'not one of the internet'],
    ['another port of an allowed host', () => ({ url: `http://127.0.0.1:${port + 1}/x.ics` }), 'CALLOUT_CALENDAR_ALLOW'],
    ['a password in the address', () => ({ url: 'https://a:b@rota.example/x.ics' }), 'must not hold a user'],
    ['no calendar', () => ({ content: 'hello' }), 'not a calendar'],
  ])('is refused where it is %s, and it says why', async (_name, body, words) => {
    const problem = await refused(body());
    expect(problem).toMatchObject({ status: 422, code: 'directory.feed' });
    expect(problem.detail).toContain(words);
  });

  it('is not followed into the house by a redirect', async () => {
    Object.assign(answer, { status: 302, location: 'https://10.0.0.5/rota.ics' });
    expect((await refused({ url: url() })).detail).toContain('not one of the internet');
    Object.assign(answer, { status: 302, location: url() });
    expect((await refused({ url: url() })).detail).toContain('sent on more than');
    Object.assign(answer, { status: 200, location: '', body: 'x'.repeat(2_000_001), etag: '"9"' });
    expect((await refused({ url: url() })).detail).toContain('longer than');
  });

  it('may be neither two things nor nothing, and is set up by those who may', async () => {
    expect((await refused({ url: url(), content: 'x' })).status).toBe(400);
    const bare = await makeSchedule('BARE');
    expect((await send('PUT', `/schedules/${bare}/feed`, {})).status).toBe(422);
    expect((await send('PUT', '/schedules/987654/feed', { content: calendar() })).status).toBe(404);
    const caller = await server.signIn('caller');
    expect((await caller.send('PUT', `/api/v1/directory/schedules/${id}/feed`, { content: calendar() })).status).toBe(403);
    expect((await caller.get(`/api/v1/directory/schedules/${id}/feed`)).status).toBe(200);
  });
});
