import type { CriticalRecords, SubmitCalloutAnswer } from '@critical-callout/contract/callout';
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
  await lab.db.inLab(lab.labId, async (tx) => {
    await sql`with desk as (insert into wards (lab_id, code, name) values (${lab.labId}, '7B', 'Ward 7B') returning id)
      insert into contact_points (lab_id, ward_id, purpose, channel, value, dialled)
      select ${lab.labId}, id, 'general', 'phone', '555-0170', '+15550170' from desk`.execute(tx);
  });
  await policy({ completion: 'proven' });
});
afterAll(() => lab.close());

const policy = (value: Record<string, unknown>) =>
  lab.db.inLab(lab.labId, (tx) =>
    sql`insert into lab_settings (lab_id, key, value, updated_at) values (${lab.labId}, 'callout_policy', ${JSON.stringify(value)}::jsonb, now())
      on conflict (lab_id, key) do update set value = excluded.value`.execute(tx),
  );
const version = async (bill: FixtureBill): Promise<CriticalRecords> =>
  (await (await caller.get(`/api/v1/bills/${bill.billId}/critical-records`)).json()) as CriticalRecords;
const kelly = { name: 'Kelly Park', contact: '555 0170' };
const readBack = (bill: FixtureBill) => ({ values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) });

async function submit(bill: FixtureBill, isDraft: boolean, notification: Record<string, unknown>) {
  const { bill: seen } = await version(bill);
  const body = { labReportIds: bill.reportIds, isDraft, notification };
  const headers = { 'if-match': `"${seen.version}"` };
  const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, headers);
  return { status: answer.status, body: (await answer.json()) as SubmitCalloutAnswer & Record<string, unknown> };
}

