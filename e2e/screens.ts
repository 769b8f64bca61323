import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Role } from '@critical-callout/domain/auth';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { buildWeb } from './build-web.ts';
import { enliven } from './lively-lab.ts';
import { SCREENS, type World } from './screen-list.ts';
import { MOMENTS, type Moment } from './screen-moments.ts';
import { type Practice, receiver, signedIn, startPractice, visitAs } from './screen-practice.ts';
import { openTelephone, recipientLink } from './telephone.ts';

/**
 * Pictures of the practice laboratory. `node e2e/screens.ts` takes those of docs/screens; `node e2e/screens.ts --all FOLDER`
 * every screen and every moment (dialogs, strips, errors) in every theme, what is printed, the main screens in forced colours,
 * and every screen 320 px wide, for a person to look through before a release; `--only NAME,NAME` after it takes those alone.
 * The seed is fixed, so the pictures show the same invented people each time.
 */
const FOLDER = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const MAX_BYTES = 200_000;
const ROWS_WANTED = 5;
const THEMES = ['light', 'dark', 'contrast'] as const;
type Theme = (typeof THEMES)[number];

/** Those that docs/screens keeps, in the light theme; its README says what they show. */
const KEPT = new Set(
  'sign-in worklist callout callout-dark callout-contrast worklist-narrow patient deliveries-all handover-detail limits policy contacts on-call users quarantine template calls setup practice health recipient-page call-sheet'.split(
    ' ',
  ),
);

/** Those whose states are looked at with the colours of the system. */
const FORCED = new Set([
  'sign-in',
  'worklist',
  'panel',
  'deliveries-all',
  'handover-detail',
  'settings',
  'limits',
  'preferences',
]);
/** Those that are used while somebody waits at the telephone: looked at with 400 % of the letters too. */
const ENLARGED = new Set(['sign-in', 'worklist', 'panel', 'deliveries-all', 'handover-detail']);
const NARROW = { width: 320, height: 1200 };
/** 1280 by 720 at 400 %. */
const ENLARGED_SIZE = { width: 320, height: 180 };
/** A4 at 96 dots an inch. */
const PAPER = { width: 794, height: 1123 };

const [, , option, ownFolder, , onlyNames] = process.argv;
const isAll = option === '--all';
const only = onlyNames ? new Set(onlyNames.split(',')) : null;
if (isAll && !ownFolder) throw new Error('--all needs the folder the pictures go to');
const target = isAll ? (ownFolder ?? '') : FOLDER;

const isWanted = (name: string, theme: Theme): boolean => (isAll ? (only?.has(name) ?? true) : KEPT.has(nameOf(name, theme)));
const nameOf = (name: string, theme: Theme): string => (theme === 'light' ? name : `${name}-${theme}`);

