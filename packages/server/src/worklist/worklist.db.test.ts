import { criticalRecordsSchema } from '@critical-callout/contract/callout';
import { type WorklistQuery, worklistQuerySchema, worklistSchema } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { processCallout } from '../callout/index.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import type { Database } from '../platform/db.ts';
import { readCriticalRecords, readWorklist } from './service.ts';

const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
const now = at('10:45');

let test: TestDatabase;
let lab: Fixture;
let late: FixtureBill;
let soon: FixtureBill;
let fresh: FixtureBill;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  fresh = await seedBill(test.db, lab, { now: at('10:44'), patient: { family: 'Young', given: 'Kim' } });
  late = await seedBill(test.db, lab, { now: at('10:00'), reports: 2 });
  soon = await seedBill(test.db, lab, {
    now: at('10:20'),
    departmentId: lab.haematologyId,
    patient: { family: "O'Hara_50%", given: 'Lee' },
  });
  await seedBill(test.db, await seedLab(test.db, 'south'), { now: at('10:00') });
});
afterAll(() => test.drop());

const read = (
  query: Partial<Record<keyof WorklistQuery, unknown>> = {},
  session: LabSession = lab.session,
  db: Database = test.db,
) =>
  db.inLab(lab.labId, async (tx) =>
    worklistSchema.parse(await readWorklist(tx, session, worklistQuerySchema.parse(query), now, resolveContacts)),
  );

const ids = (page: { items: { billId: number }[] }) => page.items.map((item) => item.billId);

const submit = (bill: FixtureBill, isDraft: boolean) =>
  test.db.inLab(lab.labId, (tx) =>
    processCallout(
      tx,
      {
        session: lab.session,
        billId: bill.billId,
        labReportIds: bill.reportIds.slice(0, 1),
        isDraft,
        seenVersion: 2,
        baseUrl: '',
        now,
        notification: {
          recipients: ['others'],
          sendEmail: false,
          sendFax: false,
          sendSms: false,
          sendWhatsapp: false,
          comment: 'noted',
          other: { name: 'Night desk' },
          notifiedByCall: { name: 'Rowan Birch', contact: '' },
        },
      },
      async () => ({ queued: [], missing: [] }),
      { resolveContacts, reportWrongNumber, suggestContact },
    ),
  );

