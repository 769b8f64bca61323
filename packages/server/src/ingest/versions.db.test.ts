import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeLab, messageOf, openIntakeLab } from '../../test/intake-lab.ts';

let lab: IntakeLab;
beforeEach(async () => {
  lab = await openIntakeLab();
});
afterEach(() => lab.close());

const potassium = (value: string, flag: string, status: string): string =>
  `NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||${status}`;

/** MSH-7 and OBR-22, and one OBX in full; times are minutes after 00:00 of one day. */
async function sendTimed(
  value: string,
  flag: string,
  status: string,
  at: { sent: string; reported?: string; obx14?: string; obx19?: string },
) {
  const time = (text: string | undefined) => (text ? `20260302${text.replace(':', '')}00+0000` : '');
  control += 1;
  const obx = `${potassium(value, flag, status)}|||${time(at.obx14)}|||||${time(at.obx19)}`;
  const raw = messageOf({ controlId: `T${control}`, sentAt: time(at.sent), reportedAt: time(at.reported), obx: [obx] });
  expect(await lab.accept(raw)).toMatchObject({ isStored: true, state: 'PROCESSED' });
}

let control = 0;
/** One version of the potassium of one order; `at` is OBR-22, the minute after 07:00. */
async function send(value: string, flag: string, status: string, at: number): Promise<void> {
  control += 1;
  const minute = String(at).padStart(2, '0');
  const raw = messageOf({
    controlId: `V${control}`,
    reportedAt: `2026030207${minute}00+0000`,
    obx: [potassium(value, flag, status)],
  });
  expect(await lab.accept(raw)).toMatchObject({ isStored: true, state: 'PROCESSED', isDuplicate: false });
}

const current = () => lab.rows('select value, status, is_critical from results where superseded_at is null');
const criticalValues = async () =>
  (await lab.rows<{ critical_values: number }>('select critical_values from lab_reports'))[0]?.critical_values;
const eventTypes = async () =>
  (await lab.rows<{ type: string }>('select type from events order by seq')).map((event) => event.type);

