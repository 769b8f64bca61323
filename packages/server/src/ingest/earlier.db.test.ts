import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IntakeLab, openIntakeLab } from '../../test/intake-lab.ts';

let lab: IntakeLab;
const statements: string[] = [];
beforeAll(async () => {
  lab = await openIntakeLab({ onStatement: (text) => statements.push(text), intake: { maxBatchesInFlight: 1 } });
  await lab.rows(`insert into departments (lab_id, code, name) values (1, 'CH', 'Chemistry'), (1, 'NEO', 'Neonatology')`);
  const limit = (key: string, columns: string, values: string) =>
    lab.rows(
      `insert into limits (lab_id, limit_key, version, parameter_code, parameter_name, unit, critical_lower, critical_upper, author, reason, created_at, ${columns})
       values (1, $1, 1, '2823-3', 'Potassium', 'mmol/L', 2.5, 6.5, 'a', 'first', $2, ${values})`,
      [key, lab.now()],
    );
  await limit('k', 'delta_by, delta_in, delta_hours, delta_direction', `1.5, 'absolute', 24, 'both'`);
  await limit('k-urine', 'specimen, upper_bound', `'Urine', 6.5`);
  await lab.rows('update labs set rules_version = rules_version + 1');
});
afterAll(() => lab.close());

let number = 0;
type Part = { value: string; at: string; unit?: string; specimen?: string; status?: string; filler?: string };
/** An ORU of one patient, a report for each part. */
async function receive(patient: string, parts: Part[], ownOrder?: string): Promise<void> {
  number += 1;
  const order = ownOrder ?? `O${number}`;
  const id = number;
  const lines = parts.flatMap(({ value, at, unit = 'mmol/L', specimen = 'SER^Serum', status = 'F', filler }, index) => [
    `OBR|${index + 1}|${order}|${filler ?? `F${id}-${index}`}|K^Potassium^L|||${at}+0000||||||||${specimen}|||||||${at}+0000||CH|F`,
    `OBX|1|NM|2823-3^Potassium^LN||${value}|${unit}|||||${status}`,
  ]);
  const text = [
    `MSH|^~\\&|LIS|NORTH|CC|LAB|20260302075500+0000||ORU^R01|M${id}|P|2.5.1||||||UNICODE UTF-8`,
    `PID|1||${patient}^^^NORTH^MR||MUSTER^ANNA||19700101|F`,
    ...lines,
    '',
  ].join('\r');
  expect((await lab.accept(text)).acks.map(String).join()).toContain('MSA|AA');
}
const verdicts = (patient: string) =>
  lab.rows<{ value: string; verdict: string; state: number; limit_version: number; verdict_reason: string; delta: unknown }>(
    `select v.value, v.verdict, r.critical_values as state, v.limit_version, v.verdict_reason, v.delta from results v
     join lab_reports r on r.id = v.lab_report_id join bills b on b.id = r.bill_id join patients p on p.id = b.patient_id
     where p.identifier = $1 and v.superseded_at is null order by v.id`,
    [patient],
  );

