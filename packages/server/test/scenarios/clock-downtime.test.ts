import type { Problem } from '@critical-callout/contract/problem';
import type { DowntimeSheet, Worklist } from '@critical-callout/contract/worklist';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type FeedLab, startFeedLab } from '../feed-lab.ts';

let lab: FeedLab;
let sheet: DowntimeSheet;
beforeAll(async () => {
  lab = await startFeedLab();
  for (const order of ['D1', 'D2', 'D3']) {
    expect(await lab.send({ order, patient: order })).toContain('MSA|AA');
    lab.clock.advance({ minutes: 1 });
  }
});
afterAll(() => lab?.close());

const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;
const print = async (by = lab.caller) => json<DowntimeSheet>(await by.send('POST', '/api/v1/worklist/downtime-sheet'));
const called = (more: Record<string, unknown>) => ({
  notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
  outcome: 'reached-no-read-back',
  ...more,
});
const minutesAgo = (minutes: number) => new Date(lab.clock.now().getTime() - minutes * 60_000).toISOString();

describe('while the program cannot be reached', () => {
  it('the call sheet holds every open order, most urgent first, with a number, and says who printed it', async () => {
    sheet = await print();
    expect(sheet.items.map(({ billNumber }) => billNumber)).toEqual(['D1', 'D2', 'D3']);
    expect(sheet).toMatchObject({ isComplete: true, blankLines: 11, printedByName: 'Test technologist' });
    expect(sheet.items[0]?.reports[0]?.parameters[0]).toMatchObject({ parameterName: 'Potassium', value: '6.8' });
    const [event] = await lab.query<{ text: string }>('select text from events where seq = $1', [sheet.number]);
    expect(event?.text).toBe('Downtime sheet printed by - Test technologist, Orders - 3');
    const [read] = await lab.query<{ n: number }>(
      "select cardinality(bill_ids)::integer as n from access_log where action = 'downtime-sheet.print' order by id desc limit 1",
    );
    expect(read?.n).toBe(3);
    expect((await (await lab.signIn('integrator')).send('POST', '/api/v1/worklist/downtime-sheet')).status).toBe(403);
  });

  it('what was written on it is entered later, with both times, the reason and the number', async () => {
    lab.clock.advance({ minutes: 9 });
    const performedAt = minutesAgo(8);
    const entry = called({ performedAt, backDatedReason: 'network down', downtimeSheet: sheet.number });
    expect((await lab.submit('D1', entry)).status).toBe(201);
    const [row] = await lab.query<Record<string, unknown>>(
      "select performed_at, recorded_at, back_dated_reason, downtime_sheet::integer from critical_callouts where bill_number = 'D1'",
    );
    expect(row).toEqual({
      performed_at: new Date(performedAt),
      recorded_at: lab.clock.now(),
      back_dated_reason: 'network down',
      downtime_sheet: sheet.number,
    });
    const { items } = await json<Worklist>(await lab.caller.get('/api/v1/worklist?tab=done'));
    expect(items[0]).toMatchObject({ billNumber: 'D1', lastCallout: { backDatedReason: 'network down' } });
  });

  it('is counted apart, from becoming critical to the real time of the call', async () => {
    const [report] = (await lab.panel('D1')).reports;
    expect(report?.measures).toMatchObject({ countedAs: 'back-dated', minutesToDone: 4, minutesToFirstAttempt: 4 });
    expect((await lab.tell('D2')).status).toBe(201);
    expect((await lab.panel('D2')).reports[0]?.measures).toMatchObject({ countedAs: 'regular' });
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['without a reason', () => ({ performedAt: minutesAgo(6) }), 'callout.back-dated-reason-missing'],
    [
      'from a sheet without a reason, however short ago',
      () => ({ downtimeSheet: sheet.number }),
      'callout.back-dated-reason-missing',
    ],
    [
      'from a sheet nobody printed',
      () => ({ downtimeSheet: 999_999, backDatedReason: 'network down' }),
      'callout.downtime-sheet-unknown',
    ],
    [
      'before the result was received',
      () => ({ performedAt: minutesAgo(60), backDatedReason: 'network down' }),
      'callout.performed-before-received',
    ],
    ['in the future', () => ({ performedAt: minutesAgo(-5), backDatedReason: 'network down' }), 'callout.performed-in-future'],
  ])('an entry %s is refused', async (_what, more, code) => {
    expect(await json<Problem>(await lab.submit('D3', called(more())))).toMatchObject({ status: 422, code });
  });

  it('an attempt entered after the callout was done keeps the order of facts', async () => {
    const attempt = { outcome: 'no-answer', performedAt: minutesAgo(9), backDatedReason: 'network down' };
    expect((await lab.submit('D2', attempt, { isDraft: true })).status).toBe(201);
    const [report] = (await lab.panel('D2')).reports;
    const { measures } = report ?? {};
    expect(Date.parse(measures?.firstAttemptAt ?? '')).toBeLessThan(Date.parse(measures?.doneAt ?? ''));
    const { results } = await checkInvariants(lab.db, lab.clock.now());
    expect(results.filter(({ id }) => id === 'I12').flatMap(({ findings }) => findings)).toEqual([]);
  });
});
