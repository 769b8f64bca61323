import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyEvents } from '../../src/audit/index.ts';
import { processCallout } from '../../src/callout/index.ts';
import {
  type Channel,
  createFollower,
  createSender,
  type DeliveryAnswer,
  openChannels,
  queueDeliveriesOver,
  type TellNext,
  tellNextOver,
} from '../../src/delivery/index.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../../src/directory/index.ts';
import { advanceLadderOver, ladder } from '../../src/escalation/index.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

const log = createLogger('silent');
const ACCEPTED: DeliveryAnswer = { result: 'accepted', answer: '250 ok' };
const REFUSED: DeliveryAnswer = { result: 'gave-up', answer: '550 no such user' };

let world: EscalationWorld;
let answers: Map<string, DeliveryAnswer>;
let channels: Channel[];
let tellNext: TellNext;

beforeEach(async () => {
  world = await escalationWorld();
  answers = new Map();
  const { config } = readConfig({
    SMTP_URL: 'smtp://127.0.0.1:9',
    CALLOUT_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    CALLOUT_TWILIO_AUTH_TOKEN: 'token',
    CALLOUT_TWILIO_SMS_FROM: '+442079460100',
  });
  channels = openChannels(config).map((channel) => ({
    ...channel,
    deliver: ({ address }) => Promise.resolve(answers.get(address) ?? ACCEPTED),
  }));
  const advanceLadder = advanceLadderOver(world.ports);
  tellNext = tellNextOver({ channels, resolveContacts, advanceLadder, publicUrl: 'http://localhost:3000' });
  await world.rows("update doctors set phone = '+442079460111'");
  await world.rows("update organizations set phone = null, email = 'desk@harbour.example'");
});
afterEach(() => world.close());

/** As a caller sends it: an e-mail to the ordering doctor. */
async function mail(bill: FixtureBill, isDraft = false): Promise<void> {
  const [seen] = await world.rows<{ version: number }>('select version from bills where id = $1', [bill.billId]);
  const input = {
    session: world.lab.session,
    billId: bill.billId,
    labReportIds: bill.reportIds,
    isDraft,
    seenVersion: seen?.version ?? 0,
    baseUrl: '',
    now: world.clock.now(),
    notification: { recipients: ['referral' as const], sendEmail: true, sendFax: false, sendSms: false, sendWhatsapp: false },
  };
  const queue = queueDeliveriesOver(channels);
  await world.test.db.inLab(world.lab.labId, (tx) =>
    processCallout(tx, input, queue, { resolveContacts, reportWrongNumber, suggestContact }, ladder),
  );
}

/** Sends and follows up until neither finds anything due. */
async function work(): Promise<void> {
  const deps = { db: world.test.db, clock: world.clock, log };
  const sender = createSender(deps, channels);
  const follow = createFollower(deps, tellNext);
  for (let found = 1; found > 0; ) {
    found = await sender.tick();
    await sender.idle();
    found += await follow();
  }
}
const deliveries = async () =>
  (
    await world.rows<{ line: string }>(
      `select channel || ' ' || recipient_kind || ' ' || recipient_name || ' ' || state as line from deliveries order by id`,
    )
  ).map(({ line }) => line);
const told = async () =>
  (
    await world.rows<{ text: string }>(
      "select text from events where type in ('delivery-told-next', 'delivery-nobody-left') order by seq",
    )
  ).map(({ text }) => text);

test('a permanent failure: the same recipient another way, then the next contact, each once and said', async () => {
  const bill = await world.open();
  answers.set('finch@harbour.example', REFUSED).set('+442079460111', { result: 'gave-up', answer: '30006 landline' });
  await mail(bill);
  await work();
  expect(await deliveries()).toEqual([
    'email referral Dr Ada Finch failed',
    'sms referral Dr Ada Finch failed',
    'email organization Harbour Clinic accepted',
  ]);
  expect(await told()).toEqual([
    'Told next - SMS to Dr Ada Finch (referral) - e-mail to Dr Ada Finch (referral) did not get there - refused: 550 no such user',
    'Told next - e-mail to Harbour Clinic (organization) - SMS to Dr Ada Finch (referral) did not get there - refused: 30006 landline',
  ]);
  await work();
  expect(await deliveries()).toHaveLength(3);
  expect(await verifyEvents(world.test.db, world.lab.labId)).toMatchObject({ broken: null });
});

