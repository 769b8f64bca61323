import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { mailTheDoctor } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const SHOTS = process.env.SHOTS;

let hospital: Hospital;
let billId: number;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.lab.signIn('supervisor', { userName: 's.marsh', name: 'Sofia Marsh' });
});
afterAll(() => hospital.close());

it('is calm when nothing was sent, and is reached by G D', async () => {
  const { page, complaints, close } = await hospital.visit('s.marsh');
  await page.getByRole('heading', { name: 'Worklist', level: 1 }).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByText('No notices need attention.').waitFor();
  await page.getByText('None was sent today.').waitFor();
  await page.getByRole('button', { name: /Channels.*E-mail.*Nothing sent lately/ }).click();
  await page.getByTestId('channels').getByText('Last success').first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it('a message that failed is seen with the exact answer, sent anew to another address, and marked as handled', async () => {
  hospital.mailbox.refused.add('finch@harbour.example');
  billId = await hospital.receive({
    number: 'H-3001',
    patient: { family: 'Sample', given: 'Robin', mrn: '1297280001', born: '19601102', sex: 'F' },
  });
  const { page, complaints, close } = await hospital.visit('s.marsh');
  await page.goto('/deliveries');
  await page.getByText('No notices need attention.').waitFor();
  await mailTheDoctor(hospital, billId);
  await page.getByRole('button', { name: /^Needs attention \([1-9]/ }).waitFor();
  await page.getByRole('link', { name: 'Dr Ada Finch' }).first().click();
  await page.getByTestId('tries').getByText('550 5.1.1 no such user').waitFor();
  await page.getByText(/^<callout\.[0-9a-f]+\.[0-9a-f]+@/).waitFor();
  expect(await page.getByTestId('content').textContent()).toContain('H-3001');
  await expect.poll(() => page.getByText('It did not get there').count()).toBe(1);

  await page.getByRole('button', { name: 'Try other channel' }).click();
  await page.getByLabel('Address or number').fill('a.finch@harbour.example');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByTestId('tries').getByText(/^250/).waitFor();
  await page.getByText('Sent as a new notice after').waitFor();
  await expect
    .poll(() => hospital.mailbox.mails.some(({ to }) => JSON.stringify(to).includes('a.finch@harbour.example')))
    .toBe(true);

  await page
    .getByRole('button', { name: /^Message \d+$/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Mark handled' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Mark handled' }).click();
  await dialog.getByText('Say it in at least three letters').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByLabel('What was done about it').fill('address corrected in the directory');
  await dialog.getByRole('button', { name: 'Mark handled' }).click();
  await page.getByText('Handled by Sofia Marsh: address corrected in the directory').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('a test of a channel goes out and its answer comes back to the card', async () => {
  const { page, close } = await hospital.visit('s.marsh');
  await page.goto('/deliveries?show=all');
  await page.getByRole('button', { name: /^▸? ?Channels/ }).click();
  await page.getByRole('button', { name: 'Send test: E-mail' }).click();
  await page.getByLabel('Address or number').fill('it@harbour.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Send test' }).click();
  await page.getByTestId('channels').getByText('it@harbour.example').waitFor();
  await page.getByRole('link', { name: 'Test', exact: true }).waitFor();
  await close();
});

it.each(THEMES)('%s: list, filters, message and a narrow screen have no violations', async (theme) => {
  const { page, complaints, close } = await hospital.visit('s.marsh', { theme, width: 1280, height: 720 });
  await page.goto('/deliveries?show=all&messageState=failed&channel=email');
  await page.getByRole('link', { name: 'Dr Ada Finch' }).first().click();
  await page.getByTestId('tries').getByText('550 5.1.1 no such user').waitFor();
  expect(await findViolations(page)).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/deliveries-${theme}.png`, fullPage: true });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(2);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/deliveries-list-${theme}.png`, fullPage: true });
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await findViolations(page)).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/deliveries-narrow-${theme}.png`, fullPage: true });
  expect(complaints).toEqual([]);
  await close();
});
