import type { BillOwnership, Handover, HandoverDetail, Handovers, Presence } from '@critical-callout/contract/ownership';
import type { Problem } from '@critical-callout/contract/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnershipWatch } from '../../src/ownership/index.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const T0 = '2026-11-23T21:45:00Z';

let database: TestDatabase;
let server: Lab;
let second: Lab;
let lab: Fixture;
let osei: Visitor;
let marsh: Visitor;
let reed: Visitor;
let supervisor: Visitor;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startLab({ now: T0, database, roles: ['http'] });
  second = await startLab({ now: T0, database, roles: ['http'] });
  lab = await furnish(server.db, server.labId);
  osei = await server.signIn('caller', { userName: 'm.osei', name: 'M. Osei' });
  marsh = await second.signIn('technologist', { userName: 's.marsh', name: 'S. Marsh' });
  reed = await server.signIn('caller', { userName: 's.reed', name: 'S. Reed' });
  supervisor = await server.signIn('supervisor');
  // A quarter of an hour passes below: nobody is to be signed out by it.
  await database.db.pool.query(
    `insert into lab_settings (lab_id, key, value, updated_at) values ($1, 'sign_in_policy', '{"idle_minutes": 60}', now())`,
    [server.labId],
  );
});
afterAll(async () => {
  await server?.close();
  await second?.close();
  await database?.drop();
});

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const open = (departmentId = lab.chemistryId) => seedBill(server.db, lab, { now: server.clock.now(), departmentId });
const own = (visitor: Visitor, bill: FixtureBill) => visitor.send('POST', `/api/v1/bills/${bill.billId}/claim`);
const offer = async (body: object, visitor = osei) => {
  const answer = await visitor.send('POST', '/api/v1/handovers', body);
  if (answer.status !== 201) throw new Error(await answer.text());
  return json<HandoverDetail>(answer);
};
const act = (visitor: Visitor, { id }: Pick<Handover, 'id'>, action: string, body: object = {}) =>
  visitor.send('POST', `/api/v1/handovers/${id}/${action}`, body);
const ownerOf = async ({ billId }: FixtureBill) =>
  (await json<Presence>(supervisor.get('/api/v1/presence'))).items.find((item) => item.billId === billId)?.assignedTo?.name;
const problem = async (answer: Promise<Response>) => {
  const { status } = await answer;
  return [status, (await json<Problem>(answer)).code];
};
const trail = async (type: string, billId: number | null = null) => {
  const { rows } = await database.db.pool.query<{ text: string; payload: Record<string, unknown> }>(
    'select text, payload from events where type = $1 and ($2::bigint is null or bill_id = $2) order by seq',
    [type, billId],
  );
  return rows;
};

