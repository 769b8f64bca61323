import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { Assignees, BillOwnership, Presence } from '@critical-callout/contract/ownership';
import type { Problem } from '@critical-callout/contract/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnershipWatch } from '../../src/ownership/index.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const T0 = '2026-11-23T10:00:00Z';

let database: TestDatabase;
let server: Lab;
/** A second process on the same database, with a clock of its own that the test keeps together with the first. */
let second: Lab;
let lab: Fixture;
let osei: Visitor;
let marsh: Visitor;
let supervisor: Visitor;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startLab({ now: T0, database, roles: ['http'] });
  second = await startLab({ now: T0, database, roles: ['http'] });
  lab = await furnish(server.db, server.labId);
  osei = await server.signIn('caller', { userName: 'm.osei', name: 'M. Osei' });
  marsh = await second.signIn('technologist', { userName: 's.marsh', name: 'S. Marsh' });
  supervisor = await server.signIn('supervisor');
});
afterAll(async () => {
  await server?.close();
  await second?.close();
  await database?.drop();
});

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const move = (by: { seconds?: number; minutes?: number }) => [server, second].forEach(({ clock }) => void clock.advance(by));
const open = () => seedBill(server.db, lab, { now: server.clock.now() });
const path = (bill: FixtureBill, action = 'claim') => `/api/v1/bills/${bill.billId}/${action}`;
const claim = (visitor: Visitor, bill: FixtureBill) => visitor.send('POST', path(bill));
const ownership = async (bill: FixtureBill) =>
  (await json<Presence>(osei.get('/api/v1/presence'))).items.find((item) => item.billId === bill.billId);
const trail = async (bill: FixtureBill) => {
  const { rows } = await database.db.pool.query<{ type: string; name: string; from: string | null; to: string | null }>(
    `select type, payload->'actor'->>'name' as name, payload->'from'->>'name' as "from", payload->'to'->>'name' as "to" from events
     where bill_id = $1 and category = 644 order by seq`,
    [bill.billId],
  );
  return rows;
};
const types = async (bill: FixtureBill) => (await trail(bill)).map(({ type }) => type);

