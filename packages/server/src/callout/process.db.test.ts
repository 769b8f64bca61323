import type { SubmitCallout } from '@critical-callout/contract/callout';
import { criticalCalloutMetaSchema } from '@critical-callout/contract/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { verifyEvents } from '../audit/index.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import type { Database } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { type ProcessCallout, processCallout, type QueueDeliveries } from './index.ts';

const now = new Date('2026-11-23T10:12:00Z');
const queueNothing: QueueDeliveries = async () => ({ queued: [], missing: [] });

const directory = { resolveContacts, reportWrongNumber, suggestContact };
let test: TestDatabase;
let lab: Fixture;
let other: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db, 'north');
  other = await seedLab(test.db, 'south');
});
afterAll(() => test.drop());

type Submit = Omit<Partial<ProcessCallout>, 'notification'> & {
  notification?: Partial<SubmitCallout['notification']>;
  db?: Database;
  queue?: QueueDeliveries;
};

function submit(bill: FixtureBill, more: Submit = {}) {
  const { db = test.db, queue = queueNothing, notification, ...rest } = more;
  const input: ProcessCallout = {
    session: lab.session,
    billId: bill.billId,
    labReportIds: bill.reportIds,
    isDraft: false,
    seenVersion: 2,
    baseUrl: 'http://localhost:3000',
    now,
    ...rest,
    notification: {
      recipients: ['organization'],
      sendEmail: false,
      sendFax: false,
      sendSms: false,
      sendWhatsapp: false,
      notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
      readBack: { values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) },
      ...notification,
    },
  };
  return db.inLab(input.session.labId, (tx) => processCallout(tx, input, queue, directory));
}

/** The refusal a submit ends with; anything else fails the test. */
async function refusalOf(attempt: Promise<unknown>): Promise<{ code: string; status: number; details: Record<string, unknown> }> {
  const error = await attempt.then(
    () => new Error('the submit was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw error;
  return { code: error.refusal.refusal, status: error.status, details: error.refusal.details ?? {} };
}

const statuses = (bill: FixtureBill) =>
  test.db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{
      critical_values: number;
    }>`select critical_values from lab_reports where lab_id = ${lab.labId} and bill_id = ${bill.billId} order by id`.execute(tx);
    return rows.map((row) => row.critical_values);
  });

const calloutRows = (bill: FixtureBill) =>
  test.db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{
      lab_report_id: number | null;
      is_draft: boolean;
      superseded_at: Date | null;
      critical_callout_meta: unknown;
      outcome: string;
    }>`
      select lab_report_id, is_draft, superseded_at, critical_callout_meta, outcome from critical_callouts
      where lab_id = ${lab.labId} and bill_id = ${bill.billId} order by id`.execute(tx);
    return rows;
  });

