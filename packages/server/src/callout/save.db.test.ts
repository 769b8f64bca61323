import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { saveCriticalCallout } from './index.ts';

const NOW = new Date('2026-11-23T10:05:00Z');

let database: TestDatabase;
let lab: Fixture;
let bill: FixtureBill;
beforeAll(async () => {
  database = await createTestDatabase();
  lab = await seedLab(database.db);
  bill = await seedBill(database.db, lab);
});
afterAll(() => database.drop());

const save = (isDraft: boolean) =>
  database.db.inLab(lab.labId, async (tx) => {
    const [labReportId = 0] = bill.reportIds;
    const type = isDraft ? 'callout-attempted' : 'callout-done';
    const eventSeq = await appendEvents(tx, lab.labId, [
      { at: NOW, category: 648, type, text: type, actor: SYSTEM_ACTOR, bill_id: bill.billId, lab_report_ids: [labReportId] },
    ]);
    const stored = await saveCriticalCallout(
      tx,
      { labId: lab.labId, labReportId, billId: bill.billId, billNumber: bill.billNumber },
      {
        isDraft,
        calloutFor: [labReportId],
        recipients: ['referral'],
        sendEmail: false,
        sendFax: false,
        sendSms: false,
        sendWhatsapp: false,
        other: undefined,
        notifiedByCall: { name: 'Robin Vale', contact: '555-0122' },
        notifiedByFax: undefined,
        comment: 'told the ward',
        logMessage: type,
        outcome: isDraft ? 'no-answer' : 'reached-no-read-back',
        readBack: null,
        performer: { userId: lab.session.userId, doctorId: null },
        performedAt: NOW,
        backDatedReason: undefined,
        recordedAt: NOW,
        supersededAt: isDraft ? NOW : undefined,
        reportParams: [],
        eventSeq,
      },
    );
    const row = await tx.selectFrom('critical_callouts').selectAll().where('id', '=', stored.id).executeTakeFirstOrThrow();
    return { stored, row, labReportId };
  });

it('stores a completed callout under its report', async () => {
  const { stored, row, labReportId } = await save(false);
  expect(stored.labReportId).toBe(labReportId);
  expect(row).toMatchObject({
    bill_id: bill.billId,
    bill_number: bill.billNumber,
    is_draft: false,
    critical_callout_comment: 'told the ward',
  });
  expect(row.critical_callout_meta).toMatchObject({
    communication_methods: ['phone'],
    already_notified: { phone_call: { name: 'Robin Vale' } },
  });
  expect(row.critical_callout_meta).not.toHaveProperty('callout_for');
});

it('stores an attempt under the order, with the tests it was for', async () => {
  const { stored, row, labReportId } = await save(true);
  expect(stored.labReportId).toBeNull();
  expect(row).toMatchObject({ bill_id: bill.billId, lab_report_id: null, is_draft: true });
  expect(row.critical_callout_meta).toMatchObject({ callout_for: [labReportId] });
});