describe('told through a desk that must pass the result on', () => {
  it('is refused as done without the name it went to, by field, and nothing is written', async () => {
    const bill = await seedBill(lab.db, fixture);
    const { status, body } = await submit(bill, false, { notifiedByCall: kelly, readBack: readBack(bill) });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'callout.relay-unconfirmed',
      details: { field: 'notification.relay.passedOnTo', desk: 'Ward 7B' },
    });
    expect((await version(bill)).attemptedCallout).toBeNull();
    const future = { state: 'confirmed', passedOnTo: 'Dr Patel', at: '2099-01-01T00:00:00Z' };
    const late = await submit(bill, false, { notifiedByCall: kelly, readBack: readBack(bill), relay: future });
    expect(late.body).toMatchObject({ code: 'callout.relay-in-future', details: { field: 'notification.relay.at' } });
  });

  it('is done with it: record, event, history and export say to whom, by whom and when', async () => {
    const bill = await seedBill(lab.db, fixture);
    const relay = { state: 'confirmed', passedOnTo: 'Dr Patel' };
    const { status, body } = await submit(bill, false, { notifiedByCall: kelly, readBack: readBack(bill), relay });
    expect(status).toBe(201);
    const stored = {
      state: 'confirmed',
      desk: 'Ward 7B',
      passed_on_to: 'Dr Patel',
      confirmed_by: 'Kelly Park',
      confirmed_at: lab.clock.now().toISOString(),
    };
    expect(body.callouts[0]?.relay).toEqual(stored);
    const logs = await caller.get(`/api/v1/callout-logs?billId=${bill.billId}`);
    expect(((await logs.json()) as { entries: { type: string; data: unknown }[] }).entries).toContainEqual(
      expect.objectContaining({ type: 'callout-done', data: expect.objectContaining({ relay: stored }) }),
    );
    const csv = await caller.get('/api/v1/exports/callouts.csv?from=2026-11-23&to=2026-11-24&tab=done');
    expect(parse(await csv.text(), { bom: true, columns: true })).toContainEqual(
      expect.objectContaining({ Order: bill.billNumber, 'Passed on': 'to Dr Patel, confirmed by Kelly Park' }),
    );
  });

  it('stays open until the desk calls back, and then needs no second read-back', async () => {
    const bill = await seedBill(lab.db, fixture);
    const values = [...bill.resultIds.map((resultId) => ({ resultId, heard: '8.6' })), ...readBack(bill).values];
    const first = { notifiedByCall: kelly, readBack: { values }, relay: { state: 'will-call-back' } };
    expect((await submit(bill, false, first)).body).toMatchObject({ details: { field: 'notification.relay.state' } });
    const attempt = await submit(bill, true, first);
    expect(attempt.body.reports).toEqual([{ labReportId: bill.reportIds[0], criticalValues: 4 }]);
    expect(attempt.body.nextStep?.retryAt).toBe(new Date(lab.clock.now().getTime() + 10 * 60_000).toISOString());
    expect((await version(bill)).attemptedCallout?.relay).toMatchObject({ state: 'will-call-back', desk: 'Ward 7B' });
    lab.clock.advance({ minutes: 6 });
    const relay = { state: 'confirmed', passedOnTo: 'Dr Patel', confirmedBy: 'Sam Reed' };
    const { body } = await submit(bill, false, { notifiedByCall: kelly, outcome: 'reached-read-back', relay });
    expect(body.reports).toEqual([{ labReportId: bill.reportIds[0], criticalValues: 2 }]);
    expect(body.callouts[0]).toMatchObject({
      outcome: 'reached-read-back',
      readBack: { isMatch: true, values: [{ heard: '6.8', expected: '6.8 mmol/L' }] },
      relay: { confirmed_by: 'Sam Reed' },
    });
  });

  it('needs the read-back of the new value where it was corrected before the desk called back', async () => {
    const bill = await seedBill(lab.db, fixture);
    await submit(bill, true, { notifiedByCall: kelly, readBack: readBack(bill), relay: { state: 'will-call-back' } });
    await lab.db.inLab(lab.labId, (tx) =>
      sql`with old as (update results set superseded_at = now() where lab_id = ${lab.labId} and id = ${bill.resultIds[0]} returning *)
        insert into results (lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, value, unit, reference_range, status,
          received_at, verdict, is_critical, verdict_reason, bounds)
        select lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, '7.4', unit, reference_range, 'C',
          received_at, verdict, is_critical, verdict_reason, bounds from old`.execute(tx),
    );
    const relay = { state: 'confirmed', passedOnTo: 'Dr Patel' };
    const { status, body } = await submit(bill, false, { notifiedByCall: kelly, outcome: 'reached-read-back', relay });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'callout.value-changed' });
  });

  it('is done without where the laboratory does not ask, and the record keeps what was said', async () => {
    const bill = await seedBill(lab.db, fixture);
    await policy({ completion: 'proven', relay_required: 0 });
    const { body } = await submit(bill, false, {
      notifiedByCall: kelly,
      readBack: readBack(bill),
      relay: { state: 'will-call-back' },
    });
    expect(body.callouts[0]).toMatchObject({ isDraft: false, relay: { state: 'will-call-back', desk: 'Ward 7B' } });
    await policy({ completion: 'proven' });
  });

  it('asks nothing of somebody who may receive', async () => {
    const bill = await seedBill(lab.db, fixture);
    const doctor = { name: 'Dr Ada Finch', contact: '555-0111' };
    const { body } = await submit(bill, false, { notifiedByCall: doctor, readBack: readBack(bill) });
    expect(body.callouts[0]).toMatchObject({ isDraft: false, relay: null });
  });
});

it('the database takes no relay without its name and its time', async () => {
  const bill = await seedBill(lab.db, fixture);
  await submit(bill, true, { notifiedByCall: kelly, outcome: 'busy' });
  const forged = { state: 'confirmed', desk: 'Ward 7B', passed_on_to: '', confirmed_by: null, confirmed_at: null };
  const write = lab.db.inLab(lab.labId, (tx) =>
    sql`insert into critical_callouts (lab_id, bill_id, bill_number, is_draft, recipients, critical_callout_comment, critical_callout_meta,
        critical_values_meta, outcome, performed_at, recorded_at, superseded_at, event_seq, relay, performed_by_user)
      select lab_id, bill_id, bill_number, is_draft, recipients, critical_callout_comment, critical_callout_meta, critical_values_meta, outcome,
        performed_at, recorded_at, recorded_at, event_seq, ${JSON.stringify(forged)}::jsonb, performed_by_user
      from critical_callouts where lab_id = ${lab.labId} and bill_id = ${bill.billId}`.execute(tx),
  );
  await expect(write).rejects.toThrow(/critical_callouts_relay_keys/);
});
