import type { CriticalRecords, SubmitCalloutAnswer } from '@critical-callout/contract/callout';
import type { OrderContacts } from '@critical-callout/contract/order-contacts';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';

let lab: Lab;
let fixture: Fixture;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab();
  fixture = await furnish(lab.db, lab.labId);
  caller = await lab.signIn('supervisor');
});
afterAll(() => lab.close());

type Answer = SubmitCalloutAnswer & { code?: string; details?: { field?: string } };
const patel = { name: 'Dr Patel', phone: '555-0199' };
const kelly = { name: 'Kelly Park', contact: '555-0170' };
const sentOn = { outcome: 'sent-to-someone-else', notifiedByCall: kelly, sentTo: patel };

async function submit({ billId, reportIds }: FixtureBill, notification: Record<string, unknown>, isDraft = true) {
  const body = { labReportIds: reportIds, isDraft, notification };
  const answer = await caller.send('POST', `/api/v1/bills/${billId}/callouts`, body, { 'if-match': '"2"' });
  return { status: answer.status, body: (await answer.json()) as Answer };
}
const get = async <T>(path: string): Promise<T> => (await (await caller.get(`/api/v1/${path}`)).json()) as T;
const contactsOf = ({ billId }: FixtureBill) => get<OrderContacts>(`bills/${billId}/contacts`);
const eventsOf = async ({ billId }: FixtureBill) =>
  (await get<{ entries: { type: string; text: string; data: Record<string, unknown> }[] }>(`callout-logs?billId=${billId}`))
    .entries;
const tasks = async () =>
  (
    await lab.db.inLab(lab.labId, (tx) =>
      sql<{ detail: string }>`select detail from directory_tasks where kind = 'suggested-contact' order by id`.execute(tx),
    )
  ).rows.map(({ detail }) => detail);

describe('a call that was sent on to somebody else', () => {
  it('is an attempt: who is to be called stands in record, event, contacts, history and export, and is called a minute later', async () => {
    const bill = await seedBill(lab.db, fixture);
    const { status, body } = await submit(bill, sentOn);
    expect([status, body.callouts[0]]).toMatchObject([201, { isDraft: true, outcome: 'sent-to-someone-else', sentTo: patel }]);
    const soon = new Date(lab.clock.now().getTime() + 60_000).toISOString();
    expect(body.nextStep).toEqual({ retryAt: soon, escalated: null, isDirectoryTask: false, closeWith: null });
    expect(body.reports.map(({ criticalValues }) => criticalValues)).toEqual([4]);
    const records = await get<CriticalRecords>(`bills/${bill.billId}/critical-records`);
    expect(records.attemptedCallout).toMatchObject({ sentTo: patel });

    expect((await contactsOf(bill)).added).toMatchObject([{ ...patel, sentBy: 'Kelly Park', note: 'Sent on by Kelly Park' }]);
    const events = await eventsOf(bill);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'callout-attempted', data: expect.objectContaining({ sent_to: patel }) }),
    );
    expect(events.find(({ type }) => type === 'callout-contact-added')).toMatchObject({
      text: 'Contact added - Dr Patel, 555-0199, By - Test supervisor, Note - Sent on by Kelly Park',
      data: { sent_by: 'Kelly Park' },
    });
    expect(await tasks()).toEqual([
      expect.stringContaining(`Dr Patel, 555-0199: added by Test supervisor for order ${bill.billNumber}`),
    ]);
    const csv = await (await caller.get('/api/v1/exports/callouts.csv?from=2026-11-23&to=2026-11-24')).text();
    expect(parse(csv, { bom: true, columns: true })).toContainEqual(
      expect.objectContaining({ Order: bill.billNumber, Outcome: 'sent-to-someone-else', 'Sent to': 'Dr Patel, 555-0199' }),
    );
  });

  it('about several orders names them on each, and opens one task', async () => {
    const [one, two] = [await seedBill(lab.db, fixture), await seedBill(lab.db, fixture)];
    const same = sql`update bills set patient_id = (select patient_id from bills where id = ${one.billId}) where id = ${two.billId}`;
    await lab.db.inLab(lab.labId, (tx) => same.execute(tx));
    const before = (await tasks()).length;
    const sentTo = { name: 'Dr Moss', phone: '555-0178' };
    const answer = await caller.send('POST', '/api/v1/callouts/joint', {
      isDraft: true,
      bills: [one, two].map(({ billId, reportIds }) => ({ billId, labReportIds: reportIds })),
      notification: { outcome: 'sent-to-someone-else', sentTo },
    });
    expect(answer.status).toBe(201);
    for (const bill of [one, two]) expect((await contactsOf(bill)).added).toMatchObject([{ ...sentTo, sentBy: '' }]);
    expect(await tasks()).toHaveLength(before + 1);
  });

  it('is simply a contact of the order once it opened again', async () => {
    const bill = await seedBill(lab.db, fixture);
    await submit(bill, sentOn);
    lab.clock.advance({ minutes: 1 });
    const again = sql`update lab_reports set critical_at = ${lab.clock.now()} where bill_id = ${bill.billId}`;
    await lab.db.inSystem((tx) => again.execute(tx));
    expect((await contactsOf(bill)).added).toMatchObject([{ name: 'Dr Patel', sentBy: null }]);
  });
});