test('nobody of the directory is left: the next step of the ladder does not wait for its time', async () => {
  const bill = await world.open();
  for (const address of ['finch@harbour.example', '+442079460111', 'desk@harbour.example']) answers.set(address, REFUSED);
  const before = await world.steps(bill);
  await mail(bill, true);
  await work();
  expect((await told()).at(-1)).toMatch(
    /^Told next - escalation step 1 - e-mail to Harbour Clinic \(organization\) did not get there/,
  );
  const after = await world.steps(bill);
  expect(after[0]).not.toBe(before[0]);
  expect(after.slice(1)).toEqual(before.slice(1));
  expect(after[0]).toMatch(/ (task|told|nobody-reached) 0$/);
});

test('an order closed by messages alone has no ladder: that nobody is left is said aloud', async () => {
  const bill = await world.open();
  for (const address of ['finch@harbour.example', '+442079460111', 'desk@harbour.example']) answers.set(address, REFUSED);
  await mail(bill);
  await work();
  expect((await told()).at(-1)).toMatch(/^Nobody is left to tell - /);
});

test('somebody was reached meanwhile: nobody else is written to', async () => {
  const bill = await world.open();
  answers.set('finch@harbour.example', REFUSED);
  await mail(bill, true);
  const sender = createSender({ db: world.test.db, clock: world.clock, log }, channels);
  await sender.tick();
  await sender.idle();
  await world.submit(bill);
  await work();
  expect(await deliveries()).toEqual(['email referral Dr Ada Finch failed']);
  expect(await world.rows('select outcome from delivery_follow_ups')).toEqual([{ outcome: 'not-needed' }]);
});

describe('the recipient answers', () => {
  const answer = async (cause: 'not-mine' | 'cannot-take') => {
    const [row] = await world.rows<{ id: number }>('select id from deliveries order by id limit 1');
    const ask = { labId: world.lab.labId, deliveryId: row?.id ?? 0, cause, reason: 'off duty', now: world.clock.now() };
    return world.test.db.inLab(world.lab.labId, (tx) => tellNext(tx, ask));
  };

  test('"not mine": the next contact, not another way to the same; answering twice tells once', async () => {
    await mail(await world.open(), true);
    await work();
    const first = await answer('not-mine');
    expect(first).toMatchObject({ outcome: 'next-contact', nextDeliveryId: expect.any(Number) });
    expect(await answer('cannot-take')).toEqual(first);
    await work();
    expect(await deliveries()).toEqual(['email referral Dr Ada Finch accepted', 'email organization Harbour Clinic accepted']);
    expect(await told()).toEqual([
      'Told next - e-mail to Harbour Clinic (organization) - e-mail to Dr Ada Finch (referral) was answered "not mine" - off duty',
    ]);
  });

  test('two at the same moment tell one', async () => {
    await mail(await world.open(), true);
    await work();
    const told = await Promise.all([answer('cannot-take'), answer('cannot-take'), answer('not-mine')]);
    expect(new Set(told.map(({ nextDeliveryId }) => nextDeliveryId)).size).toBe(1);
    expect(await deliveries()).toHaveLength(2);
  });
});

test('a message of the ladder that fails goes on to the next step, not through the directory', async () => {
  const bill = await world.open();
  answers.set('marsh@lab.example', REFUSED);
  const escalator = world.process();
  world.clock.advance({ minutes: 30 });
  await escalator.settle();
  const before = (await world.steps(bill)).filter((line) => / (told|task|nobody-reached) /.test(line)).length;
  await work();
  const after = (await world.steps(bill)).filter((line) => / (told|task|nobody-reached) /.test(line)).length;
  expect(after).toBe(before + 1);
  expect((await told()).every((text) => /escalation step|Nobody is left/.test(text))).toBe(true);
});
