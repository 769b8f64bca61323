import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { fillReached } from './call.ts';
import { type Hospital, openHospital, potassium } from './hospital.ts';

const JOHN = { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' as const };
const THEMES = ['light', 'dark', 'contrast'] as const;

let hospital: Hospital;
let patientId: number;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 60 });
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.lab.signIn('supervisor', { userName: 's.hart', name: 'S. Hart' });
  await hospital.receive({ number: 'E100', patient: JOHN, values: [potassium('4.9', { flag: '' })] });
  hospital.lab.clock.advance({ minutes: 60 });
  const { rows } = await hospital.lab.db.pool.query<{ id: number }>(
    "select patient_id as id from bills where bill_number = 'E100'",
  );
  patientId = Number(rows[0]?.id);
  const director = await hospital.lab.signIn('director');
  await director.send('PUT', '/api/v1/settings/manual-entry', { second_person: 1 });
});
afterAll(() => hospital.close());

it('a result read out by telephone is entered by the keyboard, opened, told from the order page, and checked by a second person', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei', { width: 1280, height: 720 });
  await page.goto(`/patients/${patientId}`);
  await page.getByRole('button', { name: 'Enter a critical result' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'A critical result by telephone or on paper' });
  await dialog.getByTestId('patient-banner').waitFor();
  await dialog.getByRole('button', { name: 'Save and open the callout' }).press('Enter');
  await dialog.getByRole('link', { name: 'Enter the value' }).press('Enter');
  await page.keyboard.type('7.1');
  expect(await dialog.getByLabel('Value').inputValue()).toBe('7.1');
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enter a critical result' }).press('Enter');
  expect(await dialog.getByLabel('Value').inputValue()).toBe('7.1');
  await dialog.getByLabel('Test').fill('Ammonia');
  await dialog.getByLabel('Unit').fill('µmol/L');
  await dialog.getByLabel('How it is critical').selectOption('critical-high');
  await dialog.getByLabel('Limit as told').fill('≥ 6.2');
  await dialog.getByLabel('How it came').selectOption('telephone');
  await dialog.getByLabel('Laboratory or ward it came from').fill('Harbour ward laboratory');
  await dialog.getByLabel('Who verified it there').fill('Kim Park');
  await dialog.getByRole('button', { name: 'Save and open the callout' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const row = page.locator('tbody tr', { hasText: 'H-000001' });
  await row.getByText('Entered by hand · not checked yet').waitFor();
  await page.goto('/worklist');
  await page.locator('tbody tr', { hasText: 'Ammonia' }).getByText('Entered by hand').first().waitFor();

  await page.goto(`/patients/${patientId}`);
  await row.getByRole('link', { name: 'H-000001' }).click();
  await page.getByRole('heading', { level: 1, name: /H-000001/ }).waitFor();
  await page.getByText('A second person has to check what you entered.').waitFor();
  await page.getByText('By telephone from Harbour ward laboratory').first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Call out Ammonia of order H-000001' }).click();
  await page.getByRole('dialog').getByText('limit there ≥ 6.2').waitFor();
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
  await page.getByLabel('Value read back: Ammonia').fill('7.1');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('confirm').getByRole('button', { name: 'Close as Done' }).click();
  await page.getByRole('region', { name: 'Notices' }).getByText('Saved: 1 report of order H-000001').waitFor();
  await page
    .getByTestId('history')
    .getByText(/Result entered by hand by - M. Osei/)
    .waitFor();
  expect(complaints).toEqual([]);
  await close();

  const second = await hospital.visit('s.hart', { width: 1280, height: 720 });
  await second.page.goto('/search?q=H-0000');
  await second.page.locator('tbody tr').getByRole('link', { name: 'H-000001' }).click();
  await second.page.getByRole('button', { name: 'I have checked it' }).click();
  await second.page.getByText(/checked by S. Hart/).waitFor();
  expect(second.complaints).toEqual([]);
  await second.close();
});

it('the callout is made from the search as well, and what was found is read again', async () => {
  await hospital.receive({ number: 'E200', patient: JOHN });
  const { page, complaints, close } = await hospital.visit('m.osei');
  await page.goto('/search?q=E200');
  const row = page.locator('tbody tr', { hasText: 'E200' });
  await row.getByRole('button', { name: /E200/ }).click();
  await fillReached(page, '6.8');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('confirm').getByRole('button', { name: 'Close as Done' }).click();
  await row.getByText('Done').waitFor();
  expect(page.url()).toContain('/search?q=E200');
  expect(complaints).toEqual([]);
  await close();
});

it('a wrong entry is taken back with a reason, and the log leaves only with one', async () => {
  const { page, complaints, close } = await hospital.visit('s.hart', { width: 1280, height: 720 });
  await page.goto(`/patients/${patientId}`);
  await page.getByRole('link', { name: 'H-000001' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take back what was entered' });
  await dialog.getByText('SAMPLE, John (Mr)').waitFor();
  await dialog.getByLabel('Reason').fill('it was another patient');
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Entered by hand · taken back').waitFor();
  await page
    .getByText(/taken back .*: it was another patient/)
    .first()
    .waitFor();

  await page.getByRole('link', { name: 'All of this patient' }).click();
  await page.getByRole('button', { name: 'Export the log' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByText('Enter a reason').waitFor();
  await page.getByRole('dialog').getByLabel('Reason').fill('asked for by the patient');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  expect(text).toContain('it was another patient');
  expect(text.split('\r\n').length).toBeGreaterThan(5);
  expect(complaints).toEqual([]);
  await close();
});

it.each(THEMES)('%s: the patient, the order and the entry at 1280 and 320 pixels, and on paper', async (theme) => {
  const { page, complaints, close } = await hospital.visit('s.hart', { theme, width: 1280, height: 720 });
  await page.goto(`/patients/${patientId}`);
  await page.getByRole('link', { name: 'H-000001' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Enter a critical result' }).click();
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await findViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'H-000001' }).click();
  await page.getByTestId('history').locator('li').first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await findViolations(page)).toEqual([]);
  await page.goBack();
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.getByRole('button', { name: 'Print' }).click();
  const sheet = page.locator('[data-sheet]');
  expect(await sheet.locator('thead').first().textContent()).toMatch(/SAMPLE, John.*Born 14-Jul-1945.*129 728 7652/);
  expect(await sheet.textContent()).toContain('Entered by hand');
  expect(complaints).toEqual([]);
  await close();
});