describe('a claim', () => {
  it('of two people at the same moment belongs to one; the other is told whose', async () => {
    for (let round = 0; round < 20; round += 1) {
      const bill = await open();
      const answers = await Promise.all([claim(osei, bill), claim(marsh, bill)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const refused = await json<Problem>(answers.find(({ status }) => status === 409) ?? new Response());
      const winner = await ownership(bill);
      expect(refused).toMatchObject({ code: 'ownership.claimed', details: { by: winner?.claim?.name } });
      expect(await types(bill)).toEqual(['order-claimed']);
    }
  });

  it('moves neither the deadline nor the version, is renewed without an event, and ends by its column', async () => {
    const bill = await open();
    const seen = await json<CriticalRecords>(osei.get(path(bill, 'critical-records')));
    await claim(osei, bill);
    move({ seconds: 100 });
    expect((await json<BillOwnership>(osei.send('PUT', path(bill, 'presence'), {}))).claim?.leaseUntil).toBe(
      new Date(server.clock.now().getTime() + 120_000).toISOString(),
    );
    move({ seconds: 100 });
    expect((await claim(marsh, bill)).status).toBe(409);
    move({ seconds: 21 });
    expect((await json<BillOwnership>(claim(marsh, bill))).claim?.name).toBe('S. Marsh');
    const now = await json<CriticalRecords>(osei.get(path(bill, 'critical-records')));
    expect([now.bill.version, now.reports[0]?.dueAt]).toEqual([seen.bill.version, seen.reports[0]?.dueAt]);
    expect(await types(bill)).toEqual(['order-claimed', 'order-claimed']);
  });

  it('never holds back a record: whoever called records it, and what is done is nobody’s any more', async () => {
    const bill = await open();
    await claim(osei, bill);
    const body = {
      labReportIds: bill.reportIds,
      isDraft: false,
      notification: {
        recipients: ['others'],
        notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
        readBack: { values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) },
      },
    };
    expect((await marsh.send('POST', path(bill, 'callouts'), body, { 'if-match': '"2"' })).status).toBe(201);
    expect(await ownership(bill)).toBeUndefined();
    const after = await claim(osei, bill);
    expect([after.status, (await json<Problem>(after)).code]).toEqual([409, 'ownership.nothing-open']);
  });

  it('is released by its owner and by nobody else', async () => {
    const bill = await open();
    await claim(osei, bill);
    const refused = await marsh.send('DELETE', path(bill));
    expect([refused.status, (await json<Problem>(refused)).code]).toEqual([409, 'ownership.not-yours']);
    expect((await json<BillOwnership>(osei.send('DELETE', path(bill)))).claim).toBeNull();
    expect(await types(bill)).toEqual(['order-claimed', 'order-released']);
  });

  it('is taken over with a reason, and the trail names both', async () => {
    const bill = await open();
    await claim(osei, bill);
    expect((await marsh.send('POST', path(bill, 'take-over'), { reason: '' })).status).toBe(400);
    const taken = await json<BillOwnership>(marsh.send('POST', path(bill, 'take-over'), { reason: 'she is in a meeting' }));
    expect(taken.claim).toMatchObject({ name: 'S. Marsh' });
    expect((await trail(bill)).at(-1)).toMatchObject({ type: 'order-taken-over', name: 'S. Marsh', from: 'M. Osei' });
  });

  it('needs the permission to call, and an order that is seen', async () => {
    const bill = await open();
    const auditor = await server.signIn('auditor');
    expect((await claim(auditor, bill)).status).toBe(403);
    const elsewhere = await server.signIn('caller', {
      userName: 'haematology',
      departmentDataType: 1,
      departmentIds: [lab.haematologyId],
    });
    expect((await claim(elsewhere, bill)).status).toBe(404);
    expect((await json<Presence>(elsewhere.get('/api/v1/presence'))).items).toEqual([]);
  });
});

describe('an assignment', () => {
  it('is to somebody of the laboratory who may call and sees the order, or to a queue', async () => {
    const bill = await open();
    const assign = (body: object, visitor = osei) => visitor.send('POST', path(bill, 'assign'), body);
    const { people, queues } = await json<Assignees>(osei.get('/api/v1/assignees'));
    expect(people.map(({ name }) => name)).toEqual(expect.arrayContaining(['M. Osei', 'S. Marsh', 'Test supervisor']));
    expect(people.map(({ role }) => role)).not.toContain('auditor');
    expect(queues.map(({ name }) => name)).toEqual(['Chemistry', 'Haematology']);
    for (const [userId, code] of [
      ['nobody', 'ownership.assignee-unknown'],
      [(await server.signIn('auditor')).userId, 'ownership.assignee-unknown'],
      [people.find(({ name }) => name === 'Test caller')?.userId, 'ownership.assignee-cannot-see'],
    ]) {
      const refused = await assign({ userId });
      expect([refused.status, (await json<Problem>(refused)).code]).toEqual([422, code]);
    }
    expect((await json<Problem>(assign({ departmentId: 987_654 }))).code).toBe('ownership.queue-unknown');
    const given = await json<BillOwnership>(assign({ userId: marsh.userId, departmentId: lab.chemistryId }));
    expect(given).toMatchObject({ assignedTo: { name: 'S. Marsh' }, queue: { name: 'Chemistry' }, unownedSince: null });
    expect((await json<Problem>(assign({ userId: osei.userId }))).code).toBe('ownership.assigned');
    expect((await assign({ userId: osei.userId }, supervisor)).status).toBe(200);
    expect((await trail(bill)).map(({ name, from, to }) => [name, from, to])).toEqual([
      ['M. Osei', null, 'S. Marsh'],
      ['Test supervisor', 'S. Marsh', 'M. Osei'],
    ]);
  });
});

describe('presence', () => {
  it('says who has an order open and who is calling since when, and forgets who is gone', async () => {
    const bill = await open();
    const be = (visitor: Visitor, isCalling: boolean) => visitor.send('PUT', path(bill, 'presence'), { isCalling });
    await be(osei, false);
    const since = server.clock.now().toISOString();
    await be(marsh, true);
    move({ seconds: 30 });
    await be(marsh, true);
    expect((await ownership(bill))?.people).toMatchObject([
      { name: 'S. Marsh', callStartedAt: since },
      { name: 'M. Osei', callStartedAt: null },
    ]);
    move({ seconds: 20 });
    expect((await ownership(bill))?.people.map(({ name }) => name)).toEqual(['S. Marsh']);
    await marsh.send('DELETE', path(bill, 'presence'));
    expect(await ownership(bill)).toBeUndefined();
    expect(await types(bill)).toEqual([]);
  });

  it('says whom somebody is calling, with a clock for each; a patient is a kind without a name', async () => {
    const bill = await open();
    const call = async (called?: { kind: string; name: string }) => {
      const answer = await osei.send('PUT', path(bill, 'presence'), {
        isCalling: called !== undefined,
        ...(called && { called }),
      });
      expect(answer.status).toBe(200);
      return (await ownership(bill))?.people[0];
    };
    const patel = { kind: 'referral', name: 'Dr Patel' };
    const since = server.clock.now().toISOString();
    expect(await call(patel)).toMatchObject({ called: patel, callStartedAt: since });
    move({ seconds: 20 });
    expect(await call(patel)).toMatchObject({ called: patel, callStartedAt: since });
    const later = server.clock.now().toISOString();
    expect(await call({ kind: 'patient', name: 'SAMPLE, Robin' })).toMatchObject({
      called: { kind: 'patient', name: null },
      callStartedAt: later,
    });
    const { rows } = await server.db.pool.query('select called_name from bill_presence where bill_id = $1', [bill.billId]);
    expect(rows).toEqual([{ called_name: null }]);
    expect(await call()).toMatchObject({ called: null, callStartedAt: null });
    const bad = await osei.send('PUT', path(bill, 'presence'), { isCalling: true, called: { kind: 'nurse', name: 'x' } });
    expect([bad.status, await bad.json()]).toMatchObject([400, { errors: [{ field: 'body.called.kind' }] }]);
  });

  it('reaches the other screens at once, without an event', async () => {
    const bill = await open();
    const stop = new AbortController();
    const stream = await fetch(`${second.baseUrl}/api/v1/events`, { headers: marsh.headers, signal: stop.signal });
    const heard = (async () => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of stream.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        if (text.includes('event: presence')) return text;
      }
      return text;
    })();
    await osei.send('PUT', path(bill, 'presence'), { isCalling: true });
    expect(await heard).toContain('event: presence\ndata: {"type":"presence"}');
    stop.abort();
  });
});