describe('processCallout', () => {
  it('closes the selected reports: one row each, status 2, event of category 648, version moved on', async () => {
    const bill = await seedBill(test.db, lab, { reports: 2 });
    const answer = await submit(bill);
    expect(answer).toMatchObject({
      version: 3,
      reports: bill.reportIds.map((labReportId) => ({ labReportId, criticalValues: 2 })),
    });
    expect(answer.callouts.map((row) => row.labReportId)).toEqual(bill.reportIds);
    expect(await statuses(bill)).toEqual([2, 2]);
    const { rows: events } = await test.db.inLab(lab.labId, (tx) =>
      sql<{
        text: string;
        payload: Record<string, unknown>;
      }>`select text, payload from events where lab_id = ${lab.labId} and bill_id = ${bill.billId} and category = 648`.execute(
        tx,
      ),
    );
    expect(events).toMatchObject([
      {
        text: 'Callout done by - M. Osei, Callout for - Potassium 1, Potassium 2, Method - Phone, Recipients - Organization, Comment - -',
        payload: {
          patient_id: expect.any(Number),
          lab_report_ids: bill.reportIds,
          outcome: 'reached-read-back',
          organization: { name: 'Harbour Clinic', email: 'desk@harbour.example' },
        },
      },
    ]);
    expect(await verifyEvents(test.db, lab.labId)).toMatchObject({ broken: null });
  });

  it('keeps an attempt as one draft row of the order with the selection, and the next attempt replaces it', async () => {
    const bill = await seedBill(test.db, lab, { reports: 3 });
    const [first = 0, second = 0] = bill.reportIds;
    const attempt = {
      isDraft: true,
      notification: { notifiedByCall: undefined, readBack: undefined, outcome: 'no-answer' as const },
    };
    await submit(bill, { ...attempt, labReportIds: [second, first] });
    expect(await statuses(bill)).toEqual([4, 4, 1]);
    await submit(bill, { ...attempt, labReportIds: [second] });
    // What was attempted before and is not selected now is pending again.
    expect(await statuses(bill)).toEqual([1, 4, 1]);
    const rows = await calloutRows(bill);
    expect(rows.map((row) => [row.lab_report_id, row.is_draft, row.superseded_at !== null])).toEqual([
      [null, true, true],
      [null, true, false],
    ]);
    expect(criticalCalloutMetaSchema.parse(rows[0]?.critical_callout_meta).callout_for).toEqual([second, first]);
    await submit(bill, { seenVersion: 4 });
    expect((await calloutRows(bill)).filter((row) => row.is_draft && row.superseded_at === null)).toEqual([]);
  });

  it('records an attempt on an order that is done already, as history', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill);
    await submit(bill, {
      isDraft: true,
      seenVersion: null,
      notification: { outcome: 'busy', readBack: undefined, notifiedByCall: undefined },
    });
    expect(await statuses(bill)).toEqual([2]);
    expect((await calloutRows(bill)).at(-1)).toMatchObject({ is_draft: true, outcome: 'busy', superseded_at: now });
  });

  it('takes a second done as a further record', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill);
    await submit(bill, { seenVersion: 3 });
    expect(await statuses(bill)).toEqual([2]);
    expect(await calloutRows(bill)).toHaveLength(2);
  });

  it('hands the messages to the delivery room and refuses all when one of them has no address', async () => {
    const bill = await seedBill(test.db, lab);
    const asked: unknown[] = [];
    const queue: QueueDeliveries = async (_tx, request) => {
      asked.push(request);
      return { queued: [], missing: [{ recipientKind: 'organization', channel: 'email', reason: 'no e-mail address' }] };
    };
    const refused = await refusalOf(submit(bill, { queue, notification: { sendEmail: true } }));
    expect(refused).toMatchObject({ code: 'callout.no-address', details: { missing: [{ channel: 'email' }] } });
    expect(asked).toMatchObject([
      { labId: lab.labId, billId: bill.billId, labReportIds: bill.reportIds, channels: ['email'], recipients: ['organization'] },
    ]);
    expect(await statuses(bill)).toEqual([1]);
    expect(await calloutRows(bill)).toEqual([]);
  });
});

describe('refusals', () => {
  it.each<[string, Submit, { code: string; status: number }]>([
    ['a report that is not of this order', { labReportIds: [999_999] }, { code: 'callout.not-open', status: 422 }],
    ['a stale version', { seenVersion: 1 }, { code: 'callout.stale-version', status: 409 }],
    ['closing without a version', { seenVersion: null }, { code: 'callout.version-missing', status: 428 }],
    [
      'a call in the future',
      { notification: { performedAt: '2026-11-23T10:20:00Z' } },
      { code: 'callout.performed-in-future', status: 422 },
    ],
    [
      'an old call without a reason',
      { notification: { performedAt: '2026-11-23T09:20:00Z' } },
      { code: 'callout.back-dated-reason-missing', status: 422 },
    ],
    [
      'a call before the results were received',
      { notification: { performedAt: '2020-01-01T09:20:00Z', backDatedReason: 'phones were down' } },
      { code: 'callout.performed-before-received', status: 422 },
    ],
    [
      'nobody told',
      { notification: { notifiedByCall: undefined, readBack: undefined } },
      { code: 'callout.nobody-told', status: 422 },
    ],
    ['an order that does not exist', { billId: 999_999 }, { code: 'callout.bill-unknown', status: 404 }],
  ])('%s', async (_name, more, expected) => {
    const bill = await seedBill(test.db, lab);
    expect(await refusalOf(submit(bill, more))).toMatchObject(expected);
    expect(await statuses(bill)).toEqual([1]);
  });

  it('answers for an order of another laboratory exactly as for one that does not exist', async () => {
    const bill = await seedBill(test.db, other);
    const foreign = await refusalOf(submit(bill));
    const unknown = await refusalOf(submit(bill, { billId: 999_999 }));
    expect(foreign).toEqual(unknown);
  });

  it('does not let a session select a report outside its departments', async () => {
    const bill = await seedBill(test.db, lab, { departmentId: lab.haematologyId });
    const session = { ...lab.session, kind: 'user' as const, departmentDataType: 0 as const, departmentIds: [lab.chemistryId] };
    expect(await refusalOf(submit(bill, { session }))).toMatchObject({ code: 'callout.bill-unknown', status: 404 });
  });

  it('tells who closed an order while somebody else was on the telephone', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill);
    const refused = await refusalOf(submit(bill, { session: { ...lab.session, userId: 'u2', userName: 'J. Lind' } }));
    expect(refused).toMatchObject({ code: 'callout.stale-version', details: { by: 'M. Osei', version: 3 } });
  });
});