async function shoot(page: Page, name: string, theme: Theme = 'light'): Promise<void> {
  const file = `${nameOf(name, theme)}.png`;
  if (!isWanted(name, theme)) return;
  const path = join(target, file);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (!isAll && size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, at most ${MAX_BYTES}`);
  process.stdout.write(`${file}  ${Math.round(size / 1000)} kB\n`);
}

/** The page stands, and it is connected again after it was loaded. */
async function stands(page: Page): Promise<void> {
  // Narrow, the panel takes the place of the list and of its heading.
  await page.locator('h1:visible, h2:visible').first().waitFor();
  await calm(page);
  const chip = page.getByTestId('connection');
  if (await chip.count()) await chip.filter({ hasText: /Live|Connected/ }).waitFor();
}

async function everyScreen(browser: Browser, practice: Practice, world: World, theme: Theme): Promise<void> {
  for (const who of new Set(SCREENS.map((screen) => screen.who))) {
    const own = SCREENS.filter((screen) => screen.who === who && isWanted(screen.name, theme));
    if (own.length === 0) continue;
    const { page, close } = await visitAs(browser, practice, who, { theme });
    for (const { name, address } of own) {
      await page.goto(address(world));
      await stands(page);
      await shoot(page, name, theme);
    }
    await close();
  }
}

/** The same screens for other eyes: the colours of the system, a narrow window, large letters. */
async function otherEyes(browser: Browser, practice: Practice, world: World): Promise<void> {
  if (!isAll) return;
  for (const who of new Set(SCREENS.map((screen) => screen.who))) {
    const { page, close } = await visitAs(browser, practice, who);
    const { width, height } = page.viewportSize() ?? NARROW;
    for (const { name, address } of SCREENS.filter((screen) => screen.who === who && isWanted(screen.name, 'light'))) {
      await page.setViewportSize(NARROW);
      await page.goto(address(world));
      await stands(page);
      await shoot(page, `narrow-${name}`);
      if (ENLARGED.has(name)) {
        await page.setViewportSize(ENLARGED_SIZE);
        await shoot(page, `zoom-${name}`);
      }
      if (!FORCED.has(name)) continue;
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ forcedColors: 'active', colorScheme });
        // Reached by the keyboard, so that the focus is to be seen.
        await page.keyboard.press('Tab');
        await shoot(page, `forced-${name}`, colorScheme);
      }
      await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
    }
    await close();
  }
}

/** Nothing on it is still on its way. */
const calm = (page: Page): Promise<unknown> => page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);

async function everyMoment(browser: Browser, practice: Practice, world: World, theme: Theme): Promise<void> {
  const wanted = MOMENTS.filter(({ name, isPaper }) => isWanted(name, theme) && !(isPaper && theme === 'contrast'));
  if (wanted.length === 0) return;
  const known = new Map<Role, ReturnType<typeof signedIn>>();
  const as = (role: Role): ReturnType<typeof signedIn> => {
    const asking = known.get(role) ?? signedIn(practice, role);
    known.set(role, asking);
    return asking;
  };
  const receive = receiver(await as('technologist'), theme);
  for (const moment of wanted) {
    const { page, context, close } = await visitAs(browser, practice, moment.who, { theme, isOwn: moment.isLast ?? false });
    try {
      await moment.reach({ page, context, world, as, receive });
      if (!moment.isPaper) await page.locator('h1:visible, h2:visible').first().waitFor();
      if (!moment.isLast && !moment.isBusy) await calm(page);
      if (moment.isPaper) await shootPaper(page, moment, theme);
      else await shoot(page, moment.name, theme);
    } catch (error) {
      // One that cannot be reached any more must not hide the others.
      process.exitCode = 1;
      process.stdout.write(`${moment.name}  NOT REACHED: ${String(error).slice(0, 300)}\n`);
    }
    // An answer that is still being changed when the page goes is nobody's any more.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  }
}

/** As the printer gets it, with its pages; and its first page as a picture. */
async function shootPaper(page: Page, { name }: Moment, theme: Theme): Promise<void> {
  await page.setViewportSize(PAPER);
  await shoot(page, name, theme);
  if (isAll) await page.pdf({ path: join(target, `${nameOf(name, theme)}.pdf`), format: 'A4', preferCSSPageSize: true });
}

/** The worklist as a caller has it, the panel in the states of a call, and what is printed from it. */
async function aCall(browser: Browser, practice: Practice, theme: Theme): Promise<void> {
  if (!['callout', 'palette', 'worklist-narrow'].some((name) => isWanted(name, theme))) return;
  const { page, close } = await visitAs(browser, practice, 'director', { theme });
  await page.goto('/worklist');
  await page.locator('tbody tr').nth(ROWS_WANTED).waitFor({ timeout: 120_000 });
  // A little narrower, so that the picture stays below its limit.
  await page.setViewportSize({ width: 1180, height: 680 });
  // One with a number to read back.
  await page.locator('tbody tr', { hasText: 'mmol/L' }).locator('a').first().click();
  await page.getByTestId('critical-value').first().waitFor();
  await page.getByTestId('history').locator('li').first().waitFor();
  await shoot(page, 'callout', theme);
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('missing').waitFor();
  await shoot(page, 'callout-missing', theme);
  await page.getByRole('tab', { name: 'Rules' }).click();
  await shoot(page, 'callout-rules', theme);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'palette', theme);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 400, height: 860 });
  await page.goto('/worklist');
  await stands(page);
  await shoot(page, 'worklist-narrow', theme);
  await page.locator('tbody tr a').first().click();
  await page.getByTestId('critical-value').first().waitFor();
  await shoot(page, 'callout-narrow', theme);
  await close();
}

/** The mail that names the order, with a link in it; it leaves a moment after the attempt was saved. */
async function mailAbout(url: string, number: string): Promise<string> {
  const read = async (path: string): Promise<string> => (await (await fetch(url + path)).text()).replaceAll('&#x2F;', '/');
  for (;;) {
    const list = await read('/practice/mailbox');
    for (const [, path = ''] of list.matchAll(/href="(\/practice\/mailbox\/\d+)"/g)) {
      const mail = await read(path);
      if (mail.includes(number) && /\/a\/[\w-]{43}/.test(mail)) return mail;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What the ordering doctor sees who has nothing but the mail. */
async function recipientsPage(browser: Browser, practice: Practice, billId: number, theme: Theme): Promise<void> {
  if (!isWanted('recipient-page', theme)) return;
  const caller = await signedIn(practice, 'technologist');
  const opened = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const { bill } = (await opened.json()) as {
    bill: { billNumber: string; accessionNumber: string | null; patient: { born: string | null } };
  };
  const mail = await mailAbout(practice.url, bill.accessionNumber ?? bill.billNumber);
  const telephone = await openTelephone(browser, {
    scheme: theme === 'dark' ? 'dark' : 'light',
    contrast: theme === 'contrast' ? 'more' : 'no-preference',
  });
  const { page } = telephone;
  await page.goto(recipientLink(mail));
  await shoot(page, 'recipient-proof', theme);
  const [year = '', month = '', day = ''] = (bill.patient.born ?? '').split('-');
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Month').fill(month);
  await page.getByLabel('Year').fill(year);
  await page.getByLabel('Accession or order number').fill(bill.billNumber);
  await page.getByRole('button', { name: 'Show the result' }).click();
  await page.locator('.reading').first().waitFor();
  await shoot(page, 'recipient-page', theme);
  await telephone.close();
}

async function takePictures(practice: Practice): Promise<void> {
  const browser = await openBrowser();
  const caller = await signedIn(practice, 'technologist');
  const open = async (): Promise<number> =>
    ((await (await caller.get('/api/v1/worklist?tab=pending')).json()) as { items: unknown[] }).items.length;
  while ((await open()) <= ROWS_WANTED) await new Promise((resolve) => setTimeout(resolve, 500));
  const world = await enliven((role) => signedIn(practice, role), new Date());
  for (const theme of THEMES) {
    await aCall(browser, practice, theme);
    await everyScreen(browser, practice, world, theme);
    await everyMoment(browser, practice, world, theme);
    await recipientsPage(browser, practice, world.billId, theme);
  }
  await otherEyes(browser, practice, world);
  await browser.close();
}

mkdirSync(target, { recursive: true });
await buildWeb();
const { practice, stop } = await startPractice();
try {
  await takePictures(practice);
} finally {
  stop();
}
