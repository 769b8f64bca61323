import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openOrder, row } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

const NILS = { family: 'Aalto', given: 'Nils', mrn: '7100021', born: '19510203', sex: 'M' as const };
/** Longer than every step of the ladder that a laboratory without policies has. */
const MINUTES = 300;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: MINUTES });
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

async function isExhaustedAfter(minutes: number): Promise<boolean> {
  const { clock, db, labId } = hospital.lab;
  clock.advance({ minutes });
  const runs = await db.inLab(labId, (tx) => tx.selectFrom('escalation_runs').select('exhausted_at').execute());
  return runs.some(({ exhausted_at }) => exhausted_at !== null);
}

it('a row says which escalation step comes when, and is loud when none is left', async () => {
  await hospital.receive({ number: 'E1', patient: NILS });
  const { page, complaints, close } = await hospital.visit('m.osei');
  const list = await page.request.get('/api/v1/worklist?tab=pending');
  const { items } = (await list.json()) as { items: { escalation: { nextStepAt: string; nextStepNumber: number } }[] };
  const { nextStepAt, nextStepNumber } = items[0]?.escalation ?? { nextStepAt: '', nextStepNumber: 0 };
  const state = row(page, 'AALTO, Nils').locator('td[data-column="state"]');
  await state.getByText(`Next escalation step ${nextStepNumber} at `).waitFor();
  expect(await state.textContent()).toContain(nextStepAt.slice(11, 16));
  expect(await findViolations(page)).toEqual([]);

  expect(complaints).toEqual([]);
  await close();

  // Nobody calls: in steps, because each step counts from the one before; a session would end on the way.
  await expect.poll(() => isExhaustedAfter(20), { timeout: 40_000, interval: 1_000 }).toBe(true);
  const later = await hospital.visit('m.osei');
  const loud = row(later.page, 'AALTO, Nils').locator('td[data-column="state"]');
  await loud.getByText('Escalation exhausted').waitFor();
  expect(await loud.getByText('Next escalation step').count()).toBe(0);
  for (const theme of ['light', 'dark', 'contrast']) {
    await later.page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(later.page)).toEqual([]);
  }
  await later.close();
});

it('an overhead page stands on the row and in the panel until somebody made it, and in the history after', async () => {
  const { labId, db, clock } = hospital.lab;
  const say = 'Doctor on duty to ward 7B, please';
  const steps = [
    { kind: 'notify', after: { minutes: 0, from: 'result' }, who: 'ward', how: 'overhead-page', say, repeat: null },
    { kind: 'exhausted', after: { minutes: 600, from: 'result' } },
  ];
  await db.inLab(labId, (tx) =>
    sql`insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
      values (${labId}, 'every callout', 1, 600, 5, ${JSON.stringify(steps)}::jsonb, 'a', 'a', ${clock.now()}, 'pages', ${clock.now()})`.execute(
      tx,
    ),
  );
  await hospital.receive({ number: 'E3', patient: { ...NILS, family: 'Paged', mrn: '7100023' } });
  const { page, complaints, close } = await hospital.visit('m.osei');
  const state = row(page, 'PAGED, Nils').locator('td[data-column="state"]');
  await state.getByText(`Page overhead for`).waitFor({ timeout: 30_000 });
  expect(await state.textContent()).toContain(say);
  await openOrder(page, 'PAGED, Nils');
  const tasks = page.getByTestId('overhead-pages');
  for (const theme of ['light', 'dark', 'contrast']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(page)).toEqual([]);
  }
  await tasks.getByRole('button', { name: 'Overhead page made' }).click();
  await tasks.getByText(/Paged overhead for .* – M\. Osei/).waitFor();
  await state.getByText('Page overhead for').waitFor({ state: 'detached' });
  await page
    .getByText(/Overhead page made by - M\. Osei/)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('the messages of an order say by which channel each went', async () => {
  const billId = await hospital.receive({ number: 'E2', patient: { ...NILS, family: 'Channel', mrn: '7100022' } });
  const { labId, db, clock } = hospital.lab;
  // Not due while the test runs: what is said of them is the question, not whether they go out.
  const tomorrow = new Date(clock.now().getTime() + 86_400_000);
  await db.inLab(labId, async (tx) => {
    for (const channel of DELIVERY_CHANNELS) {
      await sql`insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, message_id, state, queued_at, due_at)
        select ${labId}, ${billId}, 'E2', max(seq), ${channel}, 'organization', 'Ward 7B', ${`to-${channel}`}, '{"subject":"x","text":"x","html":""}', ${`<${channel}@x>`},
          'queued', ${clock.now()}, ${tomorrow} from events where lab_id = ${labId}`.execute(tx);
    }
  });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'CHANNEL, Nils');
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  const lines = page.getByTestId('deliveries').locator('li');
  await expect.poll(() => lines.filter({ hasText: 'Ward 7B, to-' }).count()).toBe(DELIVERY_CHANNELS.length);
  const said = await lines.filter({ hasText: 'Ward 7B, to-' }).allTextContents();
  for (const words of ['E-mail', 'Fax', 'SMS', 'WhatsApp message', 'Webhook'])
    expect(said.filter((line) => line.includes(`${words} to Ward 7B`))).toHaveLength(1);
  expect(await findViolations(page)).toEqual([]);
  await close();
});

it('a row and the panel say when the next try is, who wants to close the order, and that it was closed without telling', async () => {
  const billId = await hospital.receive({ number: 'E3', patient: { ...NILS, family: 'Retry', mrn: '7100023' } });
  const { lab } = hospital;
  const [supervisor, director] = [await lab.signIn('supervisor'), await lab.signIn('director')];
  await director.send('PUT', '/api/v1/settings/callout-policy', {
    closings: { duplicate: { roles: ['supervisor', 'director'], second_person: 1 } },
  });
  const labReportIds = await lab.db.inLab(lab.labId, async (tx) => {
    const rows = await tx.selectFrom('lab_reports').select('id').where('bill_id', '=', billId).execute();
    return rows.map(({ id }) => id);
  });
  const send = async (by: typeof supervisor, path: string, body: unknown) => {
    const seen = (await (await by.get(`/api/v1/bills/${billId}/critical-records`)).json()) as { bill: { version: number } };
    const answer = await by.send('POST', `/api/v1/bills/${billId}/${path}`, body, { 'if-match': `"${seen.bill.version}"` });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return (await answer.json()) as { closing?: { closingId: number } };
  };
  await send(supervisor, 'callouts', { labReportIds, isDraft: true, notification: { outcome: 'no-answer' } });
  const { closing } = await send(supervisor, 'close', { labReportIds, code: 'duplicate', comment: 'sent twice by the feed' });
  const { page, close } = await hospital.visit('m.osei');
  const state = row(page, 'RETRY, Nils').locator('td[data-column="state"]');
  await state.getByText('Next try ').waitFor();
  await state.getByText('wants to close it: a second person must agree').waitFor();
  for (const theme of ['light', 'dark', 'contrast']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(page)).toEqual([]);
  }
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
  await openOrder(page, 'RETRY, Nils');
  await page.getByText('Next try ').first().waitFor();
  await send(director, 'close/confirm', { closingId: closing?.closingId });
  await page.goto('/worklist?tab=done');
  const closed = row(page, 'RETRY, Nils').locator('td[data-column="state"]');
  await closed.getByText('Closed without telling: Duplicate').waitFor();
  expect(await closed.textContent()).toContain('by Test director, nobody was told');
  expect(await findViolations(page)).toEqual([]);
  await close();
});
