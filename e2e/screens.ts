import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '@critical-callout/domain/auth';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, type Visit } from './browser.ts';
import { buildWeb } from './build-web.ts';
import { type Asking, enliven } from './lively-lab.ts';
import { SCREENS, settled, type Who, type World } from './screen-list.ts';
import { openTelephone, recipientLink } from './telephone.ts';

/**
 * Pictures of the practice laboratory. `node e2e/screens.ts` takes those of docs/screens; `node e2e/screens.ts --all FOLDER`
 * every screen in every theme, for a person to look through before a release. The seed is fixed, so the pictures show the
 * same invented people each time.
 */
const FOLDER = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../packages/server/bin/critical-callout.js', import.meta.url));
const MAX_BYTES = 200_000;
const ROWS_WANTED = 5;
const SIZE = { width: 1280, height: 720 };
const THEMES = ['light', 'dark', 'contrast'] as const;
type Theme = (typeof THEMES)[number];

/** Those that docs/screens keeps, in the light theme; its README says what they show. */
const KEPT = new Set(
  'sign-in worklist callout callout-dark callout-contrast worklist-narrow patient deliveries-all handover-detail limits policy contacts on-call users quarantine template calls setup practice health recipient-page call-sheet'.split(
    ' ',
  ),
);

type Practice = { url: string; password: string; users: { userName: string; role: Role }[] };

async function startPractice(): Promise<{ practice: Practice; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'screens-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  const env = { ...process.env, CALLOUT_DATA_DIR: join(folder, 'data'), CALLOUT_HTTP_PORT: '3901', CALLOUT_MLLP_PORT: '2901' };
  const child = spawn(process.execPath, [PROGRAM, 'demo', '--json', '--seed', '7', '--speed', '40', '--messages', '120'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const stop = (): void => {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      child.kill('SIGTERM');
    };
    return { practice: JSON.parse(line) as Practice, stop };
  }
  throw new Error('the practice laboratory ended before it was ready');
}

const [, , option, ownFolder] = process.argv;
const isAll = option === '--all';
if (isAll && !ownFolder) throw new Error('--all needs the folder the pictures go to');
const target = isAll ? (ownFolder ?? '') : FOLDER;

const isWanted = (name: string, theme: Theme): boolean => isAll || KEPT.has(nameOf(name, theme));
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

/** Asks the practice laboratory as one of its people, without a screen. */
async function signedIn({ url, password, users }: Practice, role: Role): Promise<Asking> {
  const username = userOf(users, role);
  const origin = { origin: url, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: origin,
    body: JSON.stringify({ username, password }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    get: (path) => fetch(url + path, { headers: { cookie } }),
    send: (method, path, body, headers = {}) =>
      fetch(url + path, { method, headers: { ...origin, cookie, ...headers }, body: JSON.stringify(body ?? {}) }),
  };
}

const userOf = (users: Practice['users'], role: Role): string => users.find((user) => user.role === role)?.userName ?? '';

async function visitAs(browser: Browser, { url, users, password }: Practice, who: Who, theme: Theme): Promise<Visit> {
  const visit = await openPage(browser, url, { ...SIZE, theme });
  // A machine that takes pictures is slower than one that works.
  visit.page.setDefaultTimeout(60_000);
  await visit.page.goto('/sign-in');
  if (!who) return visit;
  await visit.page.getByLabel('User name').fill(userOf(users, who));
  await visit.page.getByLabel('Password', { exact: true }).fill(password);
  await visit.page.keyboard.press('Enter');
  await visit.page.getByTestId('connection').waitFor();
  return visit;
}

async function everyScreen(browser: Browser, practice: Practice, world: World, theme: Theme): Promise<void> {
  for (const who of new Set(SCREENS.map((screen) => screen.who))) {
    const own = SCREENS.filter((screen) => screen.who === who && screen.name !== 'panel' && isWanted(screen.name, theme));
    if (own.length === 0) continue;
    const { page, close } = await visitAs(browser, practice, who, theme);
    for (const { name, address } of own) {
      await page.goto(address(world));
      await settled(page);
      await shoot(page, name, theme);
    }
    await close();
  }
}

/** The worklist as a caller has it, the panel in the states of a call, and what is printed from it. */
async function aCall(browser: Browser, practice: Practice, theme: Theme): Promise<void> {
  if (!['callout', 'call-sheet', 'worklist-narrow'].some((name) => isWanted(name, theme))) return;
  const { page, close } = await visitAs(browser, practice, 'director', theme);
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
  if (theme === 'light') {
    await page.evaluate(() => {
      window.print = () => undefined;
    });
    await page.getByRole('button', { name: 'Print call sheet' }).click();
    await page.emulateMedia({ media: 'print' });
    await shoot(page, 'call-sheet');
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.getByRole('button', { name: 'Print with history' }).evaluate((button: HTMLButtonElement) => button.click());
    await shoot(page, 'order-sheet');
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: 'screen' });
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'palette', theme);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 400, height: 860 });
  await page.goto('/worklist');
  await settled(page);
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
    await recipientsPage(browser, practice, world.billId, theme);
  }
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
