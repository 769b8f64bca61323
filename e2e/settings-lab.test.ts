import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { type Hospital, JOHN, openHospital } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital?.close());

const WIDE = { width: 1280, height: 900 };

const save = async (page: Page, form: string): Promise<void> => {
  const region = page.getByRole('form', { name: form });
  await region.getByRole('button', { name: 'Save' }).click();
  await region.getByText(/^Saved \d/).waitFor();
};

it('an administrator names the laboratory and its numbers, and a caller sees it at once without a reload', async () => {
  await hospital.receive({ number: 'N1', patient: JOHN });
  const caller = await hospital.visitAs('caller', '/worklist');
  await caller.page.getByText('MRN 129 728 7652').first().waitFor();
  await caller.page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor();

  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/settings/lab');
  await page.getByLabel('Name of the laboratory').fill('North Harbour Laboratory');
  await page.getByLabel('Colour stripe').selectOption('amber');
  await page.getByLabel('Notice below the sign-in').fill('Maintenance on Sunday from 02:00.');
  await page.getByText('Types that have arrived: MR.').waitFor();
  await page.getByRole('button', { name: 'Add a type of number' }).click();
  expect(await page.getByLabel('Type', { exact: true }).inputValue()).toBe('MR');
  await page.getByLabel('Called').fill('Hospital no.');
  await page.getByLabel('Groups').fill('2 4 4');
  await page.getByText('Hospital no. 12 9728 7652').waitFor();
  await save(page, 'Settings of the laboratory');

  await caller.page.getByText('Hospital no. 12 9728 7652').first().waitFor();
  await caller.page.getByText('North Harbour Laboratory').first().waitFor();
  expect(await caller.page.locator('[data-stripe="amber"]').count()).toBe(1);
  expect([...complaints, ...caller.complaints]).toEqual([]);
  await close();
  await caller.close();

  const stranger = await openPage(hospital.browser, hospital.lab.baseUrl, WIDE);
  await stranger.page.goto('/sign-in');
  await stranger.page.getByText('Maintenance on Sunday from 02:00.').waitFor();
  await stranger.page.getByText(/^Version \d/).waitFor();
  await stranger.close();
});

it('what is wrong stands on top with field and value, leads to its field, and nothing is saved', async () => {
  const { page, close } = await hospital.visitAs('lab-admin', '/settings/lab');
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByLabel('Hours until a session ends').fill('13');
  await page.getByLabel('Addresses that get it each day').fill('compliance(at)lab');
  await page.getByRole('form', { name: 'Settings of the laboratory' }).getByRole('button', { name: 'Save' }).click();
  const summary = page.getByTestId('error-summary');
  await summary.waitFor();
  expect(await page.title()).toMatch(/^Error/);
  expect(await summary.textContent()).toMatch(/Mars\/Olympus.*13.*compliance\(at\)lab/s);
  await summary.getByRole('link', { name: /13/ }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-session_hours');
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.getByRole('link', { name: 'Health' }).first().click();
  expect(page.url()).toContain('/settings/lab');
  await page.getByRole('button', { name: 'Take my changes back' }).click();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('UTC');
  await close();
});

it('of two who change the same settings the later one is told, and keeps what they typed', async () => {
  const one = await hospital.visitAs('lab-admin', '/settings/messages');
  const other = await hospital.visitAs('director', '/settings/messages');
  await other.page.getByLabel('Number to call back').fill('555-0123');
  await one.page.getByLabel('Send corrections').uncheck();
  await save(one.page, 'What messages say');
  const form = other.page.getByRole('form', { name: 'What messages say' });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText(/Somebody else changed/).waitFor();
  expect(await other.page.getByLabel('Number to call back').inputValue()).toBe('555-0123');
  await form.getByRole('button', { name: 'Take my changes back' }).click();
  await expect.poll(() => other.page.getByLabel('Send corrections').isChecked(), { timeout: 15_000 }).toBe(false);
  await one.close();
  await other.close();
});

it('the director sets who counts as told; a caller reads it and changes nothing; gateways tell no secret', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/calls');
  await page.getByLabel('What completes it').selectOption('proven');
  await page.getByRole('group', { name: 'Busy' }).getByLabel('Next try after minutes').fill('3');
  await page.getByRole('group', { name: 'Other', exact: true }).getByLabel('Caller').check();
  await save(page, 'Calls and completion');
  const { rows } = await hospital.lab.db.pool.query("select value from lab_settings where key = 'callout_policy'");
  expect(rows[0].value).toMatchObject({ completion: 'proven', outcomes: { busy: { retry_minutes: 3 } } });
  expect(rows[0].value.closings.other.roles).toContain('caller');
  expect(Object.keys(rows[0].value.outcomes)).toEqual(['busy']);
  await page.getByText('Changes so far').first().click();
  await page.getByRole('row').filter({ hasText: 'completion' }).filter({ hasText: 'proven' }).waitFor();
  await page.getByRole('button', { name: /^Take what was before line/ }).click();
  expect(await page.getByLabel('What completes it').inputValue()).toBe('as-declared');
  await page.getByRole('button', { name: 'Take my changes back' }).click();
  expect(await page.getByLabel('What completes it').inputValue()).toBe('proven');
  await page.goto('/settings/messages');
  await page.getByText('CALLOUT_TWILIO_AUTH_TOKEN').first().waitFor();
  await page.getByText(hospital.mailbox.url.replace('smtp://', '')).waitFor();
  await close();

  const caller = await hospital.visitAs('caller', '/settings/calls');
  expect(await caller.page.getByLabel('What completes it').isDisabled()).toBe(true);
  expect(await caller.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await caller.page.goto('/settings');
  await caller.page
    .getByRole('link', { name: /^Laboratory/ })
    .first()
    .waitFor();
  expect(await caller.page.getByRole('link', { name: /^Integration/ }).count()).toBe(0);
  expect([...complaints, ...caller.complaints]).toEqual([]);
  await caller.close();
});

it.each([
  ['dark', 1280],
  ['contrast', 1280],
  ['light', 320],
] as const)('no axe violation and nothing beyond the edge: %s, %s px', async (theme, width) => {
  const { page, close } = await hospital.visitAs('lab-admin', '/settings', { width, height: 800, theme });
  const found: string[] = [];
  for (const path of [
    '/settings',
    '/settings/lab',
    '/settings/notification',
    '/settings/calls',
    '/settings/messages',
    '/settings/health',
  ]) {
    await page.goto(path);
    await page.locator('h1').first().waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 15_000 }).toBe(0);
    found.push(...(await findViolations(page)).map((line) => `${path}: ${line}`));
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (beyond > 0) found.push(`${path}: ${beyond} px beyond the edge`);
  }
  expect(found).toEqual([]);
  await close();
});
