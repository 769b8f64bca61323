import { readFile } from 'node:fs/promises';
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

/** Reads the differences, says why, publishes; answers what the review said. */
const publish = async (page: Page, form: string): Promise<string> => {
  const region = page.getByRole('form', { name: form });
  await region.getByRole('button', { name: 'Review the changes' }).click();
  const dialog = page.getByRole('dialog', { name: `Review: ${form}` });
  const review = (await dialog.getByRole('table').first().textContent()) ?? '';
  await dialog.getByLabel(/^Why/).fill('as the board decided');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await region.getByText(/^Published \d/).waitFor();
  return review;
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
  const review = await publish(page, 'Settings of the laboratory');
  expect(review).toMatch(
    /Name of the laboratory.*North Harbour Laboratory.*Colour stripe.*Amber.*MRHospital|Patients’ numbers: MR/s,
  );

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
  await page
    .getByRole('form', { name: 'Settings of the laboratory' })
    .getByRole('button', { name: 'Review the changes' })
    .click();
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

it('of two who change the same settings the later one sees what the other published, and keeps what they typed', async () => {
  const one = await hospital.visitAs('lab-admin', '/settings/messages');
  const other = await hospital.visitAs('director', '/settings/messages');
  await other.page.getByLabel('Number to call back').fill('555-0123');
  await other.page.getByRole('form', { name: 'What messages say' }).getByRole('button', { name: 'Review the changes' }).click();
  const dialog = other.page.getByRole('dialog');
  await dialog.getByLabel(/^Why/).fill('the desk has moved');
  await one.page.getByLabel('Send corrections').uncheck();
  await publish(one.page, 'What messages say');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  // What failed, what is still true, what to do, and the number to quote; beside it who published what, and why.
  await dialog
    .getByTestId('failure')
    .getByText(/Somebody else changed/)
    .waitFor();
  const meanwhile = dialog.getByTestId('meanwhile');
  await meanwhile.getByText(/published version 2/).waitFor();
  expect(await meanwhile.textContent()).toMatch(/as the board decided.*Send corrections.*Yes.*No.*What you typed is kept/s);
  expect(await dialog.getByLabel(/^Why/).inputValue()).toBe('the desk has moved');
  await meanwhile.getByRole('button', { name: 'Keep my changes on top of it' }).click();
  await meanwhile.waitFor({ state: 'hidden' });
  expect(await dialog.getByRole('table').textContent()).toMatch(/Number to call back.*555-0123/s);
  expect(await dialog.getByRole('table').textContent()).not.toContain('Send corrections');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const { rows } = await hospital.lab.db.pool.query("select value from lab_settings where key = 'mail_settings'");
  expect(rows[0].value).toMatchObject({ callback_phone: '555-0123', send_corrections: 0 });
  await one.close();
  await other.close();
});

it('the director sets who counts as told; a caller reads it and changes nothing; gateways tell no secret', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/calls');
  await page.getByLabel('What completes it').selectOption('proven');
  await page.getByRole('group', { name: 'Busy' }).getByLabel('Next try after minutes').fill('3');
  await page.getByRole('group', { name: 'Other', exact: true }).getByLabel('Caller').check();
  expect(await publish(page, 'What counts, by when, and what follows')).toMatch(
    /What completes it.*Busy: Next try after minutes.*3.*Other: Who may.*Caller/s,
  );
  const { rows } = await hospital.lab.db.pool.query("select value from lab_settings where key = 'callout_policy'");
  expect(rows[0].value).toMatchObject({ completion: 'proven', outcomes: { busy: { retry_minutes: 3 } } });
  expect(rows[0].value.closings.other.roles).toContain('caller');
  expect(Object.keys(rows[0].value.outcomes)).toEqual(['busy']);
  // An older version is restored like any change: its differences are read, and it is published with a comment.
  const form = page.getByRole('form', { name: 'What counts, by when, and what follows' });
  await form.getByText('Versions', { exact: true }).click();
  await form.getByText('as the board decided').waitFor();
  await form.getByRole('button', { name: 'Make a draft of Version 1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Review: What counts, by when, and what follows' });
  expect(await dialog.getByRole('table').textContent()).toMatch(/What completes it.*Busy: Next try/s);
  expect(await dialog.getByText(/open orders keep theirs/).count()).toBe(1);
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await dialog.getByText('Say why it is changed').waitFor();
  await dialog.getByLabel(/^Why/).fill('back to what was agreed');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await form.getByText(/^Published \d/).waitFor();
  expect(await page.getByLabel('What completes it').inputValue()).toBe('as-declared');
  await form.getByRole('listitem').filter({ hasText: 'Version 3' }).getByText('back to what was agreed').waitFor();
  await page.goto('/settings/messages');
  await page.getByText('CALLOUT_TWILIO_AUTH_TOKEN').first().waitFor();
  await page.getByText(hospital.mailbox.url.replace('smtp://', '')).waitFor();
  await close();

  const caller = await hospital.visitAs('caller', '/settings/calls');
  expect(await caller.page.getByLabel('What completes it').isDisabled()).toBe(true);
  expect(await caller.page.getByRole('button', { name: 'Review the changes' }).count()).toBe(0);
  await caller.page.getByText('May publish: Director, Lab administrator. You can read it and not change it.').waitFor();
  await caller.page.goto('/settings');
  await caller.page
    .getByRole('link', { name: /^Laboratory/ })
    .first()
    .waitFor();
  expect(await caller.page.getByRole('link', { name: /^Integration/ }).count()).toBe(0);
  expect([...complaints, ...caller.complaints]).toEqual([]);
  await caller.close();
});

it('all settings go out as a file; a wrong one is refused line by line, a right one is read through and published', async () => {
  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/settings');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save the settings as a file' }).click(),
  ]);
  const csv = await readFile((await file.path()) ?? '', 'utf8');
  expect(csv).toContain('ownership,unowned_alarm_minutes,10');
  const choose = (text: string) =>
    page.getByLabel('CSV file').setInputFiles({ name: 'settings.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose(csv.replace('unowned_alarm_minutes,10', 'unowned_alarm_minutes,soon'));
  const errors = page.getByRole('table', { name: 'Errors of the file' });
  await errors.getByText(/'soon'/).waitFor();
  await choose(csv.replace('unowned_alarm_minutes,10', 'unowned_alarm_minutes,15'));
  const review = page.getByRole('region', { name: 'Publish a file' });
  await review.getByRole('row').filter({ hasText: 'may be nobody’s' }).filter({ hasText: '15' }).waitFor();
  expect(await review.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  await review.getByLabel(/^Why/).fill('the same as in the other house');
  await review.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('1 form published').first().waitFor();
  const { rows } = await hospital.lab.db.pool.query(
    "select payload->>'comment' as comment from events where payload->>'key' = 'ownership_policy'",
  );
  expect(rows).toEqual([{ comment: 'the same as in the other house' }]);
  expect(complaints).toEqual([]);
  await close();
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
