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
});
