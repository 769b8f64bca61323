import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ackCodesFor, ackPlan, buildAck, errorLocation } from './ack.ts';
import { findCriticalFlags } from './critical-flags.ts';
import { readHl7v2 } from './read.ts';

const seed = [
  'FHS|^~\\&|LIS',
  'BHS|^~\\&|LIS',
  'MSH|^~\\&|LIS|LAB|||20260301120000-0500||ORU^R01^ORU_R01|M1|P|2.5.1|||AL|NE||8859/1',
  'PID|1||4711^^^HOSP^MR~8^^^MPI^PI||S\\T\\mple^Ann||19700102|F',
  'PV1|1|I|W1^2^3||||A1^Attend',
  'ORC|RE|P1|F1|G1||||||||||D1^Reed||555',
  'OBR|1|P1|F1|24323-8^Panel^LN|||20260301100000|||||||||D1|||||||20260301|||F',
  'TQ1|1||||||||S',
  'OBX|1|NM|2823-3^K^LN||6.8|mmol/L|3-5|HH~A|||F|||20260301|||||20260301',
  'OBX|2|SN|2345-7^Glu^LN||<^30|mg/dL|70-99|LL|||C',
  'OBX|3|TX|R^Text^L||line one\\.br\\two||||||F',
  'OBX|4|CWE|600-7^Culture^LN|1|1^MRSA^SCT~2^E. coli^SCT|||AA|||P',
  'NTE|1||note',
  'SPM|1|S1||BLD^Blood',
  'BTS|1',
];

const pieces = fc.constantFrom(
  '|',
  '^',
  '~',
  '&',
  '\\',
  '\r',
  '\n',
  '\r\n',
  '\0',
  'MSH',
  'OBX|',
  'PID|',
  'OBR|',
  'NTE',
  '"',
  '\\.br\\',
  '\\X',
  '\\E\\',
  'HH',
  '\uFEFF',
  '9'.repeat(400),
  '',
);

/** A message with some of its text cut, doubled, moved or replaced. */
const mutated = fc
  .tuple(
    fc.shuffledSubarray(seed, { minLength: 1 }),
    fc.array(fc.tuple(fc.nat(2000), fc.nat(40), pieces), { maxLength: 12 }),
    fc.boolean(),
    fc.constantFrom('\r', '\n', '\r\n'),
  )
  .map(([lines, cuts, inOrder, end]) => {
    const kept = inOrder ? seed.filter((line) => lines.includes(line)) : lines;
    return cuts.reduce(
      (text, [at, length, piece]) =>
        text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + length),
      kept.join(end),
    );
  });

function readAndAnswer(text: string): void {
  const batch = readHl7v2(text, { zone: 'America/New_York' });
  for (const one of batch.messages) {
    const isBad = one.outcome === 'unreadable' || one.outcome === 'rejected';
    const { application } = ackCodesFor(ackPlan(one.header), { commit: 'accept', application: isBad ? 'error' : 'accept' });
    const place = one.problems[0]?.place ?? '';
    const ack = buildAck({
      header: one.header,
      code: application ?? 'AA',
      text: place,
      location: errorLocation(place),
      now: new Date(0),
      ackControlId: 'A',
    });
    expect(ack).toMatch(/^MSH[^\r]+\rMSA[^\r]+\r(ERR[^\r]+\r)?$/);
    if (one.outcome !== 'results') continue;
    expect(one.problems.length).toBeLessThanOrEqual(100);
    for (const order of one.message.orders) {
      expect(order.billNumber).not.toBe('');
      for (const report of order.reports) {
        expect([report.fillerOrderNumber, report.testCode, report.testName]).not.toContain('');
        const identities = report.results.map((result) =>
          JSON.stringify([result.parameterCode, result.codeSystem, result.subId]),
        );
        expect(new Set(identities).size).toBe(identities.length);
        for (const result of report.results) expect(JSON.stringify(result)).not.toContain('\\u0000');
      }
    }
  }
}

// Property tests need room on a busy machine.
describe('whatever arrives', { timeout: 60_000 }, () => {
  it('of a broken message is a value, never a throw', () => {
    fc.assert(
      fc.property(mutated, (text) => readAndAnswer(text)),
      { numRuns: 500 },
    );
  });

  it('of random text is a value, never a throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uint8Array({ maxLength: 400 }).map((bytes) => String.fromCharCode(...bytes)),
        ),
        (text) => readAndAnswer(text),
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => readAndAnswer(`MSH|^~\\&|${text}`)));
  });

  it('keeps every result of a message whose lines are in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('K', 'NA', 'GLU'), fc.integer({ min: 1, max: 9 }), fc.constantFrom('', 'HH', 'N')), {
          minLength: 1,
        }),
        (rows) => {
          const obx = rows.map(([code, value, flag], index) => `OBX|${index + 1}|NM|${code}^${code}^L||${value}|||${flag}|||F`);
          const [one] = readHl7v2([...seed.slice(2, 7), ...obx].join('\r')).messages;
          const results =
            one?.outcome === 'results'
              ? one.message.orders.flatMap(({ reports }) => reports.flatMap((report) => report.results))
              : [];
          for (const [code, value, flag] of rows) {
            const same = results.filter((result) => result.parameterCode === code && result.value === String(value));
            expect(same.length).toBeGreaterThan(0);
            if (flag !== '') expect(same.some(({ flags }) => flags.includes(flag))).toBe(true);
          }
        },
      ),
    );
  });

  it('of 20,000 OBX of one code is all kept, as results or as one narrative', () => {
    const obx = Array.from({ length: 20_000 }, (_, index) => `OBX|${index}|NM|K^K^L||${index}||||||F`);
    const [one] = readHl7v2([...seed.slice(2, 7), ...obx].join('\r')).messages;
    expect(one?.outcome === 'results' && one.message.orders[0]?.reports[0]?.results.length).toBe(20_000);
    const lines = Array.from({ length: 20_000 }, () => 'OBX|1|TX|R^R^L||line of a long report||||||F');
    const [long] = readHl7v2([...seed.slice(2, 7), ...lines].join('\r')).messages;
    expect(long?.outcome === 'results' && long.message.orders[0]?.reports[0]?.results.length).toBe(1);
  });
});

describe('critical flags in text that cannot be read', () => {
  it.each([
    ['OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L|3-5|HH|||F', 'HH', '2823-3', '7.4'],
    ['garbage OBX|1|NM|GLU||20|mg/dL||H~LL||F', 'LL', 'GLU', '20'],
    ['MSH#*~!@#L\nOBX#1#ST#BC*Culture#1#positive####AA*Very abnormal##F', 'AA', 'BC', 'positive'],
    ['OBX|1|NM|K||7.4|mmol/L|3-5|||HH^Panic', 'HH', 'K', '7.4'],
    ['OBX|1|NM|K||7.4|mmol/L|3-5| hh |', 'HH', 'K', '7.4'],
  ])('%j', (text, flag, parameterCode, value) => {
    expect(findCriticalFlags(text)).toMatchObject([{ flag, parameterCode, value }]);
  });

  it.each(['OBX|1|NM|K||7.4|mmol/L|3-5|H|||F', 'PID|1||HH', 'OBX|1|ST|HH^HH||HH', 'XOBX|1|NM|K||7|||HH', '', 'OBX'])(
    'not in %j',
    (text) => {
      expect(findCriticalFlags(text)).toEqual([]);
    },
  );

  it('are limited', () => {
    expect(findCriticalFlags('OBX|1|NM|K||7|||HH\r'.repeat(1000))).toHaveLength(50);
  });
});
