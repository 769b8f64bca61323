import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { fillReached } from './call.ts';
import { type Hospital, openHospital, potassium, signInAt } from './hospital.ts';

const JOHN = { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' as const };
const THEMES = ['light', 'dark', 'contrast'] as const;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 60 });
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.lab.signIn('auditor', { userName: 'a.vale', name: 'A. Vale' });
  await hospital.lab.signIn('support', { userName: 's.desk', name: 'S. Desk' });
  await hospital.receive({ number: 'P100', patient: JOHN, values: [potassium('4.9', { flag: '' })] });
  hospital.lab.clock.advance({ minutes: 60 });
  await hospital.receive({ number: 'P101', patient: JOHN });
});
afterAll(() => hospital.close());

it('an order is found from anywhere by the keyboard, its patient opened, and the callout made from there', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('heading', { level: 1, name: 'Patients and orders' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('h1').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('sampl');
  await page.keyboard.press('Enter');
  const rows = page.locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(2);
  expect(await rows.first().textContent()).toContain('SAMPLE, John');
  expect(await rows.first().textContent()).toContain('Born 14-Jul-1945');
  expect(await rows.first().textContent()).toContain('129 728 7652');
  await rows
    .filter({ hasText: 'P101' })
    .getByRole('link', { name: /SAMPLE/ })
    .click();

  const banner = page.getByTestId('patient-banner');
  await banner.filter({ hasText: 'SAMPLE, John (Mr)' }).waitFor();
  await page.getByRole('tab', { name: 'Results' }).click();
  await page.getByRole('img', { name: /Potassium: 4\.9.mmol\/L, 6\.8.mmol\/L/ }).waitFor();
  await page.getByRole('tab', { name: 'Critical items' }).click();
  const item = page.locator('tbody tr', { hasText: 'P101' });
  expect(await item.textContent()).toContain('6.8\u00a0mmol/L');
  await item.getByRole('button', { name: /P101/ }).click();

  await fillReached(page, '6.8');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('confirm').getByRole('button', { name: 'Close as Done' }).click();
  await page.getByText('Saved: 1 report of order P101').waitFor();
  await expect.poll(() => item.textContent()).toContain('Nurse Kelly Park, by M. Osei');
  expect(complaints).toEqual([]);
  await close();
});

it('nothing found and nobody there are said in words; too little to search by as well', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await page.goto('/search?q=zz');
  await page.getByText('Type at least 3 characters.').waitFor();
  await page.goto('/search?q=zzz');
  await page.getByText('Nothing begins with “zzz”').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.goto('/patients/987654');
  await page.getByText('Nobody with this number has results within your departments.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await close();
});

it.each(THEMES)('%s: search and every part of the patient, for an auditor too', async (theme) => {
  const { page, complaints, close } = await hospital.visit('a.vale', { theme, width: 1280, height: 720 });
  await page.goto('/search?q=sample');
  await page.locator('tbody tr').first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page
    .locator('tbody tr')
    .first()
    .getByRole('link', { name: /SAMPLE/ })
    .click();
  await page.getByTestId('patient-banner').waitFor();
  for (const name of ['Critical items', 'Orders', 'Results', 'Audit']) {
    await page.getByRole('tab', { name }).click();
    await page.getByRole('tabpanel').getByRole('table').first().waitFor();
    expect([name, await findViolations(page)]).toEqual([name, []]);
  }
  expect(await page.getByRole('tabpanel').textContent()).toContain('Opened the patient');
  await page.setViewportSize({ width: 320, height: 800 });
  await page.getByRole('tab', { name: 'Orders' }).click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(complaints).toEqual([]);
  await close();
});

it('the messages of a patient are read raw and parsed side by side, and the reading stands in the audit tab with its reason', async () => {
  const { page, complaints, close } = await openPage(hospital.browser, hospital.lab.baseUrl, {
    width: 1280,
    height: 720,
  });
  await page.goto('/');
  await signInAt(page, 's.desk');
  await page.getByRole('heading', { name: 'Choose the laboratory' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Enter a reason of at least 10 characters').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Reason').fill('ticket 7, a value is missing');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor();
  await page.goto('/search?q=sample');
  await page
    .locator('tbody tr')
    .first()
    .getByRole('link', { name: /SAMPLE/ })
    .click();
  await page.getByRole('tab', { name: 'Messages' }).click();
  const row = page.getByRole('tabpanel').locator('tbody tr').first();
  expect(await row.textContent()).toMatch(/ORU\^R01.*mllp/);
  await row.getByRole('link').press('Enter');
  const shown = page.getByRole('region', { name: /Message \d+: raw and parsed/ });
  await shown.getByText('MSH', { exact: true }).first().waitFor();
  expect(await shown.textContent()).toContain('Sample^John');
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Audit' }).click();
  const look = page.locator('tbody tr', { hasText: 'Opened the messages of the patient' }).first();
  expect(await look.textContent()).toMatch(/S\. Desk.*ticket 7/);
  expect(complaints).toEqual([]);
  await close();
});
