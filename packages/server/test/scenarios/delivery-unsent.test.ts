import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyEvents } from '../../src/audit/index.ts';
import { processCallout } from '../../src/callout/index.ts';
import {
  type Channel,
  createCorrector,
  createSender,
  type DeliveryAnswer,
  openChannels,
  queueDeliveriesOver,
} from '../../src/delivery/index.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../../src/directory/index.ts';
import { ladder } from '../../src/escalation/index.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

let world: EscalationWorld;
let answer: () => Promise<DeliveryAnswer>;
let sent: string[];
let channels: Channel[];

beforeEach(async () => {
  world = await escalationWorld();
  sent = [];
  answer = async () => ({ result: 'retry', answer: '451 later' });
  const { config } = readConfig({ SMTP_URL: 'smtp://127.0.0.1:9' });
  channels = openChannels(config).map((channel) => ({
    ...channel,
    deliver: (message) => {
      sent.push(message.messageId);
      return answer();
    },
  }));
});
afterEach(() => world.close());

async function mail(bill: FixtureBill, isDraft: boolean, labReportIds = bill.reportIds): Promise<void> {
  const [seen] = await world.rows<{ version: number }>('select version from bills where id = $1', [bill.billId]);
  const input = {
    session: world.lab.session,
    billId: bill.billId,
    labReportIds,
    isDraft,
    seenVersion: seen?.version ?? 0,
    baseUrl: '',
    now: world.clock.now(),
    notification: { recipients: ['referral' as const], sendEmail: true, sendFax: false, sendSms: false, sendWhatsapp: false },
  };
  const queue = queueDeliveriesOver(channels);
  const directory = { resolveContacts, reportWrongNumber, suggestContact };
  await world.test.db.inLab(world.lab.labId, (tx) => processCallout(tx, input, queue, directory, ladder));
}
const sender = () => createSender({ db: world.test.db, clock: world.clock, log: createLogger('silent') }, channels);
async function work(): Promise<void> {
  const one = sender();
  while ((await one.tick()) > 0) await one.idle();
}
const states = async () =>
  (await world.rows<{ line: string }>("select state || coalesce(' - ' || reason, '') as line from deliveries order by id")).map(
    ({ line }) => line,
  );
const dismiss = (bill: FixtureBill) =>
  world.rows('update lab_reports set dismissed_at = $1 where bill_id = $2', [world.clock.now(), bill.billId]);

test('done by a call: what still waits is cancelled, says why and is never sent', async () => {
  const bill = await world.open();
  await mail(bill, true);
  await work();
  world.clock.advance({ minutes: 1 });
  await world.submit(bill);
  await work();
  expect(await states()).toEqual(['cancelled - not sent any more: the callout was done']);
  expect(sent).toHaveLength(1);
  const events = await world.rows<{ type: string }>("select type from events where type like 'delivery-%'");
  expect(events).toEqual([{ type: 'delivery-cancelled' }]);
  expect(await verifyEvents(world.test.db, world.lab.labId)).toMatchObject({ broken: null });
});

test('done while a try is under way: its answer is the truth, and a second try is not made', async () => {
  const bill = await world.open();
  await mail(bill, true);
  let reply: (answer: DeliveryAnswer) => void = () => undefined;
  answer = () => new Promise((resolve) => (reply = resolve));
  const one = sender();
  await one.tick();
  await world.submit(bill);
  expect(await one.tick()).toBe(0);
  reply({ result: 'retry', answer: '451 later' });
  await one.idle();
  world.clock.advance({ minutes: 1 });
  await work();
  expect(await states()).toEqual(['cancelled - not sent any more: the callout was done']);
  expect(sent).toHaveLength(1);
});

