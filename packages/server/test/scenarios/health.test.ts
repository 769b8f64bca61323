import { HEALTH_LINES, type Health } from '@critical-callout/contract/setup';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let lab: Lab;
let integrator: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z' });
  integrator = await lab.signIn('integrator');
});
afterAll(() => lab.close());

const read = async (): Promise<Health> => (await (await integrator.get('/api/v1/health')).json()) as Health;
const lineOf = async (id: string) => (await read()).lines.find((one) => one.id === id);

it('says of everything whether it works, in the order of the contract', async () => {
  const { lines } = await read();
  expect(lines.map(({ id }) => id)).toEqual([...HEALTH_LINES]);
  expect(lines.find(({ id }) => id === 'database')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^\d+/) });
  expect(lines.find(({ id }) => id === 'disk')).toMatchObject({ count: expect.any(Number), detail: 'own' });
  expect(lines.find(({ id }) => id === 'backup')).toMatchObject({ state: 'warning', detail: 'off' });
  // The clock of the test stands still months before that of the database.
  expect(lines.find(({ id }) => id === 'clock')).toMatchObject({ state: 'warning' });
});

it('sees the sweeper and the auditor of escalation look, and says so when they stop', async () => {
  await expect.poll(async () => (await lineOf('sweeper'))?.state, { timeout: 15_000 }).toBe('ok');
  await expect.poll(async () => (await lineOf('auditor'))?.state, { timeout: 15_000 }).toBe('ok');
  await lab.db.pool.query("update escalation_watch set last_run_at = last_run_at - interval '10 minutes' where name = 'sweeper'");
  const late = await lineOf('sweeper');
  // It may have looked again between the two lines; then it says when.
  expect(late).toMatchObject({ state: late?.since === lab.clock.now().toISOString() ? 'ok' : 'bad' });
});

it('a trail that does not fit, and what stands in quarantine, are named with their number and since when', async () => {
  await lab.db.pool.query(
    `insert into audit_verifications (lab_id, at, asked_by, asked_through, checked, broken_seq, broken_reason)
     values ($1, $2, 'test', 'daily', 7, 8, 'hash')`,
    [lab.labId, lab.clock.now()],
  );
  const answer = await fetch(`${lab.baseUrl}/api/v1/hl7v2`, {
    method: 'POST',
    headers: { ...integrator.headers, 'content-type': 'application/hl7-v2' },
    body: 'no message at all',
  });
  expect(answer.status).toBe(200);
  expect(await lineOf('audit-verified')).toMatchObject({ state: 'bad', count: 8, detail: 'broken' });
  expect(await lineOf('quarantine')).toMatchObject({ state: 'warning', count: 1, since: lab.clock.now().toISOString() });
});

it('a stranger learns that the process runs, and nothing else', async () => {
  const open = await fetch(`${lab.baseUrl}/healthz`);
  expect(await open.json()).toEqual({ status: 'ok' });
  expect((await fetch(`${lab.baseUrl}/api/v1/health`)).status).toBe(401);
});
