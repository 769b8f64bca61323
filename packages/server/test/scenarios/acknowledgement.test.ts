import { CriticalValues } from '@critical-callout/domain/callout';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyEvents } from '../../src/audit/index.ts';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type AcknowledgementWorld, linkIn, openAcknowledgementWorld } from '../acknowledgement-world.ts';
import { type FixtureBill, seedBill } from '../fixture.ts';
import { type Recipient, recipient } from '../recipient.ts';

const { CALLOUT_PENDING: PENDING, CALLOUT_DONE: DONE, CALLOUT_ATTEMPTED: ATTEMPTED } = CriticalValues;

let world: AcknowledgementWorld;
let bill: FixtureBill;
let accession: string;

beforeAll(async () => {
  world = await openAcknowledgementWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.set('acknowledgement_settings', {});
  await newBill();
});

async function newBill(reports = 1): Promise<void> {
  bill = await seedBill(world.lab.db, world.fixture, { reports, now: world.lab.clock.now() });
  accession = bill.billNumber.replace('B-', 'ACC-');
}

/** The order's mail is sent, and the ordering doctor has it. */
async function mailed(more: Parameters<AcknowledgementWorld['submit']>[1] = {}): Promise<Recipient> {
  await world.submit(bill, more);
  const [mail] = await world.send();
  return recipient(linkIn(mail ?? { text: '' }));
}
const eventsOf = async () =>
  (await world.rows<{ type: string }>('select type from events where bill_id = $1 order by seq', [bill.billId])).map(
    (row) => row.type,
  );
const records = () =>
  world.rows<{
    is_draft: boolean;
    outcome: string;
    performed_by_user: string;
    lab_report_id: number;
    superseded_at: Date | null;
  }>(
    'select is_draft, outcome, performed_by_user, lab_report_id, superseded_at from critical_callouts where bill_id = $1 order by id',
    [bill.billId],
  );

test('a recipient with nothing but the mail proves who they are, reads back, and the callout is done', async () => {
  const doctor = await mailed();
  // Sent, and unread: under `proven` that completes nothing.
  expect(await world.statusOf(bill)).toEqual([ATTEMPTED]);

  const first = await doctor.open();
  expect(first.status).toBe(200);
  expect(first.text).toContain('Practice Laboratory');
  expect(first.text).toContain('+44 20 7946 0000');
  for (const secret of ['Sample', 'SAMPLE', '6.8', 'Potassium', accession, bill.billNumber, '1945']) {
    expect(first.html).not.toContain(secret);
  }
  // Whoever looks into mails opens links, more than once.
  await doctor.open();

  const wrong = await doctor.proveByFacts(accession, ['15', '7', '1945']);
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('4 tries are left');
  expect(wrong.html).not.toContain('6.8');

  const shown = await doctor.proveByFacts(accession);
  expect(shown.status).toBe(200);
  for (const fact of [
    'SAMPLE, Robin',
    '14-Jul-1945',
    accession,
    bill.billNumber,
    '6.8\u00a0mmol/L',
    'Critical below 2.5 or above 6.2',
    'No previous result',
    'Final',
  ]) {
    expect(shown.html).toContain(fact);
  }
  expect(shown.text).toContain('▲ Critical high');

  const mismatch = await doctor.acknowledge(['8.6']);
  expect(mismatch.status).toBe(422);
  expect(mismatch.text).toContain('Potassium does not match');
  expect(await world.statusOf(bill)).toEqual([ATTEMPTED]);

  const recorded = await doctor.acknowledge(['6.80']);
  expect(recorded.text).toContain('Recorded. Thank you.');
  expect(await world.statusOf(bill)).toEqual([DONE]);
  expect(await records()).toEqual([
    {
      is_draft: true,
      outcome: 'sent-awaiting-acknowledgement',
      performed_by_user: (await world.callIn()).userId,
      lab_report_id: null,
      superseded_at: world.lab.clock.now(),
    },
    {
      is_draft: false,
      outcome: 'reached-read-back',
      performed_by_user: 'recipient',
      lab_report_id: bill.reportIds[0],
      superseded_at: null,
    },
  ]);
  expect((await eventsOf()).filter((type) => type.startsWith('acknowledgement') || type.startsWith('callout'))).toEqual([
    'callout-attempted',
    'acknowledgement-opened',
    'acknowledgement-opened',
    'acknowledgement-proof-failed',
    'acknowledgement-proven',
    'acknowledgement-viewed',
    'acknowledgement-mismatch',
    'acknowledgement-viewed',
    'callout-acknowledged',
  ]);
  const [event] = await world.rows<{ text: string; payload: object }>(
    "select text, payload from events where type = 'callout-acknowledged' and bill_id = $1",
    [bill.billId],
  );
  expect(event?.text).toBe(
    'Callout acknowledged by - Dr Ann Reyes (MD), Callout for - Potassium 1, Method - Email, Recipients - Referral, Comment - -',
  );
  expect(event?.payload).toMatchObject({
    actor: { user_id: null, name: 'Dr Ann Reyes', kind: 'recipient' },
    told: { name: 'Dr Ann Reyes', role: 'MD' },
    proof: 'facts',
    sent_to: 'Dr Ada Finch',
    read_back: { isMatch: true, values: [{ heard: '6.80', expected: '6.8 mmol/L', isMatch: true }] },
  });

  // Nobody is called any more, and the panel and the worklist say who was told.
  expect(await world.rows('select stop_reason from escalation_runs where bill_id = $1', [bill.billId])).toEqual([
    { stop_reason: 'acknowledged' },
  ]);
  const done = (await (await (await world.callIn()).get('/api/v1/worklist?tab=done')).json()) as {
    items: { billId: number; lastCallout: object }[];
  };
  expect(done.items.find(({ billId }) => billId === bill.billId)?.lastCallout).toMatchObject({
    toldName: 'Dr Ann Reyes',
    isDraft: false,
  });

  // Each look at the result has its line, with the recipient as reader.
  const log = await world.rows<{ user_id: string; reason: string }>(
    "select user_id, reason from access_log where action = 'acknowledgement.view' and $1 = any(bill_ids)",
    [bill.billId],
  );
  expect(log).toHaveLength(2);
  expect(log[0]).toMatchObject({
    user_id: 'recipient',
    reason: expect.stringMatching(/^recipient of delivery \d+: Dr Ada Finch \(referral\), proven by facts$/),
  });

  // The link is used: the answer can be seen once more by whoever gave it, and by nobody else.
  expect((await doctor.open()).status).toBe(404);
  expect(await verifyEvents(world.lab.db, world.lab.labId)).toMatchObject({ broken: null });
  const { results } = await checkInvariants(world.lab.db, world.lab.clock.now());
  expect(results.flatMap(({ findings }) => findings)).toEqual([]);
});

