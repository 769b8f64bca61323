import { findBrowser } from './browser.ts';

/** Unpacks the browser before the test files start: two of them unpacking it at once would start a file still being written. */
export async function setup(): Promise<void> {
  await findBrowser();
}
