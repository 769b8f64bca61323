import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_PASSWORD } from '../packages/server/test/sign-in.ts';
import { findViolations } from './axe.ts';
import { openPage, type Visit } from './browser.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';
import { clipped } from './measures.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';
import { SCREENS as LISTED, settled } from './screen-list.ts';

const { PICTURES } = process.env;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  await hospital.lab.signIn('director', { userName: 'dr.lane', name: 'Dr. Lane' });
  await fillPractice(hospital);
  await hospital.receive({
    number: 'H-2099',
    patient: { family: 'حداد', given: 'كريم', mrn: '5566778899', born: '19710101', sex: 'M' },
    test: { code: 'K', name: 'بوتاسيوم (Potassium)', specimen: 'Plasma' },
  });
});
afterAll(() => hospital.close());

async function visitIn(language: string, width = 1280): Promise<Visit> {
  const visit = await openPage(hospital.browser, hospital.lab.baseUrl, { width, height: 720 });
  await visit.context.addInitScript((chosen) => {
    if (window !== window.top) return;
    const stored = JSON.parse(localStorage.getItem('critical-callout.preferences') ?? '{}') as object;
    localStorage.setItem('critical-callout.preferences', JSON.stringify({ ...stored, language: chosen }));
  }, language);
  await visit.page.goto('/');
  return visit;
}

/** The fields have other labels in other languages; their names do not change. */
async function signIn(page: Page): Promise<void> {
  await page.locator('input[autocomplete="username"]').fill('dr.lane');
  await page.locator('input[autocomplete="current-password"]').fill(TEST_PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('tbody tr').first().waitFor();
}

/**
 * Words of results, people and places, which no catalogue translates; and of sentences that the server writes into records
 * (why a limit applies, why somebody is named, what happened), which are in English for everybody.
 */
const DATA =
  /email|supervisor|pathologist|aware|redraw|caller|test|this|parameter|sender|flags|ordering|organization|general|address|example|callout|tests|result|accession|northgate|escalation|step|sample|john|jane|okonkwo|featherstonehaugh|maximiliana|ángel|finch|harbour|teaching|laboratory|ward|lane|potassium|glucose|platelets|blood|culture|gram|positive|cocci|clusters|aerobic|bottle|plasma|edta|basic|metabolic|panel|mmol|lis|nicu|practice|system|above|below|limit|lower|upper|critical|inclusive|sodium|creatinine|umol|ctrl|shift|enter|alt|esc|space|english|deutsch|español|français|pseudo|locale|utc|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;

/** Visible words that stand in plain English letters: they are data, or somebody wrote them into a component. */
const untranslated = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || element.closest('bdi, code, pre, kbd, script, style, option, textarea, [lang]:not(html)')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      for (const word of (node.textContent ?? '').match(/[A-Za-z]{4,}/g) ?? []) if (/[aeiou]/.test(word)) found.push(word);
    }
    return [...new Set(found)];
  });

const SCREENS: [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['worklist', (page) => page.locator('tbody tr').first().waitFor()],
  [
    'panel',
    async (page) => {
      await page.locator('tbody tr a').first().click();
      await page.getByTestId('critical-value').first().waitFor();
      await page.getByTestId('history').locator('li').first().waitFor();
    },
  ],
  // Every other screen of the director; those of one order or patient are the panel's kind.
  ...LISTED.filter(({ who, isPart, route }) => who === 'director' && !isPart && !/\$|^\/worklist/.test(route)).map(
    ({ name, route }): [string, (page: Page) => Promise<void>] => [name, (page) => goTo(page, route)],
  ),
  [
    'template',
    async (page) => {
      await goTo(page, '/settings/templates?channel=sms&language=en&purpose=first');
      await page.getByTestId('preview-text').waitFor();
    },
  ],
];

async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}

it.each([1280, 320])(
  'pseudo-locale at %d px: every word is in a catalogue, and longer ones are cut off nowhere',
  async (width) => {
    const { page, close } = await visitIn('en-XA', width);
    await page.locator('input[autocomplete="username"]').waitFor();
    const problems: string[] = [];
    const look = async (name: string): Promise<void> => {
      // What the gateways' variables do is said by the server's own documentation, in English.
      const words = name === 'messages' ? [] : await untranslated(page);
      problems.push(...words.filter((word) => !DATA.test(word)).map((word) => `${name}: untranslated ${word}`));
      problems.push(...(await clipped(page)).map((one) => `${name}: cut off ${one}`));
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/xa-${name}-${width}.png` });
    };
    await look('sign-in');
    await signIn(page);
    for (const [name, open] of SCREENS) {
      await open(page);
      await look(name);
    }
    expect(problems).toEqual([]);
    await close();
  },
);

it.each([
  ['de', 'Arbeitsliste', 'Ausgang des Anrufs'],
  ['es', 'Lista de trabajo', 'Resultado de la llamada'],
  ['fr', 'Liste de travail', 'Issue de l’appel'],
])('%s: sign-in, list and panel in that language, without a violation', async (language, list, outcome) => {
  const { page, complaints, close } = await visitIn(language);
  await page.locator('input[autocomplete="username"]').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await signIn(page);
  await page.getByRole('link', { name: list }).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  await page.locator('tbody tr a').first().click();
  await page.getByText(outcome).first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/lang-${language}.png` });
  expect(complaints).toEqual([]);
  await close();
});

it('names from the right to the left keep their direction and move no number', async () => {
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl, { width: 1280, height: 720 });
  await page.goto('/');
  await signInAt(page, 'dr.lane');
  const row = page.locator('tbody tr', { hasText: 'حداد' });
  await row.waitFor();
  const name = row.getByText('حداد').first();
  expect(await name.evaluate((element) => getComputedStyle(element.closest('bdi, [dir]') ?? element).direction)).toBe('rtl');
  await row.getByRole('link').first().click();
  await page.getByTestId('critical-value').first().waitFor();
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/rtl.png` });
  // The value reads 6.8 mmol/L from left to right, whatever the names around it do.
  const value = await page.getByTestId('critical-value').first().textContent();
  expect((value ?? '').replace(/[\u2066-\u2069]/g, '')).toMatch(/6\.8[\s\S]*mmol\/L/);
  await close();
});
