import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { ladder } from '../escalation/index.ts';
import { listMeasuredOpenings, type MeasuredOpening } from '../platform/openings.ts';
import { type Acknowledgement, acknowledgeCallout } from './acknowledge.ts';
import { closeCallout } from './close.ts';
import { insertRetry } from './retries.ts';

const T0 = new Date('2026-11-23T10:00:00Z');
const at = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);

let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

const acknowledged = (bill: FixtureBill, now: Date): Acknowledgement => ({
  labId: lab.labId,
  billId: bill.billId,
  labReportIds: bill.reportIds,
  message: { deliveryId: 1, channel: 'email', recipientKind: 'referral', recipientName: 'Dr Ada Finch' },
  proof: 'code',
  name: 'Ada Finch',
  role: 'MD',
  heard: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })),
  understood: [],
  relay: null,
  now,
});
async function measured(bill: FixtureBill): Promise<MeasuredOpening | undefined> {
  const found = await test.db.inLab(lab.labId, (tx) => listMeasuredOpenings(tx, lab.labId, bill.reportIds));
  return found.get(bill.reportIds[0] ?? 0)?.at(-1);
}

describe('the measures of stored callouts', () => {
  it('an acknowledgement is one of its own, completes the callout and ends the try that was planned', async () => {
    const bill = await seedBill(test.db, lab, { now: T0 });
    await test.db.inLab(lab.labId, async (tx) => {
      await insertRetry(tx, lab.labId, { billId: bill.billId, eventSeq: 1, outcome: 'no-answer', nextTryAt: at(5) });
      await acknowledgeCallout(tx, acknowledged(bill, at(7)), ladder);
    });
    expect(await measured(bill)).toMatchObject({
      minutesToAcknowledged: 7,
      minutesToDone: 7,
      minutesToFirstAttempt: 7,
      countedAs: 'regular',
      isDoneInTime: true,
    });
    const { rows } = await test.db.pool.query('select ended_because from callout_retries where bill_id = $1', [bill.billId]);
    expect(rows).toEqual([{ ended_because: 'acknowledged' }]);
  });

  it('with the clock set back, an acknowledgement and a closing are written down at the latest time the order knows', async () => {
    const bills = [await seedBill(test.db, lab, { now: T0 }), await seedBill(test.db, lab, { now: T0 })] as const;
    const session = { ...lab.session, role: 'supervisor' as const };
    await test.db.inLab(lab.labId, async (tx) => {
      await acknowledgeCallout(tx, acknowledged(bills[0], at(-60)), ladder);
      const asked = { session, billId: bills[1].billId, seenVersion: 2, now: at(-60), labReportIds: bills[1].reportIds };
      await closeCallout(tx, { ...asked, code: 'other', comment: 'drill' }, ladder);
    });
    expect(await measured(bills[0])).toMatchObject({ minutesToAcknowledged: 0, minutesToDone: 0 });
    expect(await measured(bills[1])).toMatchObject({ countedAs: 'withdrawn', doneAt: null });
  });
});
