import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const patient = { family: 'Strip', given: 'Robin', mrn: '700002', born: '19600101', sex: 'F' as const };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.lab.signIn('integrator', { userName: 'i.brandt', name: 'I. Brandt' });
  await hospital.receive({ number: 'ST1', patient });
});
afterAll(() => hospital.close());

/** What only somebody with the rights of the database's owner could do. */
async function writeOver(seq: number, text: string): Promise<void> {
  const client = await hospital.lab.db.pool.connect();
  try {
    await client.query('alter table events disable trigger user');
    await client.query('update events set text = $2 where lab_id = $3 and seq = $1', [seq, text, hospital.lab.labId]);
    await client.query('alter table events enable trigger user');
  } finally {
    client.release();
  }
}

it('an audit trail that was written over is said on every screen, until a verification fits again', async () => {
  const { lab } = hospital;
  const { rows } = await lab.db.pool.query<{ text: string }>('select text from events where lab_id = $1 and seq = 2', [
    lab.labId,
  ]);
  await writeOver(2, 'nothing happened here');
  const director = await lab.signIn('director', { userName: 'd.stone', name: 'D. Stone' });
  const answer = await director.send('POST', '/api/v1/audit/verify');
  expect(await answer.json()).toMatchObject({ broken: { seq: 2 } });

  for (const theme of THEMES) {
    const { page, close } = await hospital.visit('m.osei', { theme, width: 1280, height: 720 });
    await page.getByTestId('audit-failure').filter({ hasText: 'event 2 does not fit' }).waitFor();
    expect(await page.getByRole('button', { name: 'Verify again now' }).count()).toBe(0);
    expect([theme, await findViolations(page)]).toEqual([theme, []]);
    await page.goto('/preferences');
    await page.getByTestId('audit-failure').waitFor();
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await close();
  }

  const { page, complaints, close } = await hospital.visit('d.stone');
  const verified = page.waitForResponse((response) => response.url().endsWith('/audit/verify'));
  await page.getByRole('button', { name: 'Verify again now' }).click();
  expect(await (await verified).json()).toMatchObject({ broken: { seq: 2 } });
  await page.getByTestId('audit-failure').filter({ hasText: 'event 2 does not fit' }).waitFor();
  await writeOver(2, rows[0]?.text ?? '');
  await page.getByRole('button', { name: 'Verify again now' }).click();
  await page.getByTestId('audit-failure').waitFor({ state: 'detached' });
  await page
    .getByRole('region', { name: 'Notices' })
    .getByText(/The audit trail verifies: \d+ events fit/)
    .waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('somebody without live updates has a connection all the same, and is told when it breaks', async () => {
  const { page, context, complaints, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await page.goto('/');
  await signInAt(page, 'i.brandt');
  const chip = page.getByTestId('connection');
  await chip.filter({ hasText: 'Connected' }).waitFor();
  await context.setOffline(true);
  await chip.filter({ hasText: 'Stale since' }).waitFor({ timeout: 20_000 });
  await context.setOffline(false);
  await chip.filter({ hasText: 'Connected' }).waitFor({ timeout: 20_000 });
  expect(complaints).toEqual([]);
  await close();
});
