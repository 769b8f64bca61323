import type { SubmitJoint } from '@critical-callout/contract/callout';
import { submitJointAnswerSchema } from '@critical-callout/contract/callout';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import { ladder } from '../escalation/index.ts';
import { Refused } from '../platform/http.ts';
import { processCallout } from './index.ts';
import { processJointCallout } from './joint.ts';

const now = new Date('2026-11-23T10:12:00Z');
const queueNothing = async () => ({ queued: [], missing: [] });
const directory = { resolveContacts, reportWrongNumber, suggestContact };
const phone = {
  recipients: ['others' as const],
  sendEmail: false,
  sendFax: false,
  sendSms: false,
  sendWhatsapp: false,
  notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
};

let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

const rows = async <T extends object>(query: string, values: unknown[] = []): Promise<T[]> =>
  (await test.db.pool.query<T>(query, values)).rows;

/** Two orders of one patient. */
async function twoOrders(): Promise<[FixtureBill, FixtureBill]> {
  const [one, two] = [await seedBill(test.db, lab), await seedBill(test.db, lab, { reports: 2 })];
  await rows('update bills set patient_id = (select patient_id from bills where id = $1) where id = $2', [
    one.billId,
    two.billId,
  ]);
  return [one, two];
}

const heard = ({ resultIds }: FixtureBill) => ({ values: resultIds.map((resultId) => ({ resultId, heard: '6.8' })) });
const part = (bill: FixtureBill, more: Partial<SubmitJoint['bills'][number]> = {}) => ({
  billId: bill.billId,
  seenVersion: 2,
  labReportIds: bill.reportIds,
  readBack: heard(bill),
  ...more,
});

const submit = (bills: SubmitJoint['bills'], more: Partial<SubmitJoint> = {}) =>
  test.db.inLab(lab.labId, async (tx) => {
    const input = { session: lab.session, bills, isDraft: false, notification: phone, baseUrl: '', now, ...more };
    return submitJointAnswerSchema.parse(await processJointCallout(tx, input, queueNothing, directory, ladder));
  });

const closeAlone = (bill: FixtureBill) =>
  test.db.inLab(lab.labId, (tx) =>
    processCallout(
      tx,
      {
        ...part(bill),
        session: lab.session,
        isDraft: false,
        baseUrl: '',
        now,
        notification: { ...phone, readBack: heard(bill) },
      },
      queueNothing,
      directory,
      ladder,
    ),
  );

async function refusalOf(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('the submit was accepted');
  return { code: error.refusal.refusal, status: error.status, details: error.refusal.details };
}

const records = (...bills: FixtureBill[]) =>
  rows<{ bill_id: string; lab_report_id: string | null; conversation_id: string | null; conversation: string | null }>(
    `select c.bill_id, c.lab_report_id, c.conversation_id, e.payload->>'conversation_id' as conversation
     from critical_callouts c join events e on e.lab_id = c.lab_id and e.seq = c.event_seq where c.bill_id = any($1) order by c.id`,
    [bills.map(({ billId }) => billId)],
  );

describe('one call about several orders of a patient', () => {
  it('records all of them under one conversation, each order with records, event, version and ladder of its own', async () => {
    const [one, two] = await twoOrders();
    const answer = await submit([part(two), part(one)]);
    expect(answer.bills.map(({ billId, version }) => [billId, version])).toEqual([
      [two.billId, 3],
      [one.billId, 3],
    ]);
    expect(answer.bills.flatMap(({ reports }) => reports.map(({ criticalValues }) => criticalValues))).toEqual([2, 2, 2]);
    const stored = await records(one, two);
    expect(stored.map(({ lab_report_id }) => lab_report_id)).toEqual([...two.reportIds, ...one.reportIds]);
    expect(new Set(stored.flatMap((row) => [row.conversation_id, row.conversation]))).toEqual(new Set([answer.conversationId]));
    const live = await rows('select 1 from escalation_runs where bill_id = any($1) and stopped_at is null', [
      [one.billId, two.billId],
    ]);
    expect(live).toEqual([]);
  });

  it('keeps an attempt of all of them, whatever each has become meanwhile', async () => {
    const [one, two] = await twoOrders();
    await closeAlone(one);
    const notification = { ...phone, notifiedByCall: undefined, outcome: 'no-answer' as const };
    const parts = [one, two].map((bill) => part(bill, { readBack: undefined }));
    const answer = await submit(parts, { isDraft: true, notification });
    expect(answer.bills.map(({ reports }) => reports[0]?.criticalValues)).toEqual([2, 4]);
    expect((await records(one, two)).filter(({ conversation_id }) => conversation_id === answer.conversationId)).toHaveLength(2);
  });

  it('closes nothing when one is contested, and names each with who closed it', async () => {
    const [one, two] = await twoOrders();
    await closeAlone(two);
    expect(await refusalOf(submit([part(one), part(two)]))).toMatchObject({
      code: 'callout.joint-contested',
      status: 409,
      details: { contested: [{ billId: two.billId, seenVersion: 2, version: 3, by: 'M. Osei' }] },
    });
    expect(await records(one)).toEqual([]);
    expect((await submit([part(one), part(two, { seenVersion: 3 })])).bills).toHaveLength(2);
  });

  it('writes nothing when one order refuses, and says which', async () => {
    const [one, two] = await twoOrders();
    const wrong = { values: two.resultIds.map((resultId) => ({ resultId, heard: '8.6' })) };
    expect(await refusalOf(submit([part(one), part(two, { readBack: wrong })]))).toMatchObject({
      status: 422,
      details: { billId: two.billId },
    });
    expect(await records(one, two)).toEqual([]);
  });

  it.each<[string, (one: FixtureBill, two: FixtureBill, stranger: FixtureBill) => SubmitJoint['bills'], string]>([
    ['orders of two patients', (one, _two, stranger) => [part(one), part(stranger)], 'callout.joint-patients'],
    ['an order twice', (one) => [part(one), part(one)], 'callout.joint-repeated'],
    ['no version', (one, two) => [part(one), part(two, { seenVersion: undefined })], 'callout.version-missing'],
    ['an unknown order', (one, two) => [part(one), part(two, { billId: 987_654 })], 'callout.bill-unknown'],
  ])('refuses %s by name', async (_what, bills, code) => {
    const [one, two] = await twoOrders();
    expect(await refusalOf(submit(bills(one, two, await seedBill(test.db, lab))))).toMatchObject({ code });
    expect(await records(one, two)).toEqual([]);
  });

  it('is not caught in a circle by another that names the orders the other way round', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = await twoOrders();
      const answers = await Promise.allSettled([submit([part(one), part(two)]), submit([part(two), part(one)])]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = answers.find((answer) => answer.status === 'rejected');
      expect(refused?.reason).toMatchObject({ message: 'callout.joint-contested' });
    }
  });

  it('opens one task for a number that was wrong', async () => {
    const [one, two] = await twoOrders();
    const notification = {
      ...phone,
      notifiedByCall: { name: 'Kai Moss', contact: '555-0177' },
      outcome: 'wrong-number' as const,
    };
    const parts = [one, two].map((bill) => part(bill, { readBack: undefined }));
    await submit(parts, { isDraft: true, notification });
    expect(await rows(`select id from directory_tasks where kind = 'wrong-number'`)).toHaveLength(1);
  });
});
