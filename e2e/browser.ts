import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Fonts as they are, no sandbox (root in containers), no shared memory device that is too small there. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-dev-shm-usage', '--font-render-hinting=none'];

/** The browser that comes with npm, unpacked when it is not yet; on processors it was not built for, the one of the system. */
export async function findBrowser(): Promise<string> {
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  const fromNpm = process.platform === 'linux' && process.arch === 'x64';
  const executablePath = process.env.CHROMIUM_PATH ?? (fromNpm ? await chromium.executablePath() : system);
  if (!executablePath) throw new Error(`no browser: set CHROMIUM_PATH, or install one of ${SYSTEM_BROWSERS.join(', ')}`);
  return executablePath;
}

export async function openBrowser(): Promise<Browser> {
  return driver.launch({ executablePath: await findBrowser(), args: ARGUMENTS, headless: true });
}

export type Visit = {
  page: Page;
  context: BrowserContext;
  /** What the page complained about: errors of scripts, and everything the content security policy stopped. */
  complaints: string[];
  close: () => Promise<void>;
};

export type VisitOptions = { width?: number; height?: number; theme?: 'light' | 'dark' | 'contrast' };

/** A browser profile of its own with one page, as on a workstation. */
export async function openPage(browser: Browser, baseUrl: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1600, height = 1000, theme = 'light' } = options;
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => {
    // A frame without permissions (the preview of a mail) has no storage.
    if ((globalThis as { top?: unknown }).top === globalThis)
      localStorage.setItem('critical-callout.preferences', JSON.stringify({ theme: chosen }));
  }, theme);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security|refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, context, complaints, close: () => context.close() };
}
