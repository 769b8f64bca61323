import { problemSchema } from '@critical-callout/contract/problem';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

/** A row that no version of this program writes, as a restored backup or a hand on the database might leave it. */
let lab: Lab;
let fixture: Fixture;
let supervisor: Visitor;
const log: string[] = [];
beforeAll(async () => {
  lab = await startLab({ onLog: (line) => log.push(line) });
  fixture = await furnish(lab.db, lab.labId);
  supervisor = await lab.signIn('supervisor');
  await lab.db.pool.query(
    'alter table critical_callouts drop constraint critical_callouts_meta_keys, drop constraint critical_callouts_values_keys',
  );
});
afterAll(() => lab.close());

async function attempt(bill: FixtureBill): Promise<number> {
  const notification = { recipients: ['organization'], outcome: 'no-answer' };
  const body = { labReportIds: bill.reportIds, isDraft: true, notification };
  const answer = await supervisor.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { callouts: { id: number }[] }).callouts[0]?.id ?? 0;
}

/** Replaces the live draft by a copy of it with other JSON. */
async function replaceDraft(id: number, meta: string, values = 'critical_values_meta'): Promise<number> {
  await lab.db.pool.query('update critical_callouts set superseded_at = recorded_at where id = $1', [id]);
  const { rows } = await lab.db.pool.query<{ id: number }>(
    `insert into critical_callouts (lab_id, bill_id, bill_number, is_draft, recipients, critical_callout_meta, critical_values_meta, outcome, performed_by_user,
      performed_at, recorded_at, event_seq) select lab_id, bill_id, bill_number, true, recipients, ${meta}, ${values}, outcome, performed_by_user, performed_at,
      recorded_at, event_seq from critical_callouts where id = $1 returning id`,
    [id],
  );
  return Number(rows[0]?.id);
}

it.each([
  ['a key too many', `critical_callout_meta || '{"colour": 1}'`, 'critical_values_meta', /critical_callout_meta.*colour/u],
  ['a key too few', `critical_callout_meta - 'log_message'`, 'critical_values_meta', /critical_callout_meta.*log_message/u],
  [
    'a parameter with a key too many',
    'critical_callout_meta',
    `'[{"parameter_name": "K", "mood": 1}]'`,
    /critical_values_meta.*mood/u,
  ],
])('a stored draft with %s is not shown, and the log names its row', async (_name, meta, values, problem) => {
  const bill = await seedBill(lab.db, fixture);
  const path = `/api/v1/bills/${bill.billId}/critical-records`;
  const id = await attempt(bill);
  expect((await supervisor.get(path)).status).toBe(200);
  const broken = await replaceDraft(id, meta, values);
  const answer = await supervisor.get(path);
  expect(problemSchema.parse(await answer.json())).toMatchObject({ status: 500, code: 'http.internal' });
  const line = log.find((text) => text.includes(`critical_callouts ${broken}:`));
  expect(line).toMatch(problem);
  expect(line).not.toMatch(/Sample|Robin/u);
});

it('an export that meets such a row breaks off, and the log names it', async () => {
  const bill = await seedBill(lab.db, fixture);
  const broken = await replaceDraft(await attempt(bill), `critical_callout_meta || '{"colour": 1}'`);
  for (const kind of ['csv', 'xlsx']) {
    log.length = 0;
    const whole = supervisor
      .get(`/api/v1/exports/callouts.${kind}?from=2026-11-01&to=2026-12-01&q=${bill.billNumber}`)
      .then(async (answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`${answer.status}`))));
    await expect(whole).rejects.toThrow();
    expect(log.join('\n')).toContain(`critical_callouts ${broken}:`);
  }
});
