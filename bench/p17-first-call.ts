import type { Page } from 'playwright-core';
import { openBrowser, openPage } from '../e2e/browser.ts';
import { buildWeb } from '../e2e/build-web.ts';
import { closeAsDone } from '../e2e/call.ts';
import { signInAt } from '../e2e/hospital.ts';
import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { startLab } from '../packages/server/test/lab.ts';
import type { Measure } from './figure.ts';

/**
 * A person who sees the program for the first time, modelled on the slow side. Keys and pointing: the Keystroke-Level Model
 * (Card, Moran and Newell, 1983, chapter 8): 1.2 s a key for who does not know the keyboard, 1.1 s to point, 0.4 s to bring the
 * hand to the mouse and back, 1.35 s to prepare each act in mind. Reading: every word of every screen once, at 120 a
 * minute; adults read 238 silently (Brysbaert, Journal of Memory and Language 109, 2019).
 */
const KEY_S = 1.2;
const POINT_S = 1.1 + 2 * 0.4;
const THINK_S = 1.35;
const WORDS_PER_MINUTE = 120;
const GATE_MINUTES = 10;

function newcomerAt(page: Page) {
  let seconds = 0;
  let words = 0;
  const seen = new Set<string>();
  return {
    /** Lines that were not there before; a repeated one is recognized and not read again. */
    read: async () => {
      const lines = (await page.evaluate<string>('document.body.innerText')).split('\n').map((line) => line.trim());
      for (const line of lines) {
        if (line === '' || seen.has(line)) continue;
        seen.add(line);
        words += line.split(/\s+/).length;
      }
    },
    point: (times = 1) => {
      seconds += times * (THINK_S + POINT_S);
    },
    type: (text: string) => {
      seconds += THINK_S + POINT_S + text.length * KEY_S;
    },
    sums: () => ({ seconds: seconds + (words / WORDS_PER_MINUTE) * 60, words }),
  };
}

/** From signing in to "practice case finished": the first case of the practice, played as its card and the panel say. */
export const measure: Measure = async ({ say }) => {
  await buildWeb();
  const database = await createBenchDatabase();
  const browser = await openBrowser();
  const lab = await startLab({ database, roles: ['http', 'mllp', 'tick'] });
  try {
    await lab.db.inSystem((tx) => tx.updateTable('labs').set({ is_practice: true }).where('id', '=', lab.labId).execute());
    await lab.signIn('technologist', { userName: 'n.new', name: 'Nia New' });
    const { page } = await openPage(browser, lab.baseUrl, { width: 1280, height: 720 });
    const began = performance.now();
    const person = newcomerAt(page);
    await page.goto('/sign-in');
    await page.getByLabel('User name').waitFor();
    await person.read();
    person.type('n.new');
    person.type('a password of twenty.');
    person.point();
    await signInAt(page, 'n.new');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.locator('h1').first().waitFor();
    await person.read();
    person.point();
    await page.getByRole('navigation', { name: 'Main areas' }).getByRole('link', { name: 'Practice cases' }).click();
    const card = page.locator('[data-case="reached"]');
    await card.waitFor();
    await person.read();
    person.point(2);
    await card.getByRole('button', { name: /^Start/ }).click();
    await card.getByRole('link', { name: /^Open order/ }).click();
    await page.getByTestId('practice-phone').first().waitFor();
    await page.getByRole('radio', { name: 'Reached, read back' }).waitFor();
    await person.read();
    person.point(4);
    await page.getByRole('button', { name: 'Start call' }).first().click();
    await person.read();
    await page.getByLabel('Name of the patient').check();
    await page.getByLabel('Date of birth').check();
    await page.getByRole('radio', { name: 'Reached, read back' }).check();
    await person.read();
    person.type('Nurse Grace Osei');
    await page.getByLabel('Name of the person told').fill('Nurse Grace Osei');
    person.type('7.1');
    await page.getByLabel('Value read back: Potassium').fill('7.1');
    person.point(2);
    await closeAsDone(page);
    await page.getByText('Practice case finished: Reached at once. 1 of 6.').first().waitFor();
    await person.read();
    const program = (performance.now() - began) / 1_000;
    const { seconds, words } = person.sums();
    const minutes = (seconds + program) / 60;
    say(`${words} words read, ${Math.round(seconds)} s of a person, ${program.toFixed(1)} s of the program and of this script`);
    return [
      {
        id: 'P17',
        figure:
          'the first correct call of a new user (practice case 1), every word of every screen read, by a model (no measured person)',
        goal: `≤ ${GATE_MINUTES} min`,
        measured: `${minutes.toFixed(1)} min (${words} words, ${program.toFixed(1)} s of it the program)`,
        isMet: minutes <= GATE_MINUTES,
      },
    ];
  } finally {
    await browser.close();
    await lab.close();
    await database.drop();
  }
};
