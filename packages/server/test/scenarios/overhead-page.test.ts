import type { BillEscalation, Policy } from '@critical-callout/contract/escalation';
import type { Problem } from '@critical-callout/contract/problem';
import type { Worklist } from '@critical-callout/contract/worklist';
import { EVERY_CALLOUT } from '@critical-callout/domain/escalation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const T0 = '2026-11-23T10:00:00Z';
const SAY = 'Doctor on duty to ward 7B, please';

let server: Lab;
let lab: Fixture;
let caller: Visitor;
let director: Visitor;
beforeAll(async () => {
  server = await startLab({ now: T0, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await furnish(server.db, server.labId);
  caller = await server.signIn('caller');
  director = await server.signIn('director', { email: 'director@lab.example' });
  await server.signIn('supervisor', { email: 'supervisor@lab.example' });
});
afterAll(() => server?.close());

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const save = (say: string | null) =>
  director.send('POST', '/api/v1/escalation-policies', {
    match: EVERY_CALLOUT,
    notifyWithinMinutes: 30,
    steps: [
      {
        kind: 'notify',
        after: { minutes: 10, from: 'result' },
        who: 'ward',
        how: 'overhead-page',
        say,
        repeat: { everyMinutes: 5, times: 1 },
      },
      { kind: 'exhausted', after: { minutes: 40, from: 'result' } },
    ],
    baseVersion: 0,
    reason: 'loudspeakers',
    approve: true,
  });
const markOf = async ({ billId }: FixtureBill) =>
  (await json<Worklist>(caller.get('/api/v1/worklist'))).items.find((item) => item.billId === billId)?.escalation;
const escalate = ({ billId }: FixtureBill) =>
  caller.send('POST', `/api/v1/bills/${billId}/escalate-now`, { reason: 'nobody answers' });
const made = (visitor: Visitor, { billId }: FixtureBill, pageId: number) =>
  visitor.send('POST', `/api/v1/bills/${billId}/overhead-pages/made`, { pageId });

describe('an overhead page', () => {
  it('needs the words that are said', async () => {
    expect(await json<Problem>(save(null))).toMatchObject({ code: 'escalation.nothing-to-say' });
    const saved = await json<Policy>(save(SAY));
    expect(saved.steps[0]).toMatchObject({ how: 'overhead-page', say: SAY });
  });

  it('is a task that somebody marks made, by name and time, in the trail; nothing is sent and nothing counts as sent', async () => {
    const bill = await seedBill(server.db, lab, { now: server.clock.now() });
    expect((await markOf(bill))?.pages).toEqual([]);
    const asked = await json<BillEscalation>(escalate(bill));
    expect(asked.runs[0]?.steps[0]).toMatchObject({ how: 'overhead-page', outcome: 'task', say: SAY });
    const [page] = asked.pages;
    expect(page).toMatchObject({ say: SAY, step: 1, doneAt: null, doneBy: null });
    const id = page?.id ?? 0;
    expect((await markOf(bill))?.pages).toEqual([{ id, whom: page?.whom, say: SAY }]);
    const auditor = await server.signIn('auditor');
    expect((await made(auditor, bill, id)).status).toBe(403);
    expect((await made(caller, bill, 987_654)).status).toBe(422);
    server.clock.advance({ minutes: 2 });
    const after = await json<BillEscalation>(made(caller, bill, id));
    expect(after.pages[0]).toMatchObject({ doneAt: '2026-11-23T10:02:00.000Z', doneBy: 'Test caller' });
    const again = await made(director, bill, id);
    expect([again.status, await json<Problem>(again)]).toMatchObject([
      409,
      {
        code: 'escalation.page-made',
        detail: `The overhead page ${id} was made by Test caller at 2026-11-23T10:02:00.000Z.`,
      },
    ]);
    expect((await markOf(bill))?.pages).toEqual([]);
    const { rows } = await server.db.pool.query(
      `select type, text, payload->'actor'->>'name' as by from events where bill_id = $1 and type like 'escalation-%' order by seq`,
      [bill.billId],
    );
    expect(rows.map(({ type, by }) => [type, by])).toEqual([
      ['escalation-step-reached', 'Test caller'],
      ['escalation-overhead-paged', 'Test caller'],
    ]);
    expect(rows[1].text).toBe(`Overhead page made by - Test caller, For - ${page?.whom}, Said - ${SAY}`);
    const sent = await server.db.pool.query('select 1 from deliveries where bill_id = $1', [bill.billId]);
    expect(sent.rows).toEqual([]);
  });

  it('waits no more when the callout is over, and is written down all the same when it was made; of another order it is unknown', async () => {
    const bill = await seedBill(server.db, lab, { now: server.clock.now() });
    const other = await seedBill(server.db, lab, { now: server.clock.now() });
    const asked = await json<BillEscalation>(escalate(bill));
    const id = asked.pages[0]?.id ?? 0;
    expect((await made(caller, other, id)).status).toBe(422);
    await server.db.pool.query(`update escalation_runs set stopped_at = now(), stop_reason = 'done' where bill_id = $1`, [
      bill.billId,
    ]);
    expect((await markOf(bill))?.pages ?? []).toEqual([]);
    expect((await json<BillEscalation>(made(caller, bill, id))).pages[0]).toMatchObject({ doneBy: 'Test caller' });
  });

  it('cannot be changed or deleted in the database', async () => {
    const refused = (text: string) => expect(server.db.pool.query(text), text).rejects.toThrow('overhead_pages');
    await refused('delete from overhead_pages');
    await refused(`update overhead_pages set say = 'something else'`);
    await refused(`update overhead_pages set done_by = 'somebody else' where done_at is not null`);
  });
});
