import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

it.each(THEMES)('%s: sign-in, and what it says of fields left empty and of a wrong password', async (theme) => {
  const { page, complaints, close } = await openPage(hospital.browser, hospital.lab.baseUrl, { theme });
  await page.goto('/');
  await page.getByLabel('User name').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.getByText('Enter your password').waitFor();
  expect(await page.getByLabel('User name').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('User name').fill('m');
  await expect.poll(() => page.getByText('Enter your user name').count()).toBe(0);
  await signInAt(page, 'm.osei', 'a wrong password indeed');
  await page.getByText('Wrong user name or password.').waitFor();
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it.each(THEMES)('%s: an empty worklist says that the feed was never heard', async (theme) => {
  const { page, close } = await hospital.visit('m.osei', { theme });
  await page.getByText('No open critical results.').waitFor();
  await page.getByText('No message has ever been received').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await close();
});

it('results arrive for what follows', async () => {
  await fillPractice(hospital);
  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const list = (await (await visitor.get('/api/v1/worklist?tab=pending')).json()) as { items: unknown[] };
  expect(list.items).toHaveLength(4);
});

it.each(THEMES)('%s: worklist, panel, missing fields, confirmation, shortcuts, settings', async (theme) => {
  const { page, complaints, close } = await hospital.visit('m.osei', { theme });
  await expect.poll(() => page.locator('tbody tr').count()).toBe(4);
  expect(await findViolations(page)).toEqual([]);

  await page.locator('tbody tr', { hasText: 'SAMPLE, John' }).getByRole('link').click();
  await page.getByTestId('critical-value').waitFor();
  await page.getByTestId('history').locator('li').first().waitFor();
  expect(await findViolations(page)).toEqual([]);

  await page.keyboard.press('1');
  await page.getByLabel('Value read back: Potassium').fill('8.6');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('missing').waitFor();
  expect(await findViolations(page)).toEqual([]);

  await page.getByLabel('Name of the person told').fill('Kelly Park');
  await page.getByLabel('Value read back: Potassium').fill('6.8');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('confirm').waitFor();
  expect(await findViolations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Back to the form' }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await page
    .getByRole('region', { name: /^Callout/ })
    .getByRole('link', { name: 'Notify configuration' })
    .click();
  await page.getByRole('heading', { name: 'Notify configuration' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it.each(THEMES)('%s: a list that cannot be loaded says so and is not empty; one that is loading is calm', async (theme) => {
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl, { theme });
  let answer: 'wait' | 'fail' = 'wait';
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/worklist?*', async (route) => {
    if (answer === 'wait') await released;
    await route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 't',
        title: 'x',
        status: 500,
        code: 'http.internal',
        detail: 'Something failed on our side.',
        requestId: 'req-77',
      }),
    });
  });
  await page.goto('/');
  await signInAt(page, 'm.osei');
  await page.locator('[aria-busy="true"] .mantine-Skeleton-root').first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  answer = 'fail';
  release();
  await page.getByText('The worklist could not be loaded').waitFor();
  await page.getByText('req-77').waitFor();
  expect(await page.getByText('No open critical results.').count()).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  await close();
});

it('runs under a policy that forbids inline styles and scripts', async () => {
  const { page, context, complaints, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await context.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const answer = await route.fetch();
    const policy =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-security-policy': policy } });
  });
  await page.goto('/');
  await signInAt(page, 'm.osei');
  await page.locator('tbody tr').first().getByRole('link').click();
  await page.getByTestId('critical-value').first().waitFor();
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  // What the tests above typed may have been brought back by now: then it is complete.
  await page.getByTestId('missing').or(page.getByTestId('confirm')).waitFor();
  expect(
    await page
      .getByTestId('submit-bar')
      .getByRole('button')
      .first()
      .evaluate((button) => getComputedStyle(button).height),
  ).not.toBe('auto');
  expect(complaints).toEqual([]);
  await close();
});