describe('at once and many', () => {
  it('gives one done when two people close one order at the same moment', async () => {
    const bill = await seedBill(test.db, lab, { reports: 5 });
    const outcomes = await Promise.allSettled([
      submit(bill),
      submit(bill, { session: { ...lab.session, userId: 'u2', userName: 'J. Lind' } }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await calloutRows(bill)).toHaveLength(5);
  });

  it('sends the same number of statements for one report and for a hundred', async () => {
    const statements: string[] = [];
    const db = test.open({ onStatement: (text) => statements.push(text) });
    const counts: number[] = [];
    const parameterReads: number[] = [];
    for (const reports of [1, 10, 100]) {
      const bill = await seedBill(test.db, lab, { reports });
      statements.length = 0;
      await submit(bill, { db });
      counts.push(statements.length);
      parameterReads.push(statements.filter((text) => /from results/u.test(text)).length);
    }
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeLessThan(20);
    for (const reads of parameterReads) expect(reads).toBeLessThanOrEqual(3);
  });
});

describe('what the database itself refuses', () => {
  const raw = (statement: ReturnType<typeof sql>) => test.db.inLab(lab.labId, (tx) => statement.execute(tx));

  it('an illegal transition, a transition without an event, a second live draft, a changed or deleted row', async () => {
    const bill = await seedBill(test.db, lab);
    const [report = 0] = bill.reportIds;
    await submit(bill, { isDraft: true });
    await expect(raw(sql`update lab_reports set critical_values = 2 where id = ${report}`)).rejects.toThrow(/without an event/);
    await submit(bill, { seenVersion: 3 });
    await expect(raw(sql`update lab_reports set critical_values = 0 where id = ${report}`)).rejects.toThrow(
      /2 to 0 is not a legal transition/,
    );
    await expect(raw(sql`update critical_callouts set outcome = 'busy' where bill_id = ${bill.billId}`)).rejects.toThrow(
      /only superseded_at may be set/,
    );
    await expect(raw(sql`delete from critical_callouts where bill_id = ${bill.billId}`)).rejects.toThrow(
      /permission denied|never deleted/,
    );
    await expect(raw(sql`update events set text = 'x' where bill_id = ${bill.billId}`)).rejects.toThrow(
      /permission denied|never changed/,
    );
    const copy = sql`insert into critical_callouts (lab_id, bill_id, bill_number, is_draft, recipients, critical_callout_meta, critical_values_meta, outcome, performed_by_user,
        performed_at, recorded_at, event_seq)
      select lab_id, bill_id, bill_number, true, recipients, critical_callout_meta || '{"callout_for": []}', critical_values_meta, outcome, 'u', performed_at, recorded_at, event_seq
      from critical_callouts where bill_id = ${bill.billId} and is_draft limit 1`;
    await raw(copy);
    await expect(raw(copy)).rejects.toThrow(/critical_callouts_live_draft/);
  });

  it('a row of another laboratory, seen or written', async () => {
    const bill = await seedBill(test.db, other);
    const { rows } = await test.db.inLab(lab.labId, (tx) => sql`select 1 from bills where id = ${bill.billId}`.execute(tx));
    expect(rows).toEqual([]);
    await expect(raw(sql`insert into departments (lab_id, code, name) values (${other.labId}, 'X', 'X')`)).rejects.toThrow(
      /row-level security/,
    );
  });
});