describe('the end of a shift', () => {
  it('offers the whole queue, and what is accepted by name belongs to whoever accepted, with both names in the trail', async () => {
    const [mine, free, others, elsewhere] = [await open(), await open(), await open(), await open(lab.haematologyId)];
    await own(osei, mine);
    await own(reed, others);
    const line = {
      billId: mine.billId,
      summary: 'ward 7B does not answer',
      actions: 'call again at 22:00',
      ifThen: 'then the supervisor',
    };
    const offered = await offer({
      toUserId: marsh.userId,
      departmentId: lab.chemistryId,
      isWholeQueue: true,
      items: [line],
      note: 'calm night',
    });
    expect(offered).toMatchObject({
      from: { name: 'M. Osei' },
      to: { name: 'S. Marsh' },
      counts: { waiting: 2 },
      isForMe: false,
    });
    expect(offered.items.map(({ billId }) => billId)).toEqual([mine.billId, free.billId]);
    expect(offered.items[0]).toMatchObject(line);
    expect(offered.situation.feeds.length).toBeGreaterThan(0);
    expect(await ownerOf(free), 'nothing moves before it is accepted').toBeUndefined();

    const [inbox] = (await json<Handovers>(marsh.get('/api/v1/handovers'))).items;
    expect(inbox).toMatchObject({ id: offered.id, isForMe: true });
    expect(await problem(act(reed, offered, 'accept'))).toEqual([422, 'ownership.handover-not-yours']);
    expect(await problem(act(osei, offered, 'accept'))).toEqual([422, 'ownership.own-handover']);
    await act(marsh, offered, 'notes', { text: 'Which telephone?', billId: mine.billId });
    await act(osei, offered, 'notes', { text: 'The desk, 7100', billId: mine.billId });
    const first = await json<HandoverDetail>(act(marsh, offered, 'accept', { billIds: [free.billId] }));
    expect([first.state, first.counts, first.notes.map(({ authorName }) => authorName)]).toEqual([
      'offered',
      { waiting: 1, accepted: 1, gone: 0 },
      ['S. Marsh', 'M. Osei'],
    ]);
    const whole = await json<HandoverDetail>(act(marsh, offered, 'accept', { synthesis: 'I call 7100 at 22:00' }));
    expect(whole).toMatchObject({ state: 'accepted', endedBy: { name: 'S. Marsh' }, endText: 'I call 7100 at 22:00' });
    expect([await ownerOf(mine), await ownerOf(free), await ownerOf(elsewhere)]).toEqual(['S. Marsh', 'S. Marsh', undefined]);
    const [moved] = await trail('order-handed-over', mine.billId);
    expect(moved?.payload).toMatchObject({
      from: { name: 'M. Osei' },
      to: { name: 'S. Marsh' },
      at: server.clock.now().toISOString(),
    });
    expect(await problem(act(marsh, offered, 'accept'))).toEqual([409, 'ownership.handover-over']);
    const read = await database.db.pool.query(`select 1 from access_log where action = 'handover.read'`);
    expect(read.rows.length).toBe(0);
    await marsh.get(`/api/v1/handovers/${offered.id}`);
    const after = await database.db.pool.query(`select bill_ids from access_log where action = 'handover.read'`);
    expect(after.rows).toEqual([{ bill_ids: [mine.billId, free.billId] }]);
  });

  it('that is not accepted is told to the supervisors once, by whichever process looks, and a supervisor takes it', async () => {
    const bill = await open();
    const offered = await offer({ toUserId: marsh.userId, items: [{ billId: bill.billId }] });
    const watch = [server, second].map(({ deps }) => createOwnershipWatch(deps));
    const told = async (minutes: number) => {
      for (const { clock } of [server, second]) clock.advance({ minutes });
      await Promise.all(watch.map((tick) => tick()));
      return (await trail('handover-not-accepted', bill.billId)).map(({ text }) => text);
    };
    expect(await told(14)).toEqual([]);
    expect(await told(1)).toEqual(['Hand-over of M. Osei to S. Marsh was not accepted in time']);
    expect(await told(2)).toHaveLength(1);
    const late = (await json<Handovers>(supervisor.get('/api/v1/handovers'))).items.find(({ id }) => id === offered.id);
    expect(late).toMatchObject({ isLate: true, isForMe: true });
    expect((await act(supervisor, offered, 'accept')).status).toBe(200);
    expect(await ownerOf(bill)).toBe('Test supervisor');
    expect(await told(2)).toHaveLength(1);
  });

  it('leaves out what was closed or taken over between the offer and the acceptance, and says why', async () => {
    const [stays, done, taken] = [await open(), await open(), await open()];
    const offered = await offer({ toUserId: null, items: [stays, done, taken].map(({ billId }) => ({ billId })) });
    const body = {
      isDraft: false,
      labReportIds: done.reportIds,
      notification: { recipients: ['others'], notifiedByCall: { name: 'Rowan Birch' }, outcome: 'reached-no-read-back' },
    };
    expect((await reed.send('POST', `/api/v1/bills/${done.billId}/callouts`, body, { 'if-match': '"2"' })).status).toBe(201);
    await reed.send('POST', `/api/v1/bills/${taken.billId}/take-over`, { reason: 'I know the ward' });
    const whole = await json<HandoverDetail>(act(marsh, offered, 'accept'));
    expect(whole.items.map(({ state, goneReason }) => [state, goneReason])).toEqual([
      ['accepted', null],
      ['gone', 'closed'],
      ['gone', 'S. Reed has the order meanwhile'],
    ]);
    expect(await ownerOf(stays)).toBe('S. Marsh');
  });

  it('accepted by two at once belongs to one', async () => {
    const bill = await open();
    const offered = await offer({ items: [{ billId: bill.billId }] });
    const answers = await Promise.all([act(marsh, offered, 'accept'), act(reed, offered, 'accept')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await trail('order-handed-over', bill.billId)).toHaveLength(1);
  });

  it('with nothing open is recorded too, offered and accepted', async () => {
    const empty = await server.db.inLab(lab.labId, (tx) =>
      tx
        .insertInto('departments')
        .values({ lab_id: lab.labId, code: 'IM', name: 'Immunology' })
        .returning('id')
        .executeTakeFirstOrThrow(),
    );
    const offered = await offer({ toUserId: marsh.userId, departmentId: empty.id, isWholeQueue: true });
    expect(offered).toMatchObject({ items: [], counts: { waiting: 0 }, department: { name: 'Immunology' } });
    expect(await json<HandoverDetail>(act(marsh, offered, 'accept'))).toMatchObject({ state: 'accepted' });
    expect((await trail('handover-accepted')).at(-1)?.text).toBe('Hand-over accepted by S. Marsh - from M. Osei - orders 0');
  });

  it('is withdrawn by whoever gave it, who keeps what nobody accepted', async () => {
    const bill = await open();
    const offered = await offer({ toUserId: marsh.userId, items: [{ billId: bill.billId }] });
    expect(await problem(act(marsh, offered, 'withdraw', { reason: 'not me' }))).toEqual([422, 'ownership.handover-not-yours']);
    expect(await json<HandoverDetail>(act(osei, offered, 'withdraw', { reason: 'I stay on' }))).toMatchObject({
      state: 'withdrawn',
    });
    expect(await offer({ toUserId: marsh.userId, items: [{ billId: bill.billId }] })).toMatchObject({ counts: { waiting: 1 } });
  });

  it.each<[string, (bill: FixtureBill) => object, string]>([
    ['to oneself', ({ billId }) => ({ toUserId: osei.userId, items: [{ billId }] }), 'ownership.own-handover'],
    ['to nobody of the laboratory', ({ billId }) => ({ toUserId: 'x', items: [{ billId }] }), 'ownership.assignee-unknown'],
    ['of nothing chosen', () => ({ toUserId: null }), 'ownership.handover-empty'],
    ['of an unknown order', () => ({ items: [{ billId: 987_654 }] }), 'ownership.nothing-open'],
    ['of what somebody else has', ({ billId }) => ({ items: [{ billId: billId + 0 }], note: 'other' }), 'ownership.claimed'],
  ])('%s is refused by name', async (_what, body, code) => {
    const bill = await open();
    if (code === 'ownership.claimed') await own(reed, bill);
    expect(await problem(osei.send('POST', '/api/v1/handovers', body(bill)))).toEqual([422, code]);
  });

  it('puts an order into one hand-over at a time, and only what the receiver sees', async () => {
    const bill = await open();
    await offer({ toUserId: marsh.userId, items: [{ billId: bill.billId }] });
    expect(await problem(osei.send('POST', '/api/v1/handovers', { items: [{ billId: bill.billId }] }))).toEqual([
      422,
      'ownership.handed-over-already',
    ]);
    const elsewhere = await server.signIn('caller', {
      userName: 'haema',
      departmentDataType: 1,
      departmentIds: [lab.haematologyId],
    });
    const hidden = await open();
    expect(
      await problem(osei.send('POST', '/api/v1/handovers', { toUserId: elsewhere.userId, items: [{ billId: hidden.billId }] })),
    ).toEqual([422, 'ownership.assignee-cannot-see']);
    const claimed = await json<BillOwnership>(own(osei, hidden));
    expect(claimed.claim?.name).toBe('M. Osei');
    const toAll = await offer({ items: [{ billId: hidden.billId }] });
    const seen = await json<HandoverDetail>(elsewhere.get(`/api/v1/handovers/${toAll.id}`));
    expect(seen.items).toEqual([]);
  });

  it('is evidence: the database refuses to change what was said', async () => {
    const bill = await open();
    const { id } = await offer({ toUserId: marsh.userId, items: [{ billId: bill.billId, summary: 'as it was' }] });
    const refused = (statement: string) => expect(database.db.pool.query(statement, [id])).rejects.toThrow(/hand|never/);
    await refused(`update handover_items set summary = 'otherwise' where handover_id = $1`);
    await refused(`update handovers set to_name = 'somebody' where id = $1`);
    await refused('delete from handover_items where handover_id = $1');
  });
});
