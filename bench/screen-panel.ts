import type { Page } from 'playwright-core';
import type { Measurement } from './figure.ts';
import { isThere, untilTrue, waited } from './in-page.ts';
import { goToTop, VALUE } from './screen-list.ts';

/** The first rows are always drawn; more of them are reached with the keyboard, as a person would. */
async function focusRow(page: Page, at: number): Promise<void> {
  await goToTop(page);
  for (let moved = 0; moved < at; moved += 1) await page.keyboard.press('j');
}

async function closePanel(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator(VALUE).first().waitFor({ state: 'detached' });
}

/** The form below the value: from here on a call can be recorded. */
const FORM = 'input[name="outcome"]';

export async function openPanels(page: Page, times: number): Promise<Measurement[]> {
  const fromServer: number[] = [];
  const fromCache: number[] = [];
  const toForm: number[] = [];
  for (let at = 0; at < times; at += 1) {
    await focusRow(page, at);
    fromServer.push(await untilTrue(page, 'Enter', isThere(VALUE)));
    await closePanel(page);
    fromCache.push(await untilTrue(page, 'Enter', isThere(VALUE)));
    await closePanel(page);
    toForm.push(await untilTrue(page, 'Enter', isThere(FORM)));
    await closePanel(page);
  }
  return [
    waited('panel opened from the server, p95', fromServer, 300),
    waited('panel opened a second time, p95', fromCache, 50),
    waited('panel opened a third time, until its form is there, p95', toForm, 100),
  ];
}

/** C on a row: the mark that it is being claimed, and the server's word that it is. */
export async function claimOrders(page: Page, times: number): Promise<Measurement[]> {
  const shown: number[] = [];
  const confirmed: number[] = [];
  for (let at = 0; at < times; at += 1) {
    await focusRow(page, at);
    const answered = page.waitForResponse((answer) => answer.url().endsWith('/claim'));
    const mark = isThere(`tr[data-bill]:focus-within [data-mark="claimed"]`);
    const began = performance.now();
    shown.push(await untilTrue(page, 'c', mark));
    await answered;
    confirmed.push(performance.now() - began);
    await page.locator(VALUE).first().waitFor();
    await closePanel(page);
    const released = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().endsWith('/claim'));
    await page.keyboard.press('u');
    await released;
  }
  return [waited('claim shown on the row, p95', shown, 100), waited('claim confirmed by the server, p95', confirmed, 500)];
}

export async function saveAttempts(page: Page, times: number): Promise<Measurement> {
  const took: number[] = [];
  for (let at = 0; at < times; at += 1) {
    await focusRow(page, at);
    await page.keyboard.press('Enter');
    await page.locator(VALUE).first().waitFor();
    await page.getByRole('radio', { name: /No answer/ }).check();
    const answered = page.waitForResponse((answer) => answer.url().includes('/callouts') && answer.request().method() === 'POST');
    const began = performance.now();
    await page.keyboard.press('Control+Enter');
    await answered;
    took.push(performance.now() - began);
    // The next order opens by itself.
    await page.getByTestId('saved').waitFor();
    await closePanel(page);
  }
  return waited('attempt saved, from the key to the answer of the server, p95', took, 500);
}
