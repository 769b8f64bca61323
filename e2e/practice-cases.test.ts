import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage, type Visit, type VisitOptions } from './browser.ts';
import { closeAsDone } from './call.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';

let hospital: Hospital;
let visit: Visit;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 10 });
  await hospital.lab.signIn('technologist', { userName: 'e2e.new', name: 'Nia New' });
  visit = await openAs('e2e.new', '/practice');
});
afterAll(async () => {
  await visit?.close();
  await hospital?.close();
});

async function openAs(userName: string, path: string, options: VisitOptions = { width: 1280, height: 720 }): Promise<Visit> {
  const opened = await openPage(hospital.browser, hospital.lab.baseUrl, options);
  await opened.page.goto('/sign-in');
  await signInAt(opened.page, userName);
  await opened.page.waitForURL((url) => url.pathname !== '/sign-in');
  await opened.page.goto(path);
  await opened.page.locator('h1').first().waitFor();
  return opened;
}

const card = (page: Page, name: string) => page.locator(`[data-case="${name}"]`);
const phone = (page: Page) => page.getByTestId('practice-phone');

/** From the list of cases into the real panel, as the card says. */
async function begin(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main areas' }).getByRole('link', { name: 'Practice cases' }).click();
  await card(page, name)
    .getByRole('button', { name: /^Start/ })
    .click();
  await card(page, name)
    .getByRole('link', { name: /^Open order/ })
    .click();
  await phone(page).waitFor();
}

async function say(page: Page, test: string, heard: string, told: string): Promise<void> {
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill(told);
  await page.getByLabel(`Value read back: ${test}`).fill(heard);
}

/** The clock of the server is the test's; the played second act begins five seconds into the call. */
async function startCall(page: Page): Promise<void> {
  // Not the beat with which the panel opened: the one that says that the call has begun.
  const told = page.waitForResponse(
    (answer) => answer.url().endsWith('/presence') && answer.request().postDataJSON()?.isCalling === true,
  );
  await page.getByRole('button', { name: 'Start call' }).first().click();
  expect((await told).ok()).toBe(true);
  hospital.lab.clock.advance({ seconds: 6 });
}

const finished = (page: Page, name: string): Promise<void> =>
  page.goto('/practice').then(() => card(page, name).and(page.locator('[data-state="complete"]')).waitFor());

it('a new person is led through the first call: the card, the order, the telephone, the proof', async () => {
  const { page, complaints } = visit;
  await page.getByTestId('practice-progress').filter({ hasText: '5 more finish your practice' }).waitFor();
  await begin(page, 'reached');
  await phone(page).filter({ hasText: 'Nurse Grace Osei here' }).waitFor();
  await startCall(page);
  await page.getByLabel('Name of the patient').check();
  await page.getByLabel('Date of birth').check();
  await say(page, 'Potassium', '7.1', 'Nurse Grace Osei');
  await closeAsDone(page);
  await page.getByText('Practice case finished: Reached at once. 1 of 6.').first().waitFor();
  await finished(page, 'reached');
  await page.getByTestId('practice-progress').filter({ hasText: '1 of 6 finished' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a wrong read-back is noticed, kept, and put right on the same telephone', async () => {
  const { page, complaints } = visit;
  await begin(page, 'read-back-error');
  await phone(page).filter({ hasText: 'I repeat: Potassium 8.6' }).waitFor();
  await say(page, 'Potassium', '8.6', 'Nurse Ida Brandt');
  // Tab leads into the second field, which appears because the first does not match.
  await page.keyboard.press('Tab');
  await page.keyboard.type('6.8');
  expect(await page.getByLabel('Read back again: Potassium').inputValue()).toBe('6.8');
  await closeAsDone(page);
  await finished(page, 'read-back-error');
  expect(complaints).toEqual([]);
});

it('a value corrected during the call is read back anew', async () => {
  const { page, complaints } = visit;
  await begin(page, 'corrected');
  await startCall(page);
  await page.getByTestId('changed').filter({ hasText: '6.4' }).waitFor();
  await phone(page).filter({ hasText: 'corrected while you speak' }).waitFor();
  await say(page, 'Haemoglobin', '6.4', 'Dr Yusuf Karaca');
  await closeAsDone(page);
  await finished(page, 'corrected');
  expect(complaints).toEqual([]);
});

it('a colleague who was quicker does not throw the own call away', async () => {
  const { page, complaints } = visit;
  await begin(page, 'colleague');
  await say(page, 'Lactate', '8.4', 'Nurse Paula Mendes');
  await startCall(page);
  await page.getByText('While you were on the phone').first().waitFor();
  await phone(page).filter({ hasText: 'A colleague has closed the order' }).waitFor();
  await page.getByRole('button', { name: 'Add my call as a further record' }).click();
  await finished(page, 'colleague');
  expect(complaints).toEqual([]);
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['contrast', 1280],
  ['light', 320],
] as const)('the cases and the telephone have no axe violations and fit: %s, %d px', async (theme, width) => {
  const { page, complaints, close } = await openAs('e2e.new', '/practice', { width, height: 720, theme });
  await card(page, 'no-answer')
    .getByRole('button', { name: /^Start/ })
    .click();
  await card(page, 'no-answer')
    .getByRole('link', { name: /^Open order/ })
    .waitFor();
  expect(await findViolations(page)).toEqual([]);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await card(page, 'no-answer')
    .getByRole('link', { name: /^Open order/ })
    .click();
  await phone(page).waitFor();
  if (width > 320) expect(await findViolations(page)).toEqual([]);
  expect(await overflow()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});
