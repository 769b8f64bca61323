import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hospital, openHospital } from './hospital.ts';

const JOHN = { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' as const };
const MARY = { family: 'Brook', given: 'Mary', mrn: '4455667788', born: '19800102', sex: 'F' as const };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

it('a caller opens the most urgent order, types the read-back, closes it, and everything is there afterwards', async () => {
  await hospital.receive({ number: 'A100', patient: JOHN });
  hospital.lab.clock.advance({ minutes: 4 });
  await hospital.receive({ number: 'A101', patient: MARY });
  const { page, complaints, close } = await hospital.visit('m.osei');

  await page.getByText('PRACTICE — not real patients').waitFor();
  const rows = page.locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(2);
  expect(await rows.first().textContent()).toContain('SAMPLE, John (Mr)');
  await rows.first().getByRole('link').click();

  const banner = page.getByTestId('patient-banner');
  await banner.waitFor();
  expect(await banner.textContent()).toContain('SAMPLE, John (Mr)');
  expect(await banner.textContent()).toContain('Born 14-Jul-1945 (81y)');
  expect(await banner.textContent()).toContain('MRN 129 728 7652');
  expect(await page.getByTestId('critical-value').textContent()).toContain('6.8\u00a0mmol/L');

  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
  await page.getByLabel('Call-back number').fill('555-0170');
  await page.getByLabel('Role').fill('RN');
  await page.getByLabel('Value read back: Potassium').fill('6.8');
  await page.getByText('Matches 6.8').waitFor();
  await page.getByRole('checkbox', { name: /Referral/ }).check();
  await page.getByRole('button', { name: 'Save and close as Done' }).click();

  const confirm = page.getByTestId('confirm');
  expect(await confirm.textContent()).toContain('SAMPLE, John');
  expect(await confirm.textContent()).toContain('Potassium 6.8');
  await confirm.getByRole('button', { name: 'Close as Done' }).click();

  // Saved, and the next most urgent order is open by itself.
  await page.getByTestId('saved').waitFor();
  expect(await page.getByTestId('saved').textContent()).toMatch(/Saved \d\d:\d\d:\d\d · SAMPLE, John \(Mr\) · closed as Done/);
  await page.getByTestId('patient-banner').filter({ hasText: 'BROOK, Mary' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('callout-title');

  await page.getByRole('button', { name: /^Done \(/ }).click();
  const done = page.locator('tbody tr', { hasText: 'SAMPLE, John' });
  await done.waitFor();
  expect(await done.textContent()).toContain('told Nurse Kelly Park');
  await done.getByRole('link').click();
  const history = page.getByTestId('history');
  await history.getByText(/Callout done by - M\. Osei/).waitFor();

  await hospital.mailbox.next(1);
  const [mail] = hospital.mailbox.mails;
  expect(JSON.stringify(mail?.to)).toContain('finch@harbour.example');
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  await page.getByTestId('deliveries').getByText('Accepted by server').waitFor();
  expect(await hospital.verifyAudit()).toMatchObject({ broken: null });
  expect(complaints).toEqual([]);
  await close();
});
