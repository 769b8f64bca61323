import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { openOrder } from './call.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';
import { enliven } from './lively-lab.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';
import { SCREENS, settled, type Who, type World } from './screen-list.ts';

let hospital: Hospital;
let world: World;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  await fillPractice(hospital);
  world = await enliven((role) => hospital.lab.signIn(role, { userName: `${role}.asks` }), hospital.lab.clock.now());
});
afterAll(() => hospital.close());

const signedIn: Exclude<Who, null>[] = ['director', 'supervisor', 'lab-admin', 'integrator'];
const SILENCE_MS = 21_000;

it.each(signedIn)(
  '%s: the line is cut, and within 20 s every screen says that what it shows may be old',
  { timeout: 600_000 },
  async (who) => {
    await hospital.lab.signIn(who, { userName: who, name: `Test ${who}` });
    const { page, context, close } = await openPage(hospital.browser, hospital.lab.baseUrl, { width: 1280, height: 720 });
    await page.clock.install();
    await page.goto('/sign-in');
    await signInAt(page, who);
    const chip = page.getByTestId('connection');
    await chip.waitFor();
    const problems: string[] = [];
    for (const { name, address } of SCREENS.filter((screen) => screen.who === who && !screen.isPart)) {
      await page.goto(address(world));
      await settled(page);
      await chip.filter({ hasText: /Live|Connected/ }).waitFor();
      await context.setOffline(true);
      await page.clock.runFor(SILENCE_MS);
      const isSaid = await chip
        .getByText(/Stale since \d\d:\d\d:\d\d/)
        .waitFor({ timeout: 5_000 })
        .then(() => true)
        .catch(() => false);
      if (!isSaid) problems.push(`${name}: the chip says ${await chip.textContent()}`);
      await context.setOffline(false);
    }
    expect(problems).toEqual([]);
    await close();
  },
);

/** Name, date of birth, number; value and unit in one piece. As the screen writes them. */
const IDENTITY = ['SAMPLE, John (Mr)', '14-Jul-1945', '129 728 7652', '6.8\u00a0mmol/L'];

/** What of it is not there, or not to be seen. */
async function missingIn(place: Locator, wanted: readonly string[] = IDENTITY): Promise<string[]> {
  await place.first().waitFor();
  const [seen = ''] = await place.allInnerTexts();
  const text = seen.replaceAll(/[\u2066-\u2069]/g, '').replaceAll(/[\u2009\u202f]/g, ' ');
  // What the eye gets; a break of line is as good as a blank.
  const flat = text.replaceAll(/\s*\n\s*/g, ' ');
  return wanted.filter((one) => !flat.includes(one) && !flat.includes(one.replace('\u00a0', ' ')));
}

const VIEWS: [name: string, place: (page: Page) => Promise<Locator>][] = [
  ['row of the list', async (page) => page.locator('tbody tr', { hasText: 'SAMPLE, John' })],
  [
    'panel',
    async (page) => {
      await openOrder(page, 'SAMPLE, John');
      await page.getByTestId('critical-value').first().waitFor();
      return page.getByRole('region', { name: /^Callout/ });
    },
  ],
  [
    'dialog before closing',
    async (page) => {
      await page.getByRole('radio', { name: 'Reached, read back' }).check();
      await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
      await page.getByLabel('Value read back: Potassium').fill('6.8');
      await page.getByRole('button', { name: 'Save and close as Done' }).click();
      return page.getByTestId('confirm');
    },
  ],
  [
    'dialog of escalating',
    async (page) => {
      await page.getByRole('button', { name: 'Back to the form' }).click();
      await page.getByRole('button', { name: 'Escalate now…' }).click();
      return page.getByRole('dialog');
    },
  ],
  [
    'dialog of closing without a call',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Close without a call…' }).click();
      return page.getByRole('dialog');
    },
  ],
  [
    'dialog of another contact',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Add another contact…' }).click();
      return page.getByRole('dialog');
    },
  ],
  [
    'dialog of passing a contact over',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Skip/ }).first().click();
      return page.getByRole('dialog');
    },
  ],
  [
    'call sheet',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        window.print = () => undefined;
      });
      await page.getByRole('button', { name: 'Print call sheet' }).click();
      await page.emulateMedia({ media: 'print' });
      return page.locator('[data-sheet]');
    },
  ],
  [
    'order with history',
    async (page) => {
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await page.emulateMedia({ media: 'screen' });
      await page.getByRole('button', { name: 'Print with history' }).click();
      await page.emulateMedia({ media: 'print' });
      return page.locator('[data-sheet]');
    },
  ],
  [
    'hand-over',
    async (page) => {
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await page.emulateMedia({ media: 'screen' });
      await page.goto(`/handover/${world.handoverId}`);
      return page.getByTestId('handover-item').filter({ hasText: 'SAMPLE, John' });
    },
  ],
  [
    'patient',
    async (page) => {
      await page.goto(`/patients/${world.patientId}`);
      await page.getByTestId('patient-banner').waitFor();
      await page.locator('main').getByText('6.8').first().waitFor();
      return page.locator('main');
    },
  ],
];

it('wherever a critical result is acted on, name, date of birth, number, value and unit stand together', async () => {
  await hospital.lab.signIn('director', { userName: 'dr.lane', name: 'Dr. Lane' });
  const { page, close } = await hospital.visit('dr.lane', { width: 1280, height: 720 });
  const problems: string[] = [];
  for (const [name, open] of VIEWS)
    problems.push(...(await missingIn(await open(page))).map((one) => `${name}: ${one} is missing`));
  expect(problems).toEqual([]);
  await close();
});