describe('worklist', () => {
  it('lists open orders, least time left first, with two identifiers, value, unit and limit', async () => {
    const page = await read();
    expect(ids(page)).toEqual([late.billId, soon.billId, fresh.billId]);
    expect(page.counts).toMatchObject({ pending: 3, overdue: 1, dueSoon: 1, new: 3, attempted: 0, doneToday: 0 });
    expect(page.items[0]).toMatchObject({
      dueAt: '2026-11-23T10:30:00.000Z',
      patient: { familyName: 'Sample', born: '1945-07-14', identifier: expect.stringMatching(/^MRN/) },
      orderingName: 'Dr Ada Finch',
      reports: [{ parameters: [{ value: '6.8', unit: 'mmol/L', bounds: { critical_upper: '6.2' } }] }, {}],
    });
    expect(page.feed).toMatchObject({ lastSource: 'LIS-1', messagesToday: 3 });
  });

  it('pages without gaps or repeats', async () => {
    const first = await read({ limit: 2 });
    const second = await read({ limit: 2, cursor: first.nextCursor });
    expect([...ids(first), ...ids(second)]).toEqual([late.billId, soon.billId, fresh.billId]);
    expect(second.nextCursor).toBeNull();
  });

  it.each<[string, Record<string, unknown>, () => FixtureBill[]]>([
    ['overdue', { state: 'overdue' }, () => [late]],
    ['due soon', { state: 'due-soon' }, () => [soon]],
    ['part of a name', { q: 'youn' }, () => [fresh]],
    ['a name with wildcards of SQL', { q: "o'hara_50%" }, () => [soon]],
    ['a wildcard alone', { q: '%' }, () => [soon]],
    ['nothing', { q: 'nobody' }, () => []],
  ])('filters by %s', async (_name, query, expected) => {
    expect(ids(await read(query))).toEqual(expected().map((bill) => bill.billId));
  });

  it('shows a session its departments and nothing else, counts included', async () => {
    const session: LabSession = { ...lab.session, kind: 'user', departmentDataType: 1, departmentIds: [lab.haematologyId] };
    const page = await read({}, session);
    expect(ids(page)).toEqual([soon.billId]);
    expect(page.counts.pending).toBe(1);
  });

  it('moves an order through attempted to the done tab, with who told whom', async () => {
    await submit(late, true);
    expect(ids(await read({ state: 'attempted' }))).toEqual([late.billId]);
    await submit(soon, false);
    const done = await read({ tab: 'done' });
    expect(done.items).toMatchObject([
      { billId: soon.billId, attempts: 1, lastCallout: { performedByName: 'M. Osei', toldName: 'Rowan Birch', isDraft: false } },
    ]);
    expect(done.counts).toMatchObject({ pending: 2, doneToday: 1 });
  });

  it('gives the panel the reports, the live draft and whom to call, each with the reason', async () => {
    const records = await test.db.inLab(lab.labId, async (tx) =>
      criticalRecordsSchema.parse(await readCriticalRecords(tx, lab.session, late.billId, now, resolveContacts)),
    );
    expect(records).toMatchObject({
      attemptedCallout: {
        isDraft: true,
        criticalCalloutComment: 'noted',
        criticalCalloutMeta: { callout_for: late.reportIds.slice(0, 1), notify_to_others: { name: 'Night desk' } },
      },
      contacts: [
        { kind: 'referral', name: 'Dr Ada Finch', reason: 'ordering doctor' },
        { kind: 'organization', name: 'Harbour Clinic', reason: 'organization, general address' },
      ],
    });
  });

  it('takes as many statements for one order as for fifty', async () => {
    const statements: string[] = [];
    const db = test.open({ onStatement: (text) => statements.push(text) });
    await read({ limit: 1 }, lab.session, db);
    const few = statements.length;
    await Promise.all(Array.from({ length: 50 }, () => seedBill(test.db, lab, { now: at('10:40') })));
    statements.length = 0;
    expect((await read({}, lab.session, db)).items).toHaveLength(50);
    expect(statements.length).toBe(few);
  });
});

it('the panel gets up to ten earlier values of the patient, oldest first; the list gets none', async () => {
  const values = Array.from({ length: 12 }, (_, index) => `4.${index}`);
  const times = values.map((_, index) => new Date(at('06:00').getTime() + index * 60_000));
  const seeded: FixtureBill[] = [];
  for (const [index, value] of values.entries()) seeded.push(await seedBill(test.db, lab, { now: times[index]!, value }));
  const last = await seedBill(test.db, lab, { now: at('10:30'), value: '7.1' });
  await test.db.inLab(lab.labId, (tx) =>
    sql`update bills set patient_id = (select patient_id from bills where id = ${last.billId})
      where id = any(${seeded.map(({ billId }) => billId)}::bigint[])`.execute(tx),
  );
  const records = await test.db.inLab(lab.labId, async (tx) =>
    criticalRecordsSchema.parse(await readCriticalRecords(tx, lab.session, last.billId, now, resolveContacts)),
  );
  const [parameter] = records.reports[0]!.parameters;
  expect(parameter?.trend.map(({ value }) => value)).toEqual(values.slice(2));
  expect(parameter?.trend.map(({ observedAt }) => observedAt)).toEqual(times.slice(2).map((time) => time.toISOString()));
  expect(parameter?.previous?.value).toBe('4.11');
  const listed = (await read()).items.find(({ billId }) => billId === last.billId);
  expect(listed?.reports[0]?.parameters[0]?.trend).toEqual([]);
});
