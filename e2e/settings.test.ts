import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, JOHN, openHospital, potassium } from './hospital.ts';
import { oru, sendOverMllp } from './mllp.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 10 });
});
afterAll(() => hospital?.close());

const count = async (query: string): Promise<number> =>
  Number((await hospital.lab.db.pool.query<{ n: string }>(query)).rows[0]?.n);
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name }).click();

it('a newcomer goes from an empty laboratory to the first received message, and can leave on the way', async () => {
  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/setup');
  await page.getByLabel('Name of the laboratory').fill('Harbour Teaching Laboratory');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('[data-check="lab-named"][data-state="ok"]').waitFor();
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /^Database/ })
    .click();
  await page.getByRole('button', { name: 'Test the database' }).click();
  await page.locator('[data-check="database-tested"]').filter({ hasText: 'lock holds' }).waitFor();
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /^Connect the feed/ })
    .click();
  await page.getByText(String(hospital.lab.mllpPort), { exact: true }).waitFor();
  await page.getByTestId('feed-waiting').filter({ hasText: '0 messages yet' }).waitFor();

  await page.getByRole('button', { name: 'Send a sample' }).click();
  await page.getByTestId('sample-answer').filter({ hasText: 'answered AA' }).waitFor();
  await page.getByTestId('first-message').filter({ hasText: 'patient SAMPLE, Maria (PID-5)' }).waitFor();
  await page.getByTestId('feed-waiting').filter({ hasText: '0 messages yet' }).waitFor();

  await page.getByRole('button', { name: 'Save and leave' }).click();
  await page.goto('/setup');
  await page.getByTestId('feed-waiting').waitFor();
  await hospital.receive({ number: 'W1', patient: JOHN, values: [potassium('4.2', { flag: '' })] });
  await page.getByTestId('feed-waiting').filter({ hasText: 'The first message has arrived' }).waitFor();
  await page.getByTestId('first-message').filter({ hasText: 'Order W1' }).waitFor();

  // Every step leads to the place where it is done.
  await page.goto('/setup?step=contacts');
  await page.getByRole('link', { name: 'Add a ward' }).click();
  await page.waitForURL(/settings\/contacts.*party=.*new/);
  await page.goto('/setup?step=channels');
  await page.getByRole('form', { name: 'E-mail' }).getByLabel('Your own address').fill('newcomer@harbour.example');
  await page.getByRole('button', { name: 'Send a test: E-mail' }).click();
  await page.locator('[data-channel="email"]').filter({ hasText: 'Last test' }).waitFor();
  await page.locator('[data-check="channel-tested"][data-state="ok"]').waitFor();
  await page.goto('/setup?step=practice');
  await page.getByRole('link', { name: 'Open the practice cases' }).click();
  await page.getByRole('heading', { name: 'Practice cases' }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('the integrator sees a quarantined message raw and parsed, corrects its connection, and reprocesses it', async () => {
  // The listener looks at the sources again by itself.
  await hospital.lab.db.pool.query("update sources set sending_application = 'ANALYSER', version = version + 1");
  const test = { code: 'K', name: 'Potassium', specimen: 'Plasma' };
  await expect
    .poll(
      () =>
        sendOverMllp(
          hospital.lab.mllpPort,
          oru({ number: 'Q1', patient: JOHN, test, values: [potassium('4.4', { flag: '' })], at: hospital.lab.clock.now() }),
        ),
      { timeout: 20_000, interval: 500 },
    )
    .toContain('MSA|AR');
  const { page, complaints, close } = await hospital.visitAs('integrator', '/settings/integration?part=quarantine');
  await page.locator('tbody th a').first().click();
  await page.getByText('MSH-3: sending application').first().waitFor();
  const [raw, parsed] = [await page.getByTestId('raw').boundingBox(), await page.getByTestId('parsed').boundingBox()];
  expect(await page.getByTestId('raw').textContent()).toContain('OBX|1|NM|2823-3^Potassium');
  expect(await page.getByTestId('parsed').textContent()).toContain('MSH-3');
  expect(parsed?.x).toBeGreaterThan((raw?.x ?? 0) + (raw?.width ?? 0) - 1);

  await tab(page, 'Connections');
  await page.getByLabel('Expected sending application (MSH-3)').fill('LIS');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('table').textContent()).toMatch(/ANALYSER.*LIS/);
  await dialog.getByLabel(/^Why/).fill('the laboratory system names itself LIS');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await tab(page, /^Quarantine/);
  await page.locator('tbody th a').first().click();
  await page.getByRole('button', { name: 'Reprocess' }).click();
  await page
    .getByText(/Message \d+ is processed/)
    .first()
    .waitFor();
  expect(await count("select count(*) as n from bills where bill_number = 'Q1'")).toBe(1);
  expect(complaints).toEqual([]);
  await close();
});

it.each(['light', 'dark', 'contrast'] as const)('settings, setup and health have no axe violations: %s', async (theme) => {
  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/setup', { width: 1280, height: 900, theme });
  const found: string[] = [];
  for (const path of [
    '/setup?step=go-live',
    '/setup?step=feed',
    '/setup?step=channels',
    '/setup?step=practice',
    '/practice',
    '/settings/limits?limit=0',
    '/settings/policies?policy=new&template=icu',
    '/settings/users',
    '/settings/users?people=roles',
    '/settings/users?people=review',
    '/settings/integration',
    '/settings/integration?part=messages',
    '/settings/integration?part=try',
    '/settings/health',
    '/reset-password#none',
  ]) {
    await page.goto(path);
    await page.locator('h1').first().waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    found.push(...(await findViolations(page)).map((line) => `${path}: ${line}`));
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
