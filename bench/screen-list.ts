import type { Page } from 'playwright-core';
import type { Measurement } from './figure.ts';
import { startFrames, stopFrames, untilTrue, waited } from './in-page.ts';

export const VALUE = '[data-testid="critical-value"]';
const FIRST_ROW = 'tr[data-bill][aria-rowindex="2"] a[data-row]';

/** The row the keyboard is on, counted from one; 0: none. */
const ROW = `Number(document.activeElement?.closest('tr[data-bill]')?.getAttribute('aria-rowindex') ?? 1) - 1`;

export async function goToTop(page: Page): Promise<void> {
  await page.evaluate(`document.querySelector('tr[data-bill]').parentElement.closest('div').scrollTo(0, 0)`);
  await page.locator(FIRST_ROW).focus();
}

/** Holds J: how long the page ever stood still, and whether the last order is reached. */
export async function holdKey(page: Page, orders: number, seconds: number): Promise<Measurement[]> {
  await goToTop(page);
  await startFrames(page);
  const end = Date.now() + seconds * 1000;
  let presses = 0;
  // A keyboard repeats a held key some thirty times a second.
  while (Date.now() < end) {
    await page.keyboard.down('j');
    presses += 1;
    await page.waitForTimeout(33);
  }
  const { longest, count } = await stopFrames(page);
  const drawn = await page.locator('tr[data-bill]').count();
  const reached = await holdToTheEnd(page);
  await page.keyboard.up('j');
  return [
    {
      id: 'P13',
      figure: `list of ${orders} open orders, J held for ${seconds} s: the longest frame`,
      goal: '≤ 50 ms',
      measured: `${Math.round(longest)} ms (${presses} moves, ${count} frames, ${drawn} rows drawn)`,
      isMet: longest <= 50,
    },
    {
      id: 'P13',
      figure: 'orders the held key comes to, of those that are open',
      goal: 'all',
      measured: `${reached} of ${orders}`,
      isMet: reached === orders,
    },
  ];
}

/** Until further presses change nothing, and the server has no more. */
export async function holdToTheEnd(page: Page): Promise<number> {
  for (let last = -1, still = 0; still < 40; ) {
    await page.keyboard.down('j');
    const now = await page.evaluate<number>(ROW);
    still = now === last ? still + 1 : 0;
    // At the end of a page the next one is on its way.
    if (now === last) await page.waitForTimeout(50);
    last = now;
  }
  return page.evaluate<number>(ROW);
}

/** One press: from the key to the frame that shows the focus on the next row. */
export async function moveOnce(page: Page, times: number): Promise<Measurement> {
  const took: number[] = [];
  await goToTop(page);
  for (let at = 0; at < times; at += 1) {
    const before = await page.evaluate<number>(ROW);
    const script = `(() => {
      window.moved_ = new Promise((resolve) => {
        document.addEventListener('keydown', () => {
          const began = performance.now();
          const look = () => (${ROW} > ${before} ? resolve(performance.now() - began) : setTimeout(look));
          queueMicrotask(look);
        }, { capture: true, once: true });
      });
    })()`;
    await page.evaluate(script);
    await page.keyboard.press('j');
    took.push(await page.evaluate<number>('window.moved_'));
  }
  return waited('J, from the key to the focus on the next row, p95', took, 16);
}

/** What is looked for is typed as fast as a person types; the time runs from the last letter. */
export async function search(page: Page, words: readonly string[], orders: number): Promise<Measurement> {
  const took: number[] = [];
  const box = page.locator('[data-region="list"] input[type="search"]');
  for (const word of words) {
    await box.focus();
    await page.keyboard.type(word.slice(0, -1), { delay: 60 });
    const isFound = `(() => {
      const rows = [...document.querySelectorAll('tr[data-bill]')];
      return rows.length > 0 && rows.every((row) => row.textContent.includes(${JSON.stringify(word)}));
    })()`;
    took.push(await untilTrue(page, word.slice(-1), isFound));
    await box.fill('');
    await page.locator(`table[aria-rowcount="-1"], table[aria-rowcount="${orders + 1}"]`).waitFor();
  }
  return waited('search in the list, from the last letter to its rows, p95', took, 300);
}
