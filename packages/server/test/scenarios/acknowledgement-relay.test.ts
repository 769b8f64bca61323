import { CriticalValues } from '@critical-callout/domain/callout';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AcknowledgementWorld, linkIn, openAcknowledgementWorld } from '../acknowledgement-world.ts';
import { type FixtureBill, seedBill } from '../fixture.ts';
import { type Recipient, recipient } from '../recipient.ts';

let world: AcknowledgementWorld;
beforeAll(async () => {
  world = await openAcknowledgementWorld();
  await world.rows("update organizations set receives = 'must-confirm-relay'");
});
afterAll(() => world.close());

/** The desk has the mail of a new order, and has shown who it is. */
async function shownTo(recipients: string[]): Promise<{ bill: FixtureBill; desk: Recipient; text: string }> {
  const bill = await seedBill(world.lab.db, world.fixture, { now: world.lab.clock.now() });
  await world.submit(bill, { notification: { recipients } });
  const [mail] = await world.send();
  const desk = recipient(linkIn(mail ?? { text: '' }));
  await desk.open();
  return { bill, desk, text: (await desk.proveByFacts(bill.billNumber.replace('B-', 'ACC-'))).text };
}
const relayOf = async ({ billId }: FixtureBill) =>
  (await world.rows<{ relay: object }>('select relay from critical_callouts where bill_id = $1 and not is_draft', [billId]))[0]
    ?.relay;

test('a desk that answers by the link says to whom it passed the result on; without a name nothing is recorded', async () => {
  const { bill, desk, text } = await shownTo(['organization']);
  expect(text).toContain('Whom did you pass it on to?');
  expect(text).toContain('Harbour Clinic takes results to pass them on');

  const open = await desk.acknowledge(['6.8']);
  expect(open.status).toBe(422);
  expect(open.text).toContain('Type whom Harbour Clinic passed the result on to');
  expect(await world.statusOf(bill)).toEqual([CriticalValues.CALLOUT_ATTEMPTED]);

  const done = await desk.acknowledge(['6.8'], { passedOnTo: 'Dr Patel' });
  expect(done.text).toContain('Recorded. Thank you.');
  expect(await world.statusOf(bill)).toEqual([CriticalValues.CALLOUT_DONE]);
  const relay = {
    state: 'confirmed',
    desk: 'Harbour Clinic',
    passed_on_to: 'Dr Patel',
    confirmed_by: 'Dr Ann Reyes',
    confirmed_at: world.lab.clock.now().toISOString(),
  };
  expect(await relayOf(bill)).toEqual(relay);
  const [event] = await world.rows<{ payload: object }>(
    "select payload from events where type = 'callout-acknowledged' and bill_id = $1",
    [bill.billId],
  );
  expect(event?.payload).toMatchObject({ relay });
});

test('where the laboratory does not ask for it, the name is taken and not required; a doctor is not asked', async () => {
  await world.set('callout_policy', { completion: 'proven', relay_required: 0 });
  const { bill, desk, text } = await shownTo(['organization']);
  expect(text).toContain('Whom did you pass it on to?');
  expect((await desk.acknowledge(['6.8'])).text).toContain('Recorded. Thank you.');
  expect(await relayOf(bill)).toBeNull();

  const doctor = await shownTo(['referral']);
  expect(doctor.text).not.toContain('Whom did you pass it on to?');
  await doctor.desk.acknowledge(['6.8'], { passedOnTo: 'Dr Patel' });
  expect(await relayOf(doctor.bill)).toBeNull();
});
