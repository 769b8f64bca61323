import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.ts';
import { buildWeb } from './build-web.ts';

/**
 * Takes the pictures of docs/screens from the practice laboratory: `node e2e/screens.ts`. The seed is fixed, so the
 * pictures show the same invented people each time.
 */
const FOLDER = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../packages/server/bin/critical-callout.js', import.meta.url));
const MAX_BYTES = 200_000;
const ROWS_WANTED = 5;

type Practice = { url: string; password: string; users: { userName: string; role: string }[] };

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

async function shoot(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > MAX_BYTES) throw new Error(`${name}.png has ${size} bytes, at most ${MAX_BYTES}`);
  process.stdout.write(`${name}.png  ${Math.round(size / 1000)} kB\n`);
}

async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.locator('[aria-expanded]', { hasText: '▾' }).click();
  await page.getByLabel('Theme').selectOption(theme);
  await page.keyboard.press('Escape');
}

async function takePictures({ url, password, users }: Practice): Promise<void> {
  const browser = await openBrowser();
  const user = users.find(({ role }) => role === 'caller') ?? users[0];
  const { page, close } = await openPage(browser, url, { width: 1280, height: 720 });
  await page.goto('/');
  await page.getByLabel('User name').fill(user?.userName ?? '');
  await shoot(page, 'sign-in');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.locator('tbody tr').nth(ROWS_WANTED).waitFor({ timeout: 120_000 });
  await shoot(page, 'worklist');
  await page.locator('tbody tr a').first().click();
  await page.getByTestId('critical-value').first().waitFor();
  await page.getByTestId('history').locator('li').first().waitFor();
  await shoot(page, 'callout');
  await chooseTheme(page, 'dark');
  await shoot(page, 'callout-dark');
  await chooseTheme(page, 'contrast');
  await shoot(page, 'callout-contrast');
  await chooseTheme(page, 'light');
  await page.setViewportSize({ width: 400, height: 860 });
  await page.keyboard.press('Escape');
  await page.locator('tbody tr').first().waitFor();
  await shoot(page, 'worklist-narrow');
  await close();
  await browser.close();
}

mkdirSync(FOLDER, { recursive: true });
await buildWeb();
const { practice, stop } = await startPractice();
try {
  await takePictures(practice);
} finally {
  stop();
}
