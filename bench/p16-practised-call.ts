import type { Page } from 'playwright-core';
import { openBrowser, openPage } from '../e2e/browser.ts';
import { buildWeb } from '../e2e/build-web.ts';
import { signInAt } from '../e2e/hospital.ts';
import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { furnish, seedBill } from '../packages/server/test/fixture.ts';
import { startLab } from '../packages/server/test/lab.ts';
import { type Measure, median, percentile } from './figure.ts';
import { goToTop, VALUE } from './screen-list.ts';

/**
 * Times of the operators of the Keystroke-Level Model (Card, Moran and Newell, The Psychology of Human-Computer Interaction,
 * 1983, chapter 8): one key of an average skilled typist (55 words a minute), one mental preparation.
 */
const KEY_MS = 200;
const THINK_MS = 1_350;

const ORDERS = 12;
const CALLS = 5;
const GATE_SECONDS = 25;

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Presses at the model's pace, and keeps apart how long the program was waited for. */
function modelOf(page: Page) {
  let waitedMs = 0;
  let keys = 0;
  let thoughts = 0;
  return {
    think: async () => {
      thoughts += 1;
      await pause(THINK_MS);
    },
    /** A chord is as many keys as it has. */
    press: async (chord: string) => {
      const parts = chord.split('+').length;
      keys += parts;
      await pause(parts * KEY_MS);
      await page.keyboard.press(chord);
    },
    type: async (text: string) => {
      for (const letter of text) {
        keys += 1;
        await pause(KEY_MS);
        await page.keyboard.type(letter);
      }
    },
    waitFor: async (selector: string) => {
      const began = performance.now();
      await page.locator(selector).first().waitFor();
      waitedMs += performance.now() - began;
    },
    until: async (answer: Promise<unknown>) => {
      const began = performance.now();
      await answer;
      waitedMs += performance.now() - began;
    },
    sums: () => ({ waitedMs, keys, thoughts }),
  };
}

/** From the worklist to the saved record: choose the row, open it, name, value as heard, close, confirm. The talking is no part of it. */
async function recordCall(page: Page): Promise<{ seconds: number; waitedMs: number; keys: number; thoughts: number }> {
  await goToTop(page);
  const model = modelOf(page);
  const began = performance.now();
  await model.think();
  await model.press('j');
  await model.press('k');
  await model.press('Enter');
  await model.waitFor(VALUE);
  await model.waitFor('input[name="outcome"]');
  await model.think();
  await model.press('1');
  await model.think();
  await model.type('Nurse Kelly Park');
  for (let field = 0; field < 3; field += 1) await model.press('Tab');
  await model.think();
  await model.type('6.8');
  await model.think();
  await model.press('Control+Shift+Enter');
  await model.waitFor('[data-testid="confirm"]');
  await model.think();
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/callouts') && answer.request().method() === 'POST');
  await model.press('Control+Shift+Enter');
  await model.until(saved);
  await model.waitFor('[data-testid="saved"]');
  const seconds = (performance.now() - began) / 1_000;
  await page.keyboard.press('Escape');
  await page.locator(VALUE).first().waitFor({ state: 'detached' });
  return { seconds, ...model.sums() };
}

/** A reached call documented by the keyboard at the pace of a model of a practised user. It is a model, and no measured person. */
export const measure: Measure = async ({ isSmoke, say }) => {
  await buildWeb();
  const database = await createBenchDatabase();
  const browser = await openBrowser();
  const lab = await startLab({ database, roles: ['http', 'tick'] });
  try {
    const people = await furnish(lab.db, lab.labId);
    for (let number = 0; number < ORDERS; number += 1) await seedBill(lab.db, people, { now: lab.clock.now() });
    await lab.signIn('supervisor', { userName: 's.vance', name: 'Sarah Vance' });
    const { page } = await openPage(browser, lab.baseUrl, { width: 1280, height: 720 });
    await page.goto('/');
    await signInAt(page, 's.vance');
    await page.locator('tr[data-bill]').first().waitFor();
    const calls: Awaited<ReturnType<typeof recordCall>>[] = [];
    for (let call = 0; call < (isSmoke ? 1 : CALLS); call += 1) calls.push(await recordCall(page));
    const [first] = calls;
    const total = median(calls.map(({ seconds }) => seconds));
    const slowest = percentile(
      calls.map(({ seconds }) => seconds),
      1,
    );
    const waited = median(calls.map(({ waitedMs }) => waitedMs));
    say(`${first?.keys} keys of ${KEY_MS} ms and ${first?.thoughts} preparations of ${THINK_MS} ms in each call`);
    return [
      {
        id: 'P16',
        figure:
          'a reached call recorded from the worklist, keyboard only, at the pace of the keystroke-level model (no measured person)',
        goal: `≤ ${GATE_SECONDS} s`,
        measured: `${total.toFixed(1)} s, of it ${(waited / 1_000).toFixed(2)} s waiting for the program (${calls.length} calls, slowest ${slowest.toFixed(1)} s)`,
        isMet: slowest <= GATE_SECONDS,
      },
    ];
  } finally {
    await browser.close();
    await lab.close();
    await database.drop();
  }
};