describe('an open order nobody has', () => {
  it('alarms once for each stretch, by two processes, after the time the laboratory set', async () => {
    const admin = await server.signIn('lab-admin');
    const policy = { unowned_alarm_minutes: 5, handover_accept_minutes: 15 };
    expect((await admin.send('PUT', '/api/v1/settings/ownership', policy)).status).toBe(200);
    const [left, kept] = [await open(), await open()];
    await osei.send('POST', path(kept, 'assign'), { userId: marsh.userId });
    const alarms = async (bill: FixtureBill) => (await types(bill)).filter((type) => type === 'order-unowned-alarm').length;
    const watch = [server, second].map(({ deps }) => createOwnershipWatch(deps));
    const after = async (minutes: number) => {
      move({ minutes });
      await Promise.all(watch.map((tick) => tick()));
      return [await alarms(left), await alarms(kept)];
    };
    expect(await after(4)).toEqual([0, 0]);
    await claim(osei, left);
    expect(await after(6)).toEqual([0, 0]); // the lease ended four minutes ago
    expect(await after(1)).toEqual([1, 0]);
    expect(await after(1)).toEqual([1, 0]);
    await claim(osei, left);
    await osei.send('DELETE', path(left));
    expect(await after(6)).toEqual([2, 0]);
  });
});
