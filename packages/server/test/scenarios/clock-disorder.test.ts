import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type IntakeLab, messageOf, openIntakeLab } from '../intake-lab.ts';

/** Storms, repeated numbers and messages in every order: what a feed does on a bad day. Correction under an open panel: clock-corrections. */
let lab: IntakeLab;
beforeAll(async () => {
  lab = await openIntakeLab();
});
afterAll(() => lab?.close());

const potassium = (value: string, flag: string, status: string, time: string) =>
  `NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||${status}|||20260302${time}00+0000`;
/** Repeats of one message; TEST_STORM=10000 for the whole figure of the specification. */
const STORM = Number(process.env.TEST_STORM ?? 1_000);

let controls = 0;
const message = (order: string, value: string, flag: string, status: string, minute: number, controlId = `C${++controls}`) => {
  const time = `07${String(minute).padStart(2, '0')}`;
  return messageOf({
    controlId,
    order,
    filler: `F-${order}`,
    sentAt: `20260302${time}00+0000`,
    reportedAt: `20260302${time}00+0000`,
    obx: [potassium(value, flag, status, time)],
  });
};
const standing = (order: string) =>
  lab.rows<{ value: string; status: string; critical: number }>(
    `select x.value, x.status, r.critical_values::integer as critical from results x join lab_reports r on r.id = x.lab_report_id join bills b on b.id = r.bill_id
     where b.bill_number = $1 and x.superseded_at is null`,
    [order],
  );

describe('a storm of one message', () => {
  it('over 20 connections: one message, one result, one callout, the same answer every time', async () => {
    const raw = message('STORM', '6.8', 'HH', 'F', 10);
    const answers = new Set<string>();
    let left = STORM;
    const connection = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        answers.add((await lab.accept(raw)).acks.join());
      }
    };
    await Promise.all(Array.from({ length: 20 }, connection));
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('MSA|AA');
    expect(await lab.rows('select count(*)::integer as n from inbound_messages')).toEqual([{ n: 1 }]);
    expect(await standing('STORM')).toEqual([{ value: '6.8', status: 'F', critical: 1 }]);
    expect(await lab.rows(`select type from events where type = 'report-became-critical'`)).toHaveLength(1);
    expect(await lab.rows('select id from callout_openings')).toHaveLength(1);
  });
});

describe('a control id used again', () => {
  it('with other bytes is another message, and counts', async () => {
    await lab.accept(message('AGAIN', '4.1', 'N', 'F', 10, 'SAME'));
    await lab.accept(message('AGAIN', '6.8', 'HH', 'F', 20, 'SAME'));
    expect(await standing('AGAIN')).toEqual([{ value: '6.8', status: 'F', critical: 1 }]);
  });
});

describe('preliminary, final and corrected in every order', () => {
  const versions = [
    ['4.1', 'N', 'P', 10],
    ['6.8', 'HH', 'F', 20],
    ['7.4', 'HH', 'C', 30],
  ] as const;
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  it.each(orders)('%i, %i, %i: the correction stands, and one callout is open', async (...sequence) => {
    const order = `PFC${sequence.join('')}`;
    for (const index of sequence) {
      const [value, flag, status, minute] = versions[index as 0 | 1 | 2];
      expect((await lab.accept(message(order, value, flag, status, minute))).acks.join()).toContain('MSA|AA');
    }
    expect(await standing(order)).toEqual([{ value: '7.4', status: 'C', critical: 1 }]);
    const opened = await lab.rows(
      `select o.id from callout_openings o join lab_reports r on r.id = o.lab_report_id join bills b on b.id = r.bill_id where b.bill_number = $1`,
      [order],
    );
    expect(opened).toHaveLength(1);
  });

  it('any number of versions, repeated and shuffled: the newest stands', async () => {
    const version = fc.record({
      value: fc.constantFrom('4.1', '6.8', '7.4'),
      status: fc.constantFrom('P', 'F', 'C'),
      minute: fc.integer({ min: 1, max: 59 }),
    });
    const some = fc.uniqueArray(version, { minLength: 2, maxLength: 5, selector: ({ minute }) => minute });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(some, fc.infiniteStream(fc.nat()), async (sent, random) => {
        n += 1;
        const order = `ANY${n}`;
        const rank = { P: 0, F: 1, C: 2 };
        // A laboratory corrects what is final and finalises what was preliminary: statuses never go back in time.
        const ordered = [...sent].sort((a, b) => a.minute - b.minute);
        const statuses = ordered.map(({ status }) => status).sort((a, b) => rank[a as 'P'] - rank[b as 'P']);
        const feed = ordered.map((one, index) => ({ ...one, status: statuses[index] ?? 'F' }));
        const shuffled = [...feed, ...feed.slice(0, 1)].map((one) => ({ one, key: random.next().value ?? 0 }));
        shuffled.sort((a, b) => a.key - b.key);
        for (const { one } of shuffled) {
          const flag = one.value === '4.1' ? 'N' : 'HH';
          await lab.accept(message(order, one.value, flag, one.status, one.minute));
        }
        const newest = feed.at(-1);
        expect(await standing(order)).toMatchObject([{ value: newest?.value, critical: newest?.value === '4.1' ? 0 : 1 }]);
      }),
      { numRuns: 20 },
    );
  });
});

it('leaves every invariant whole', async () => {
  const { results } = await checkInvariants(lab.database.db, lab.now());
  // No ladder runs here: intake was opened without one.
  expect(results.flatMap(({ id, findings }) => (id === 'I6' ? [] : findings))).toEqual([]);
});