test('a try under way that is accepted stays accepted', async () => {
  const bill = await world.open();
  await mail(bill, true);
  let reply: (answer: DeliveryAnswer) => void = () => undefined;
  answer = () => new Promise((resolve) => (reply = resolve));
  const one = sender();
  await one.tick();
  await world.submit(bill);
  reply({ result: 'accepted', answer: '250 ok' });
  await one.idle();
  await work();
  expect(await states()).toEqual(['accepted']);
});

test('the message that closed the callout itself goes out; so does one about something done before', async () => {
  answer = async () => ({ result: 'accepted', answer: '250 ok' });
  const bill = await world.open();
  await mail(bill, false);
  await mail(bill, false);
  await work();
  expect(await states()).toEqual(['accepted', 'accepted']);
});

test('dismissed: cancelled', async () => {
  const bill = await world.open();
  await mail(bill, true);
  await dismiss(bill);
  await work();
  expect(await states()).toEqual(['cancelled - not sent any more: the callout was dismissed']);
  expect(sent).toEqual([]);
});

test('one of two reports is still open: the message is still wanted', async () => {
  const bill = await world.open({ reports: 2 });
  await mail(bill, true);
  await world.submit(bill, false, bill.reportIds.slice(0, 1));
  await work();
  expect(sent).toHaveLength(1);
});

const correct = async (bill: FixtureBill, isCritical: boolean) => {
  await world.correct(bill, isCritical);
  const corrector = createCorrector({ db: world.test.db, clock: world.clock }, { channels, publicUrl: 'http://localhost:3000' });
  while ((await corrector()) > 0);
};
const lines = async () =>
  (
    await world.rows<{ line: string }>(
      "select d.state || ' ' || d.address || coalesce(' ' || l.how || ' of ' || l.delivery_id - (select min(id) from deliveries), '') as line " +
        'from deliveries d left join delivery_links l on l.next_delivery_id = d.id order by d.id',
    )
  ).map(({ line }) => line);

describe('a result changes after somebody was written to', () => {
  test.each([
    ['is still critical', true],
    ['is normal', false],
  ])('and %s: they are written to again, once, linked to the first', async (_name, isCritical) => {
    answer = async () => ({ result: 'accepted', answer: '250 ok' });
    const bill = await world.open();
    await mail(bill, false);
    await work();
    await correct(bill, isCritical);
    await work();
    expect(await lines()).toEqual(['accepted finch@harbour.example', 'accepted finch@harbour.example correction of 0']);
    await correct(await world.open(), true);
    expect(await lines()).toHaveLength(2);
    const [event] = await world.rows<{ text: string }>("select text from events where type = 'correction-queued'");
    expect(event?.text).toBe('Correction - e-mail to Dr Ada Finch (referral) - a result they were written about has changed');
  });

  test('before it was sent: the old value is never sent, the correction is', async () => {
    const bill = await world.open();
    await mail(bill, true);
    await correct(bill, true);
    await work();
    expect(await lines()).toEqual(['cancelled finch@harbour.example', 'queued finch@harbour.example correction of 0']);
    expect(sent).toHaveLength(1);
  });

  test('a laboratory that does not want it sends nothing by itself', async () => {
    answer = async () => ({ result: 'accepted', answer: '250 ok' });
    await world.rows(
      `insert into lab_settings (lab_id, key, value, updated_at) values (${world.lab.labId}, 'mail_settings', '{"send_corrections": 0}', now())`,
    );
    const bill = await world.open();
    await mail(bill, false);
    await work();
    await correct(bill, true);
    expect(await lines()).toHaveLength(1);
  });

  test('two processes at once queue one correction', async () => {
    answer = async () => ({ result: 'accepted', answer: '250 ok' });
    const bill = await world.open();
    await mail(bill, false);
    await work();
    await world.correct(bill, false);
    const ports = { channels, publicUrl: 'http://localhost:3000' };
    const correctors = [1, 2, 3].map(() => createCorrector({ db: world.test.open(), clock: world.clock }, ports));
    await Promise.all(correctors.map((one) => one()));
    expect(await lines()).toHaveLength(2);
  });
});
