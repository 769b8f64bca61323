import { criticalRecordsSchema, submitCalloutAnswerSchema } from '@critical-callout/contract/callout';
import { calloutLogsSchema } from '@critical-callout/contract/history';
import { problemSchema } from '@critical-callout/contract/problem';
import { worklistSchema } from '@critical-callout/contract/worklist';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let lab: Lab;
let fixture: Fixture;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab();
  fixture = await furnish(lab.db, lab.labId);
  caller = await lab.signIn('technologist');
});
afterAll(() => lab.close());

const told = (bill: FixtureBill, heard = '6.8') => ({
  recipients: ['organization'],
  notifiedByCall: { name: 'Rowan Birch', contact: '555-0100', role: 'RN' },
  outcome: 'reached-read-back',
  readBack: { values: bill.resultIds.map((resultId) => ({ resultId, heard })) },
});

const done = (bill: FixtureBill, version: number, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  caller.send(
    'POST',
    `/api/v1/bills/${bill.billId}/callouts`,
    { labReportIds: bill.reportIds, isDraft: false, notification: told(bill), ...more },
    { 'if-match': `"${version}"`, ...headers },
  );

const problemOf = async (answer: Response) => problemSchema.parse(await answer.json());

/** Reads a live stream until `isEnough` says so, then closes it. */
async function listen(
  headers: Record<string, string>,
  isEnough: (events: { id: number; type: string }[]) => boolean,
  onOpen: () => Promise<unknown> = async () => undefined,
) {
  const abort = new AbortController();
  const answer = await fetch(`${lab.baseUrl}/api/v1/events`, {
    headers: { ...caller.headers, ...headers },
    signal: abort.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const events: { id: number; type: string; billId?: number }[] = [];
  let text = '';
  const opened = onOpen();
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = Number(/^id: (\d+)$/mu.exec(block)?.[1]);
      const data = /^data: (.*)$/mu.exec(block)?.[1];
      if (data) events.push({ id, ...JSON.parse(data) });
    }
    if (isEnough(events)) break;
  }
  abort.abort();
  await opened;
  return events;
}

describe('a callout over HTTP', () => {
  it('goes from the worklist to the done tab with its history, and a repeated request is not a second callout', async () => {
    const bill = await seedBill(lab.db, fixture);
    const list = worklistSchema.parse(await (await caller.get('/api/v1/worklist')).json());
    expect(list.items.map((item) => item.billId)).toContain(bill.billId);
    const opened = await caller.get(`/api/v1/bills/${bill.billId}/critical-records`);
    const records = criticalRecordsSchema.parse(await opened.json());
    expect(opened.headers.get('etag')).toBe(`"${records.bill.version}"`);

    const key = { 'idempotency-key': 'call-1' };
    const first = await done(bill, records.bill.version, {}, key);
    expect(first.status).toBe(201);
    const answer = submitCalloutAnswerSchema.parse(await first.json());
    expect(first.headers.get('etag')).toBe(`"${answer.version}"`);
    const again = await done(bill, records.bill.version, {}, key);
    expect(submitCalloutAnswerSchema.parse(await again.json())).toEqual(answer);

    const doneTab = worklistSchema.parse(await (await caller.get('/api/v1/worklist?tab=done')).json());
    expect(doneTab.items[0]).toMatchObject({ billId: bill.billId, attempts: 1, lastCallout: { toldName: 'Rowan Birch' } });
    const logs = calloutLogsSchema.parse(await (await caller.get(`/api/v1/callout-logs?billId=${bill.billId}`)).json());
    expect(logs.entries.map((entry) => entry.type)).toEqual(['callout-done', 'report-became-critical']);
    expect(logs.entries[0]).toMatchObject({
      category: 648,
      actorName: 'Test technologist',
      data: { callout_for: ['Potassium 1'], read_back: { isMatch: true } },
    });
  });

  it('reads the history of many orders and reports at once', async () => {
    const bills = [await seedBill(lab.db, fixture), await seedBill(lab.db, fixture, { reports: 2 })];
    const query = `billId=${bills[0]?.billId}&labReportId=${bills[1]?.reportIds[0]}&labReportId=${bills[1]?.reportIds[1]}`;
    const logs = calloutLogsSchema.parse(await (await caller.get(`/api/v1/callout-logs?${query}`)).json());
    expect(logs.entries.map((entry) => entry.billId)).toEqual([bills[1]?.billId, bills[1]?.billId, bills[0]?.billId]);
  });

  it('notifies for a single report through the same code', async () => {
    const bill = await seedBill(lab.db, fixture, { reports: 2 });
    const [report = 0] = bill.reportIds;
    const notification = { ...told(bill), readBack: { values: [{ resultId: bill.resultIds[0], heard: '6.8' }] } };
    const answer = await caller.send(
      'POST',
      `/api/v1/lab-reports/${report}/notify`,
      { isDraft: false, notification },
      { 'if-match': '"2"' },
    );
    expect(submitCalloutAnswerSchema.parse(await answer.json()).reports).toEqual([
      { labReportId: report, criticalValues: 2 },
      { labReportId: bill.reportIds[1], criticalValues: 1 },
    ]);
    expect(
      await problemOf(await caller.send('POST', '/api/v1/lab-reports/999999/notify', { isDraft: false, notification })),
    ).toMatchObject({ status: 404 });
  });

  it('answers bad input with the field and the value that is wrong', async () => {
    const bill = await seedBill(lab.db, fixture);
    const path = `/api/v1/bills/${bill.billId}/callouts`;
    const wrongJson = await fetch(`${lab.baseUrl}${path}`, {
      method: 'POST',
      headers: { ...caller.headers, 'content-type': 'application/json' },
      body: '{"labReportIds": [1,',
    });
    expect(await problemOf(wrongJson)).toMatchObject({ status: 400 });
    const unknownKey = await problemOf(
      await caller.send('POST', path, {
        labReportIds: [],
        isDraft: 'yes',
        notification: { recipients: ['everybody'], colour: 1 },
      }),
    );
    expect(unknownKey.status).toBe(400);
    expect(unknownKey.errors?.map((error) => error.field).join(' ')).toMatch(/labReportIds.*isDraft.*recipients/u);
    expect(await problemOf(await done(bill, 1))).toMatchObject({ status: 409, code: 'callout.stale-version' });
    expect(await problemOf(await done(bill, 2, { notification: told(bill, '8.6') }))).toMatchObject({
      status: 422,
      code: 'callout.read-back-mismatch',
      detail: 'Potassium: Read back 8.6, result 6.8',
    });
    expect(await problemOf(await done(bill, 2, { labReportIds: [1_000_000] }))).toMatchObject({
      code: 'callout.not-open',
      detail: expect.stringContaining('1000000'),
    });
  });

  it('holds back the signature while the callout is open, if the laboratory says always_notify', async () => {
    const director = await lab.signIn('director');
    const settings = await director.send('PUT', '/api/v1/settings/critical-notification', { always_notify: 1 });
    expect(await settings.json()).toMatchObject({ always_notify: 1, is_email: 1 });
    const bill = await seedBill(lab.db, fixture, { reports: 2 });
    const [first, second] = bill.reportIds;
    const sign = (report: number | undefined, via: string) => caller.send('POST', `/api/v1/lab-reports/${report}/sign`, { via });
    expect(await problemOf(await sign(first, 'manual'))).toMatchObject({ status: 409, code: 'callout.always-notify' });
    expect((await sign(second, 'auto-approval')).status).toBe(200);
    await done(bill, 2);
    expect((await sign(first, 'manual')).status).toBe(200);
    await director.send('PUT', '/api/v1/settings/critical-notification', {});
    expect(
      await problemOf(await caller.send('PUT', '/api/v1/settings/critical-notification', { always_notify: 0 })),
    ).toMatchObject({ status: 403 });
  });
});

describe('the live stream', () => {
  it('brings what happens, and after a reconnect everything since the last event', async () => {
    const bill = await seedBill(lab.db, fixture);
    const live = await listen(
      {},
      (events) => events.some((event) => event.type === 'callout-done'),
      () => done(bill, 2),
    );
    expect(live.at(-1)).toMatchObject({ type: 'callout-done', billId: bill.billId });
    const next = await seedBill(lab.db, fixture, { reports: 3 });
    const missed = await listen(
      { 'last-event-id': String(live.at(-1)?.id) },
      (events) => events.filter((event) => event.type === 'report-became-critical').length === 3,
    );
    expect(missed.slice(1).map((event) => event.type)).toEqual(Array.from({ length: 3 }, () => 'report-became-critical'));
    expect(missed.at(-1)).toMatchObject({ billId: next.billId });
  });

  it('follows the departments of whoever listens while it is open', async () => {
    const visitor = await lab.signIn('technologist', { userName: 'moves', departmentIds: [fixture.haematologyId] });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const abort = new AbortController();
    const answer = await fetch(`${lab.baseUrl}/api/v1/events`, { headers: visitor.headers, signal: abort.signal });
    const chunks = (answer.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
    const readUntil = async (part: string): Promise<string> => {
      let text = '';
      while (!text.includes(part)) text += (await chunks.read()).value ?? '';
      return text;
    };
    await readUntil('stream-opened');
    await lab.db.pool.query('update user_departments set department_id = $1 where user_id = $2', [
      fixture.chemistryId,
      visitor.userId,
    ]);
    vi.advanceTimersByTime(15_000);
    await readUntil(': still here');
    const left = await seedBill(lab.db, fixture, { departmentId: fixture.haematologyId });
    const joined = await seedBill(lab.db, fixture, { departmentId: fixture.chemistryId });
    expect(await readUntil(`"billId":${joined.billId},`)).not.toContain(`"billId":${left.billId},`);
    abort.abort();
  });

  it('shows nobody what is outside their departments', async () => {
    const own = await seedBill(lab.db, fixture, { departmentId: fixture.haematologyId });
    const referral = await lab.signIn('doctor', { userName: 'referral', docType: 2, doctorId: fixture.doctorId });
    const list = worklistSchema.parse(await (await referral.get('/api/v1/worklist')).json());
    expect(list.items.map((item) => item.billId)).toContain(own.billId);
    const foreign = await seedBill(lab.db, fixture, { doctorId: null });
    expect((await referral.get(`/api/v1/bills/${foreign.billId}/critical-records`)).status).toBe(404);
    const logs = calloutLogsSchema.parse(await (await referral.get(`/api/v1/callout-logs?billId=${foreign.billId}`)).json());
    expect(logs.entries).toEqual([]);
  });
});

it('the chain is verified whether or not the request carries an Idempotency-Key', async () => {
  const director = await lab.signIn('director');
  for (const _ of [1, 2]) {
    const answer = await director.send('POST', '/api/v1/audit/verify', undefined, { 'idempotency-key': 'verify-1' });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ broken: null })]);
  }
});

it('every reading of patient data left its line in the access log', async () => {
  const { rows } = await lab.db.inLab(lab.labId, (tx) =>
    sql<{ action: string }>`select distinct action from access_log order by action`.execute(tx),
  );
  expect(rows.map((row) => row.action)).toEqual(
    expect.arrayContaining(['callout-logs.read', 'critical-records.read', 'worklist.read']),
  );
});