describe('what completes, and what does not', () => {
  test('under as-declared the mail completed it; the acknowledgement is a further record', async () => {
    await world.set('callout_policy', { completion: 'as-declared' });
    try {
      const doctor = await mailed();
      expect(await world.statusOf(bill)).toEqual([DONE]);
      const shown = await doctor.proveByFacts(bill.billNumber.toLowerCase());
      expect(shown.text).toContain('has recorded already that this was told');
      await doctor.acknowledge(['6.8']);
    } finally {
      await world.set('callout_policy', { completion: 'proven' });
    }
    expect(await world.statusOf(bill)).toEqual([DONE]);
    expect((await records()).map(({ outcome }) => outcome)).toEqual(['sent-awaiting-acknowledgement', 'reached-read-back']);
  });

  test('a caller was quicker: the acknowledgement is kept beside the call', async () => {
    const doctor = await mailed();
    await doctor.proveByFacts(accession);
    await world.submit(bill, {
      notification: {
        sendEmail: false,
        notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
        outcome: 'reached-read-back',
        readBack: { values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) },
      },
    });
    expect((await doctor.acknowledge(['6.8'])).text).toContain('Recorded');
    expect(await world.statusOf(bill)).toEqual([DONE]);
    expect((await records()).filter((row) => !row.is_draft).map((row) => row.performed_by_user)).toEqual([
      (await world.callIn()).userId,
      'recipient',
    ]);
  });

  test('what still waits to be sent about the order is not sent after it', async () => {
    const doctor = await mailed();
    await doctor.proveByFacts(accession);
    await world.submit(bill, { isDraft: true, notification: { recipients: ['organization'], outcome: 'no-answer' } });
    await doctor.acknowledge(['6.8']);
    expect(await world.send()).toEqual([]);
    const states = await world.rows<{ recipient_kind: string; state: string }>(
      'select recipient_kind, state from deliveries where bill_id = $1 order by id',
      [bill.billId],
    );
    expect(states).toEqual([
      { recipient_kind: 'referral', state: 'accepted' },
      { recipient_kind: 'organization', state: 'cancelled' },
    ]);
  });

  test('two recipients at once: one completes it, both are kept', async () => {
    await world.submit(bill, { notification: { recipients: ['referral', 'organization'] } });
    const both = (await world.send()).map((mail) => recipient(linkIn(mail)));
    expect(new Set(both.map(({ link }) => link)).size).toBe(2);
    for (const one of both) await one.proveByFacts(accession);
    const answers = await Promise.all(both.map((one) => one.acknowledge(['6.8'])));
    for (const { text } of answers) expect(text).toContain('Recorded');
    expect(await world.statusOf(bill)).toEqual([DONE]);
    expect((await records()).filter((row) => !row.is_draft)).toHaveLength(2);
  });

  test('the same form sent twice at once is recorded once, and both times answered as recorded', async () => {
    const doctor = await mailed();
    await doctor.proveByFacts(accession);
    const answers = await Promise.all([doctor.acknowledge(['6.8']), doctor.acknowledge(['6.8'])]);
    for (const { text } of answers) expect(text).toContain('Recorded. Thank you.');
    expect((await doctor.acknowledge([], { name: '' })).text).toContain('cannot be used');
    expect((await records()).filter((row) => !row.is_draft)).toHaveLength(1);
  });

  test('only the reports of the message: the others stay open, and their attempt is pending again', async () => {
    await newBill(3);
    const [first = 0, second = 0] = bill.reportIds;
    const doctor = await mailed({ labReportIds: [first] });
    await world.submit(bill, { labReportIds: [second], isDraft: true, notification: { sendEmail: false, outcome: 'no-answer' } });
    expect(await world.statusOf(bill)).toEqual([PENDING, ATTEMPTED, PENDING]);
    const shown = await doctor.proveByFacts(accession);
    expect(shown.text).toContain('Potassium 1');
    expect(shown.text).not.toContain('Potassium 2');
    await doctor.acknowledge(['6.8']);
    expect(await world.statusOf(bill)).toEqual([DONE, PENDING, PENDING]);
    const [run] = await world.rows<{ stopped_at: Date | null }>('select stopped_at from escalation_runs where bill_id = $1', [
      bill.billId,
    ]);
    expect(run?.stopped_at).toBeNull();
    const { results } = await checkInvariants(world.lab.db, world.lab.clock.now());
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe('the result changes', () => {
  test('corrected after the message: the page says so, and the new value is read back', async () => {
    const doctor = await mailed();
    world.lab.clock.advance({ minutes: 3 });
    await world.correct(bill, '7.1');
    const shown = await doctor.proveByFacts(accession);
    expect(shown.text).toContain('corrected after this message was sent');
    expect(shown.html).toMatch(/7\.1.mmol\/L[\s\S]*<s><bdi>6\.8/);
    expect((await doctor.acknowledge(['6.8'])).text).toContain('does not match');
    expect((await doctor.acknowledge(['7.1'])).text).toContain('Recorded');
    expect(await world.statusOf(bill)).toEqual([DONE]);
  });

  test('corrected while it is read: nothing is recorded, what was typed for the old value is gone', async () => {
    const doctor = await mailed();
    await doctor.proveByFacts(accession);
    world.lab.clock.advance({ minutes: 1 });
    await world.correct(bill, '5.0', false);
    const again = await doctor.acknowledge(['6.8']);
    expect(again.text).toContain('The result changed while you were reading');
    expect(again.html).not.toContain('value="6.8"');
    expect(again.html).toContain('value="Dr Ann Reyes"');
    expect(await world.statusOf(bill)).not.toEqual([DONE]);
    expect((await doctor.acknowledge(['5.0'])).text).toContain('Recorded');
    expect(await world.statusOf(bill)).toEqual([DONE]);
  });

  test('withdrawn: there is no value to repeat, that it is gone is ticked', async () => {
    const doctor = await mailed();
    world.lab.clock.advance({ minutes: 1 });
    await world.correct(bill, null, false);
    const shown = await doctor.proveByFacts(accession);
    expect(shown.text).toContain('No result: withdrawn by the laboratory');
    expect((await doctor.acknowledge([''], { reason: '' })).status).toBe(422);
    expect((await doctor.acknowledge(['1'])).text).toContain('Recorded');
    expect(await world.statusOf(bill)).toEqual([DONE]);
  });

  test('dismissed by the laboratory: nothing is left to acknowledge', async () => {
    const doctor = await mailed();
    const supervisor = await world.lab.signIn('supervisor');
    await supervisor.send('POST', `/api/v1/lab-reports/${bill.reportIds[0]}/dismiss`, { reason: 'wrong tube' });
    const shown = await doctor.proveByFacts(accession);
    expect(shown.text).toContain('has taken this result back');
    expect(shown.html).not.toContain('6.8');
  });
});
