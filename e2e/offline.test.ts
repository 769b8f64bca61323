import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { closeAsDone, fillReached, openOrder } from './call.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';

const person = (family: string, mrn: string) => ({ family, given: 'Robin', mrn, born: '19600101', sex: 'F' as const });

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

const doneOf = async (billId: number): Promise<number> => {
  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const logs = (await (await visitor.get(`/api/v1/callout-logs?billId=${billId}`)).json()) as { entries: { type: string }[] };
  return logs.entries.filter(({ type }) => type === 'callout-done').length;
};

it('the line breaks after the server has committed: the text is kept, sent again under the same key, recorded once', async () => {
  const billId = await hospital.receive({ number: 'O1', patient: person('Offline', '300001') });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'OFFLINE, Robin');
  await fillReached(page, '6.8');
  const keys: string[] = [];
  let isDown = true;
  await page.route('**/callouts', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (!isDown) return route.fallback();
    await route.fetch(); // it arrives, and the answer is lost
    await route.abort('connectionreset');
  });
  await closeAsDone(page);
  await page.getByTestId('offline').getByText('What you type is kept in this window').waitFor();
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Nurse Kelly Park');
  await page.getByText('1 call record is not saved yet').waitFor();
  const before = keys.length;
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(() => keys.length, { timeout: 15_000 }).toBeGreaterThan(before);
  isDown = false;
  await page.waitForURL((url) => !url.pathname.endsWith(`/${billId}`));
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(1);
  expect(await doneOf(billId)).toBe(1);
  await close();
});

it('the session ends while typing: the page is hidden, and after signing in the text is there', async () => {
  await hospital.receive({ number: 'O2', patient: person('Expired', '300002') });
  const { page, context, close } = await hospital.visit('m.osei');
  await openOrder(page, 'EXPIRED, Robin');
  await fillReached(page, '6.8');
  await context.clearCookies();
  await closeAsDone(page);
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  expect(await page.getByTestId('patient-banner').isVisible()).toBe(false);
  expect(await dialog.getByLabel('User name').inputValue()).toBe('m.osei');
  await dialog.getByLabel('Password', { exact: true }).fill('a wrong password indeed');
  await page.keyboard.press('Enter');
  await dialog.getByText('Wrong user name or password.').waitFor();
  await signInAgain(page);
  // The call that was on its way is saved by itself.
  await page.getByText('No open critical results.').or(page.getByTestId('saved')).first().waitFor();
  await close();
});

const signInAgain = async (page: Parameters<typeof signInAt>[0]): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('seven brown kettles sing');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
};

it('moving to another order and back loses nothing that was typed', async () => {
  await hospital.receive({ number: 'O3', patient: person('Kept', '300003') });
  await hospital.receive({ number: 'O4', patient: person('Elsewhere', '300004') });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'KEPT, Robin');
  await fillReached(page, '6.');
  await page.keyboard.press('Escape');
  await openOrder(page, 'ELSEWHERE, Robin');
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('');
  await openOrder(page, 'KEPT, Robin');
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Nurse Kelly Park');
  expect(await page.getByLabel('Value read back: Potassium').inputValue()).toBe('6.');
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/Kelly|KEPT/i);
  await close();
});

it('without the event stream the chip says since when, and the list asks by itself', async () => {
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await page.clock.install();
  await page.route('**/api/v1/events', (route) => route.abort());
  await page.goto('/');
  await signInAt(page, 'm.osei');
  await page.getByTestId('connection').getByText('Connecting').waitFor();
  await page.clock.runFor(21_000);
  await page
    .getByTestId('connection')
    .getByText(/Stale since \d\d:\d\d:\d\d/)
    .waitFor();
  await page.getByText('Not connected to the live updates').waitFor();
  await hospital.receive({ number: 'O5', patient: person('Polled', '300005') });
  await page.clock.runFor(11_000);
  await page.locator('tbody tr', { hasText: 'POLLED, Robin' }).waitFor();
  await close();
});