describe('versions of a result', () => {
  const versions = {
    P: () => send('6.8', 'HH', 'P', 10),
    F: () => send('6.9', 'HH', 'F', 20),
    C: () => send('4.2', 'N', 'C', 30),
  };
  it.each(['PFC', 'PCF', 'FPC', 'FCP', 'CPF', 'CFP'])('P, F and C arriving as %s end at the correction', async (order) => {
    for (const letter of order) await versions[letter as keyof typeof versions]();
    expect(await current()).toEqual([{ value: '4.2', status: 'C', is_critical: false }]);
    expect(await criticalValues()).toBe(0);
    expect(await lab.rows('select count(*)::int as n from results')).toEqual([{ n: 3 }]);
  });

  it('a critical final sent after a correction of the same OBX-14 is called', async () => {
    await sendTimed('4.1', 'N', 'C', { sent: '08:10', obx14: '07:00' });
    await sendTimed('7.9', 'HH', 'F', { sent: '08:40', obx14: '07:00' });
    expect(await current()).toEqual([{ value: '7.9', status: 'F', is_critical: true }]);
    expect(await criticalValues()).toBe(1);
  });

  it.each(['FC', 'CF'])(
    'a critical correction with OBX-19 only stands against a final with OBR-22, arriving as %s',
    async (order) => {
      const sends = {
        F: () => sendTimed('4.1', 'N', 'F', { sent: '08:05', reported: '08:00' }),
        C: () => sendTimed('7.9', 'HH', 'C', { sent: '08:30', obx19: '07:45' }),
      };
      for (const letter of order) await sends[letter as keyof typeof sends]();
      expect(await current()).toEqual([{ value: '7.9', status: 'C', is_critical: true }]);
      expect(await criticalValues()).toBe(1);
    },
  );

  it('a preliminary of an older time never replaces a final, however late it was sent', async () => {
    await sendTimed('4.1', 'N', 'F', { sent: '08:05', reported: '08:00' });
    await sendTimed('7.9', 'HH', 'P', { sent: '08:30', reported: '07:30' });
    expect(await current()).toEqual([{ value: '4.1', status: 'F', is_critical: false }]);
  });

  it('the same value as P and then F is one callout', async () => {
    await send('6.8', 'HH', 'P', 10);
    await send('6.8', 'HH', 'F', 20);
    expect(await current()).toEqual([{ value: '6.8', status: 'F', is_critical: true }]);
    expect(await eventTypes()).toEqual(['report-became-critical']);
  });

  it('a correction keeps its place when the final has the same time and arrives later', async () => {
    await send('4.2', 'N', 'C', 20);
    await send('6.9', 'HH', 'F', 20);
    expect(await current()).toEqual([{ value: '4.2', status: 'C', is_critical: false }]);
  });

  it.each(['D', 'W', 'X'])('OBX-11 %s takes the value back and withdraws the callout nobody was told of', async (status) => {
    await send('6.9', 'HH', 'F', 10);
    await send('6.9', 'HH', status, 20);
    expect(await criticalValues()).toBe(0);
    expect(await current()).toEqual([{ value: '6.9', status, is_critical: false }]);
    expect(await eventTypes()).toEqual(['report-became-critical', 'callout-withdrawn']);
  });

  it('preliminary results open no callout where the source says so; the final with the same value does', async () => {
    await lab.setSource('is_preliminary_called = false');
    await send('6.8', 'HH', 'P', 10);
    expect(await criticalValues()).toBe(3);
    await send('6.8', 'HH', 'F', 20);
    expect(await criticalValues()).toBe(1);
  });

  it.each(['T', 'D'])('MSH-11 %s counts like production, until the source says that it does not', async (processing) => {
    const raw = (control: string) =>
      Buffer.from(
        messageOf({ controlId: control, obx: [potassium('6.9', 'HH', 'F')] })
          .toString()
          .replace('|P|2.5.1', `|${processing}|2.5.1`),
      );
    expect((await lab.accept(raw('T1'))).acks.join()).toContain('MSA|AA');
    expect(await criticalValues()).toBe(1);
    await lab.setSource('is_training_processed = false');
    expect((await lab.accept(raw('T2'))).acks.join()).toContain('MSA|AA');
    expect(await lab.rows('select state, reason from inbound_messages order by id desc limit 1')).toEqual([
      { state: 'IGNORED', reason: `MSH-11 '${processing}': this source does not process training and debugging messages` },
    ]);
  });

  it('a message that names another patient moves the order, and says so', async () => {
    await send('6.9', 'HH', 'F', 10);
    const raw = messageOf({
      controlId: 'M',
      pid: '9999^^^NORTH^MR||BEISPIEL^BERT||19800101|M',
      obx: [potassium('6.9', 'HH', 'F')],
    });
    await lab.accept(raw);
    expect(await lab.rows('select p.identifier, b.version from bills b join patients p on p.id = b.patient_id')).toEqual([
      { identifier: '9999', version: 4 },
    ]);
    expect(await eventTypes()).toEqual(['report-became-critical', 'callout-reopened', 'order-patient-changed']);
  });

  it('patients without an identifier are one each, and an order keeps its own', async () => {
    for (const order of ['B1', 'B2', 'B1']) {
      control += 1;
      await lab.accept(messageOf({ controlId: `N${control}`, order, pid: '||MUSTER^ANNA||19700101|F' }));
    }
    expect(
      await lab.rows(
        'select b.bill_number, count(distinct p.id)::int as n from bills b join patients p on p.id = b.patient_id group by 1 order by 1',
      ),
    ).toEqual([
      { bill_number: 'B1', n: 1 },
      { bill_number: 'B2', n: 1 },
    ]);
    expect(await lab.rows('select count(*)::int as n from patients')).toEqual([{ n: 2 }]);
  });
});