describe('a change between two messages', () => {
  it('opens a callout, and the row says from what, when and by how much', async () => {
    await receive('P1', [{ value: '3.6', at: '20260302010000' }]);
    await receive('P1', [{ value: '5.2', at: '20260302063000' }]);
    const [first, second] = await verdicts('P1');
    expect(first).toMatchObject({ verdict: 'normal', state: 0, delta: null });
    expect(second).toMatchObject({ verdict: 'critical-change', state: 1, limit_version: 1 });
    expect(second?.verdict_reason).toContain('a change of +1.6 mmol/L, +44.4 % from 3.6 mmol/L, 5 h 30 min before');
    expect(second?.delta).toMatchObject({
      previousValue: '3.6',
      previousAt: '2026-03-02T01:00:00.000Z',
      change: '+1.6',
      by: '1.5',
    });
  });

  it('is by the time of collection, whichever came first: what came before its previous value is judged again', async () => {
    await receive('P2', [{ value: '5.2', at: '20260302063000' }]);
    await receive('P2', [{ value: '5.0', at: '20260302040000' }]);
    expect(await verdicts('P2')).toMatchObject([
      { value: '5.2', state: 0 },
      { value: '5.0', state: 0 },
    ]);
    await receive('P2', [{ value: '3.4', at: '20260302050000' }]);
    const [, late, again] = await verdicts('P2');
    expect(late).toMatchObject({ value: '3.4', verdict: 'critical-change', state: 1 });
    expect(again).toMatchObject({ value: '5.2', verdict: 'critical-change', state: 1, delta: { previousValue: '3.4' } });
    const events = await lab.rows(`select text from events where type = 'results-judged-again'`);
    expect(events).toEqual([{ text: 'Results judged again, an earlier value came after them: 1 judged, 1 changed, 1 opened' }]);
  });

  it('that a corrected previous value makes critical opens too, and one it unmakes stays open', async () => {
    await receive('PC', [{ value: '4.0', at: '20260302010000', filler: 'FC' }], 'OC');
    await receive('PC', [{ value: '5.2', at: '20260302050000' }]);
    expect((await verdicts('PC')).at(-1)).toMatchObject({ value: '5.2', state: 0 });
    await receive('PC', [{ value: '3.2', at: '20260302010000', filler: 'FC', status: 'C' }], 'OC');
    expect((await verdicts('PC')).at(-1)).toMatchObject({ value: '5.2', verdict: 'critical-change', state: 1 });
    await receive('PC', [{ value: '5.1', at: '20260302010000', filler: 'FC', status: 'C' }], 'OC');
    expect((await verdicts('PC')).find(({ value }) => value === '5.2')).toMatchObject({ verdict: 'critical-change', state: 1 });
  });

  it('is seen inside one message too', async () => {
    await receive('P3', [
      { value: '5.4', at: '20260302060000' },
      { value: '3.7', at: '20260302030000' },
    ]);
    expect(await verdicts('P3')).toMatchObject([
      { value: '5.4', verdict: 'critical-change', state: 1 },
      { value: '3.7', verdict: 'normal', state: 0 },
    ]);
  });

  it('is not from what was taken back, nor from another patient, nor from another kind of specimen', async () => {
    await receive('P4', [{ value: '3.4', at: '20260302010000', filler: 'FX' }], 'OX');
    await receive('P4', [{ value: '3.4', at: '20260302010000', filler: 'FX', status: 'W' }], 'OX');
    await receive('P5', [{ value: '6.4', at: '20260302020000', specimen: 'UR^Urine' }]);
    for (const patient of ['P4', 'P5']) await receive(patient, [{ value: '5.0', at: '20260302063000' }]);
    expect((await verdicts('P4')).at(-1)).toMatchObject({ value: '5.0', verdict: 'normal', state: 0 });
    expect((await verdicts('P5')).at(-1)).toMatchObject({ value: '5.0', verdict: 'normal', state: 0 });
  });

  it('from a unit without a conversion is said to be unknown', async () => {
    await receive('P6', [{ value: '3.4', at: '20260302010000', unit: 'g' }]);
    await receive('P6', [{ value: '5.2', at: '20260302063000' }]);
    const last = (await verdicts('P6')).at(-1);
    expect(last).toMatchObject({ verdict: 'cannot-say', state: 3 });
    expect(last?.verdict_reason).toContain('is not computed: no conversion from g to mmol/L is known');
  });

  it('sees the other of two that come at once', async () => {
    const before = { value: '3.6', at: '20260302010000' };
    await receive('P7', [{ value: '4.0', at: '20260301230000' }]);
    await Promise.all([receive('P7', [before], 'OA'), receive('P7', [{ value: '5.2', at: '20260302063000' }], 'OB')]);
    // Whichever was first, 5.2 stands after 3.6.
    const critical = (await verdicts('P7')).filter(({ verdict }) => verdict === 'critical-change');
    expect(critical).toMatchObject([{ value: '5.2', delta: { previousValue: '3.6' } }]);
  });
});

describe('the specimen', () => {
  it('of the message chooses the limit; one that is not said fails towards the call', async () => {
    await receive('P8', [{ value: '1.9', at: '20260302010000', specimen: 'URC^Mittelstrahlurin' }]);
    await receive('P9', [{ value: '7', at: '20260302010000', specimen: 'UR^Urine' }]);
    await receive('P9', [{ value: '6', at: '20260302020000', specimen: '' }]);
    const [catched] = await verdicts('P8');
    expect(catched).toMatchObject({ verdict: 'critical-low', state: 1 });
    expect(await verdicts('P9')).toMatchObject([
      { value: '7', verdict: 'critical-high' },
      { value: '6', state: 0 },
    ]);
    const stored = await lab.rows(`select distinct specimen, specimen_code from lab_reports where specimen like 'Mittel%'`);
    expect(stored).toEqual([{ specimen: 'Mittelstrahlurin', specimen_code: 'URC' }]);
  });
});

it('takes one statement more for any number of reports, and reads results in at most three', async () => {
  const counts: number[] = [];
  for (const [patient, reports] of [
    ['W', 1],
    ['X', 1],
    ['Y', 10],
    ['Z', 100],
  ] as const) {
    statements.length = 0;
    await receive(
      patient,
      Array.from({ length: reports }, (_, index) => ({ value: '4.1', at: `202603020${index % 7}0000` })),
    );
    counts.push(statements.length);
    expect(statements.filter((text) => /from results|from \(select p\.\* from results/u.test(text)).length).toBeLessThanOrEqual(
      3,
    );
    expect(statements.filter((text) => text.includes('from_at timestamptz')).length).toBe(1);
  }
  // The first is the one that loads the rules.
  expect(new Set(counts.slice(1)).size).toBe(1);
});
