import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeLab, messageOf, openIntakeLab } from '../../test/intake-lab.ts';

let lab: IntakeLab;
beforeEach(async () => {
  lab = await openIntakeLab();
});
afterEach(() => lab.close());

describe('intake', () => {
  it('stores a message byte for byte, with its results and verdicts, and answers AA', async () => {
    const raw = messageOf({
      obx: ['NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|HH|||F', 'NM|2951-2^Sodium^LN||140|mmol/L|136-145|N|||F'],
    });
    const answer = await lab.accept(raw);
    expect(answer).toMatchObject({ isStored: true, state: 'PROCESSED', isDuplicate: false });
    expect(answer.acks.map(String)).toEqual([expect.stringMatching(/^MSH\|.*\rMSA\|AA\|1\r$/)]);
    const [stored] = await lab.rows<{ raw: Buffer; state: string }>('select raw, state from inbound_messages');
    expect(stored?.raw.equals(raw)).toBe(true);
    expect(await lab.rows('select parameter_code, value, verdict, is_critical, sender_verdict from results order by id')).toEqual(
      [
        { parameter_code: '2823-3', value: '6.9', verdict: 'critical-high', is_critical: true, sender_verdict: 'critical' },
        { parameter_code: '2951-2', value: '140', verdict: expect.any(String), is_critical: false, sender_verdict: 'normal' },
      ],
    );
    expect(await lab.rows('select critical_values, critical_at, due_at is not null as is_due from lab_reports')).toEqual([
      { critical_values: 1, critical_at: lab.now(), is_due: true },
    ]);
  });

  it.each(['ORU^R02', 'ORU^O01', 'ORU^W01', 'ORF^R04'])('%s with a result opens its callout', async (type) => {
    const obx = ['NM|2823-3^Potassium^LN||7.9|mmol/L|3.5-5.1|HH|||F'];
    expect(await lab.accept(messageOf({ type, obx }))).toMatchObject({ state: 'PROCESSED' });
    expect(await lab.rows('select critical_values from lab_reports')).toEqual([{ critical_values: 1 }]);
  });

  it.each(['OML^O21', 'ZRU^Z01', 'ADT^A01', 'ACK^R01'])('%s that carries a critical flag is kept for a person', async (type) => {
    const obx = ['NM|2823-3^Potassium^LN||7.9|mmol/L|3.5-5.1|HH|||F'];
    const answer = await lab.accept(messageOf({ type, obx }));
    expect(answer).toMatchObject({ isStored: true, state: 'QUARANTINED' });
    // Never an acknowledgement of an acknowledgement.
    expect(answer.acks.map((ack) => String(ack).split('MSA|')[1]?.slice(0, 2))).toEqual(type === 'ACK^R01' ? [] : ['AE']);
    expect(await lab.rows('select test_code, critical_values from lab_reports')).toEqual([
      { test_code: 'UNREADABLE', critical_values: 1 },
    ]);
  });
});