describe('sent to someone else, and other', () => {
  it('are refused without their words, by field, and nothing is written', async () => {
    const bill = await seedBill(lab.db, fixture);
    const refused = async (notification: Record<string, unknown>, code: string, field: string) => {
      const { status, body } = await submit(bill, notification);
      expect([status, body]).toMatchObject([422, { code, details: { field } }]);
    };
    await refused({ outcome: 'other' }, 'callout.outcome-text-missing', 'notification.comment');
    await refused({ outcome: 'sent-to-someone-else' }, 'callout.sent-to-missing', 'notification.sentTo');
    await refused({ outcome: 'busy', sentTo: patel }, 'callout.sent-to-unexpected', 'notification.sentTo');
    const { status, body } = await submit(bill, { outcome: 'sent-to-someone-else', sentTo: { name: 'Dr Patel', phone: ' ' } });
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'body.notification.sentTo.phone' }] }]);
    expect((await eventsOf(bill)).map(({ type }) => type)).not.toContain('callout-attempted');
    expect((await contactsOf(bill)).added).toEqual([]);
  });

  it('never complete an order: not through the API, even beside a message, and not through SQL', async () => {
    const bill = await seedBill(lab.db, fixture);
    for (const notification of [sentOn, { outcome: 'other', comment: 'cut off twice', notifiedByCall: kelly }]) {
      const message = { recipients: ['organization'], sendEmail: true };
      const { body } = await submit(bill, { ...notification, ...message }, false);
      expect(body).toMatchObject({ status: 422, code: 'callout.attempt-only', details: { field: 'notification.outcome' } });
    }
    const { body } = await submit(bill, { outcome: 'other', comment: 'cut off twice' });
    expect(body).toMatchObject({ callouts: [{ outcome: 'other', sentTo: null }], reports: [{ criticalValues: 4 }] });
    const done = sql`insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_comment,
        critical_callout_meta, critical_values_meta, outcome, performed_by_user, performed_at, recorded_at, event_seq)
      select lab_id, bill_id, bill_number, ${bill.reportIds[0]}, false, recipients, critical_callout_comment, critical_callout_meta - 'callout_for',
        critical_values_meta, 'other', performed_by_user, performed_at, recorded_at, event_seq from critical_callouts where bill_id = ${bill.billId}`;
    const written = lab.db.inLab(lab.labId, async (tx) => {
      await sql`update critical_callouts set superseded_at = ${lab.clock.now()} where bill_id = ${bill.billId}`.execute(tx);
      await done.execute(tx);
    });
    await expect(written).rejects.toThrow(/critical_callouts_attempt_only/);
  });
});
