import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hospital, openHospital } from './hospital.ts';
import { smallTargets } from './measures.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';

const { PICTURES } = process.env;
const THEMES = ['light', 'dark', 'contrast'] as const;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  await hospital.lab.signIn('director', { userName: 'dr.lane', name: 'Dr. Lane' });
  await fillPractice(hospital);
});
afterAll(() => hospital.close());

const SCREENS: [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['worklist', (page) => page.locator('tbody tr').first().waitFor()],
  [
    'panel',
    async (page) => {
      await page.locator('tbody tr', { hasText: 'SAMPLE, John' }).getByRole('link').first().click();
      await page.getByTestId('critical-value').first().waitFor();
      await page.getByTestId('history').locator('li').first().waitFor();
    },
  ],
  ['preferences', (page) => goTo(page, '/preferences')],
  ['templates', (page) => goTo(page, '/settings/templates?channel=email&language=en&purpose=first')],
];

async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').first().waitFor();
}

it.each(THEMES)('%s: everything that can be pressed is large enough', async (theme) => {
  const { page, close } = await hospital.visit('dr.lane', { theme, width: 1280, height: 720 });
  for (const [name, open] of SCREENS) {
    await open(page);
    expect(await smallTargets(page), name).toEqual([]);
  }
  await close();
});

it('at 400 % the page is read in one direction, and identifiers, value and unit are whole', async () => {
  // 1280 by 720 pixels at 400 % are 320 by 180 of the page's own.
  const { page, close } = await hospital.visit('dr.lane', { width: 320, height: 180 });
  for (const [name, open] of SCREENS) {
    await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/zoom-${name}.png`, fullPage: true });
    if (name !== 'panel') continue;
    for (const words of ['SAMPLE, John (Mr)', '14-Jul-1945', '129 728 7652', '6.8']) {
      const box = await page.getByText(words, { exact: false }).last().boundingBox();
      expect(box, words).not.toBeNull();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320, words).toBe(true);
    }
  }
  await close();
});

it('with the colours of the system every state still has its shape and its word, and the focus is seen', async () => {
  const { page, close } = await hospital.visit('dr.lane', { width: 1280, height: 720 });
  await page.emulateMedia({ forcedColors: 'active' });
  for (const [name, open] of SCREENS) {
    await open(page);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/forced-${name}.png` });
    if (name !== 'panel') continue;
    const value = page.getByTestId('critical-value').first();
    expect(await value.locator('svg').first().isVisible()).toBe(true);
    expect(await value.getByText('Critical high').first().isVisible()).toBe(true);
    // By the keyboard: a focus that came by a click is not marked.
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return `${outlineStyle} ${Number.parseFloat(outlineWidth)}`;
    });
    expect(outline).toMatch(/^(solid|auto) [1-9]/);
  }
  await close();
});
