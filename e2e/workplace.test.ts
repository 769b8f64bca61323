import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { fillReached, openOrder } from './call.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const PASSWORD = 'seven brown kettles sing';
const patient = { family: 'Workplace', given: 'Robin', mrn: '700001', born: '19600101', sex: 'F' as const };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.addUser('a.lind', 'A. Lind');
  await hospital.receive({ number: 'WP1', patient });
});
afterAll(() => hospital.close());

it('locked by hand: nothing of a patient is in the page, a reload opens nothing, and unlocking brings every letter back', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  await openOrder(page, 'WORKPLACE, Robin');
  await fillReached(page, '6.8', 'Doctor Vera Stone');
  await page.getByRole('button', { name: /M\. Osei/ }).click();
  await page.getByRole('button', { name: 'Lock the screen' }).click();
  const cover = page.getByRole('dialog', { name: 'Locked' });
  await cover.waitFor();
  expect(await page.content()).not.toMatch(/WORKPLACE|700001|Vera Stone|6\.8/);
  expect(await findViolations(page)).toEqual([]);
  await expect.poll(async () => (await page.request.get('/api/v1/me')).status(), { timeout: 15_000 }).toBe(401);
  await cover.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await cover.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Doctor Vera Stone');
  expect(await page.getByLabel('Value read back: Potassium').inputValue()).toBe('6.8');
  expect(complaints).toEqual([]);
  await close();
});

it('nobody here for fifteen minutes: warned two minutes before, any key goes on, otherwise locked', async () => {
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await page.clock.install();
  await page.goto('/');
  await signInAt(page, 'm.osei');
  await page.locator('tbody tr').first().waitFor();
  await page.clock.runFor(13 * 60_000 + 2_000);
  await page.getByTestId('session-warning').getByText('This screen locks soon').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Shift');
  await page.clock.runFor(2_000);
  expect(await page.getByTestId('session-warning').count()).toBe(0);
  await page.clock.runFor(15 * 60_000 + 1_000);
  await page.getByRole('dialog', { name: 'Locked' }).getByText('Locked after 15 minutes without use').waitFor();
  expect(await page.content()).not.toMatch(/WORKPLACE|700001/);
  await close();
});

it('preferences of a person follow them to another workstation; those of the screen stay; a taken key is refused', async () => {
  const here = await hospital.visit('a.lind');
  await here.page.getByRole('button', { name: /A\. Lind/ }).click();
  await here.page.getByRole('link', { name: 'Preferences' }).click();
  await here.page.getByRole('heading', { name: 'Preferences' }).waitFor();
  await here.page.getByRole('button', { name: 'Change the key of: Next row' }).click();
  await here.page.keyboard.press('k');
  await here.page.getByText('K is taken by “Previous row”').waitFor();
  await here.page.getByRole('button', { name: 'Change the key of: Next row' }).click();
  await here.page.keyboard.press('m');
  const saved = here.page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/me/preferences'),
  );
  await here.page.getByLabel('Rows').selectOption('compact');
  await here.page.getByLabel('Time', { exact: true }).selectOption('12h');
  expect((await saved).request().postDataJSON()).toMatchObject({ ownKeys: { next: ['m'] }, timeFormat: '12h' });
  await here.close();

  const there = await hospital.visit('a.lind');
  await there.page.locator('tbody tr').first().waitFor();
  await there.page.keyboard.press('?');
  await there.page
    .getByRole('row', { name: /Next row/ })
    .getByText('M', { exact: true })
    .waitFor();
  expect(await there.page.evaluate(() => document.documentElement.dataset.density)).toBe('comfortable');
  await there.close();
});

it.each(THEMES)('%s: preferences, menu, start of shift, emergency', async (theme) => {
  const { page, complaints, close } = await hospital.visit('m.osei', { theme });
  await page.getByRole('button', { name: /M\. Osei/ }).click();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'If something does not work…' }).click();
  await page.getByRole('dialog', { name: 'If something does not work' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /M\. Osei/, expanded: false }).click();
  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByRole('heading', { name: 'Preferences' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByTestId('sound').click();
  await page.getByRole('dialog', { name: 'Start shift' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it('a shift begins with a tone that was heard; silencing counts down and is written down', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await page.getByTestId('sound').filter({ hasText: 'Sound OFF' }).click();
  await page.getByRole('button', { name: 'Play the test tone' }).click();
  await page.getByRole('group', { name: 'Did you hear it?' }).getByRole('button', { name: 'Yes' }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByTestId('sound').filter({ hasText: 'Sound on' }).waitFor();
  await page.keyboard.press('Control+.');
  await page.getByTestId('silenced').waitFor();
  await expect
    .poll(
      () =>
        hospital.lab.db.inLab(hospital.lab.labId, (tx) =>
          tx
            .selectFrom('events')
            .select('type')
            .where('type', 'in', ['shift-started', 'alarm-silenced'])
            .execute()
            .then((rows) => rows.map(({ type }) => type).sort()),
        ),
      { timeout: 15_000 },
    )
    .toEqual(['alarm-silenced', 'shift-started']);
  await close();
});

it('the pseudo-locale shows what stands outside the catalogue: every button and heading is bracketed', async () => {
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await page.goto('/');
  await signInAt(page, 'm.osei');
  await page.locator('tbody tr').first().waitFor();
  await page.evaluate(() =>
    localStorage.setItem('critical-callout.preferences', JSON.stringify({ theme: 'light', language: 'en-XA' })),
  );
  await page.route('**/api/v1/me/preferences', (route) => route.fulfill({ json: { language: 'en-XA' } }));
  await page.reload();
  await page.locator('tbody tr a').first().click();
  await page.getByTestId('critical-value').waitFor();
  const plain = await page.evaluate(() =>
    [...document.querySelectorAll('button, h1, h2, h3, legend, label, th[scope="col"]')]
      .filter((element) => element.checkVisibility())
      .map((element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim())
      .filter((words) => /[a-z]{3}/i.test(words) && !words.includes('[')),
  );
  // Names and tests are data.
  expect(plain.filter((words) => !/M\. Osei|^Potassium$/.test(words))).toEqual([]);
  await close();
});

it('keys are taken out as a file and put in again; the list opens with what somebody chose', async () => {
  await hospital.addUser('k.brown', 'K. Brown');
  const { page, complaints, close } = await hospital.visit('k.brown');
  await page.goto('/preferences');
  await page.getByRole('button', { name: 'Change the key of: Next row' }).click();
  await page.keyboard.press('m');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export keys' }).click();
  const file = await (await saved).path();
  await page.getByRole('button', { name: 'Reset all keys' }).click();
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole('region', { name: 'Notices' }).getByText('Keys taken from').waitFor();
  expect(await page.getByRole('row', { name: /Next row/ }).textContent()).toContain('M');
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.getByText('x.json is no file of keys. Nothing was changed.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  const kept = page.waitForResponse(
    (response) => response.request().method() === 'PUT' && (response.request().postData() ?? '').includes('"startView":"mine"'),
  );
  await page.getByLabel('The worklist opens with').selectOption('mine');
  await kept;
  await close();

  const there = await hospital.visit('k.brown');
  await there.page
    .getByRole('tab', { name: /My queue/, selected: true })
    .or(there.page.locator('[aria-pressed="true"]', { hasText: 'My queue' }))
    .waitFor();
  expect(there.page.url()).toContain('assigned=me');
  expect([...complaints, ...there.complaints]).toEqual([]);
  await there.close();
});
