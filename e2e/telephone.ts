import type { Browser } from 'playwright-core';
import type { Visit } from './browser.ts';

export type Telephone = Pick<Visit, 'page' | 'complaints' | 'close'>;
export type TelephoneOptions = { width?: number; scheme?: 'light' | 'dark'; contrast?: 'more' | 'no-preference' };

/** Somebody else's telephone: a small screen, no account, no script, nothing kept from before. */
export async function openTelephone(browser: Browser, options: TelephoneOptions = {}): Promise<Telephone> {
  const { width = 390, scheme = 'light', contrast = 'no-preference' } = options;
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    isMobile: true,
    hasTouch: true,
    javaScriptEnabled: true,
    colorScheme: scheme,
    contrast,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security|refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** The link a mail carries, which is all its reader has. */
export function recipientLink(text: string | undefined): string {
  const link = /https?:\/\/\S+\/a\/[\w-]{43}/.exec(text ?? '')?.[0];
  if (!link) throw new Error('the mail carries no link');
  return link;
}
