import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { EXPORT_COLUMNS } from '@critical-callout/contract/exports';
import { parse } from 'csv-parse/sync';
import { streamXlsxRows } from 'hucre/xlsx';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { closeAsDone, fillReached, openOrder } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.lab.signIn('supervisor', { userName: 's.varga', name: 'S. Varga' });
  await fillPractice(hospital);
});
afterAll(() => hospital.close());

const openDialog = async (page: Page): Promise<void> => {
  await page.locator('tbody tr').first().waitFor();
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('dialog', { name: 'Export callouts' }).waitFor();
};

const exportButton = (page: Page) => page.getByRole('button', { name: 'Export', exact: true });
const state = (page: Page) => page.getByTestId('export-state');

async function downloaded(page: Page, start: () => Promise<void>): Promise<{ file: Download; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), start()]);
  return { file, bytes: await readFile(await file.path()) };
}

/** Days as the lab's clock shows them, counted from its today. */
const day = (from: Date, days = 0): string => new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10);

it('a supervisor takes the closed callouts as CSV and the pending ones as a workbook, by keyboard', async () => {
  const { page, complaints, close } = await hospital.visit('s.varga');
  await openOrder(page, 'SAMPLE, John');
  await fillReached(page, '6.8');
  await closeAsDone(page);
  await page.getByTestId('saved').filter({ hasText: 'SAMPLE, John' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Done \(/ }).click();
  await page.locator('tbody tr', { hasText: 'SAMPLE, John' }).waitFor();

  const opener = page.getByRole('button', { name: 'Export…' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByText('As in the list: closed callouts, all departments.').waitFor();
  const today = hospital.lab.clock.now();
  expect(await page.getByLabel('From').inputValue()).toBe(day(today, -6));
  expect(await page.getByLabel('To (that day included)').inputValue()).toBe(day(today));
  await page.getByRole('radio', { name: 'CSV' }).focus();
  await page.keyboard.press('Space');
  const csv = await downloaded(page, () => page.keyboard.press('Enter'));
  expect(csv.file.suggestedFilename()).toBe(`callouts_practice_${day(today, -6)}_${day(today, 1)}.csv`);
  await state(page)
    .filter({ hasText: `Saved as ${csv.file.suggestedFilename()}: 1 row.` })
    .waitFor();
  const rows = parse<Record<string, string>>(csv.bytes.toString('utf8'), { bom: true, columns: true });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    Order: 'H-2077',
    Patient: 'SAMPLE, John',
    'Callout Status': 'Done',
    'Called by': 'S. Varga',
    Told: 'Nurse Kelly Park',
    'Read-back': 'matches: 6.8',
  });
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);

  await page.getByRole('button', { name: /^Pending \(/ }).click();
  await page.getByRole('button', { name: 'New', exact: false }).first().click();
  await page.getByLabel('Search the list').fill('rey');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await openDialog(page);
  await page.getByText('As in the list: pending callouts, all departments, search “rey”.').waitFor();
  await page.getByText('The file does not follow the filter “New”').waitFor();
  const xlsx = await downloaded(page, () => exportButton(page).click());
  expect(xlsx.file.suggestedFilename()).toBe(`callouts_practice_${day(today, -6)}_${day(today, 1)}.xlsx`);
  await state(page)
    .filter({ hasText: /: 1 row, \d+ kB/ })
    .waitFor();
  const cells: unknown[][] = [];
  for await (const row of streamXlsxRows(xlsx.bytes)) cells.push(row.values);
  expect(cells[0]).toEqual(Object.values(EXPORT_COLUMNS));
  expect(cells.slice(1).map((row) => [row[0], row[2]])).toEqual([['H-2081', 'REY, Ángel']]);
  expect(complaints).toEqual([]);
  await close();
});

it('a period without callouts says so, one that ends before it begins is not asked for', async () => {
  const { page, close } = await hospital.visit('s.varga');
  await openDialog(page);
  await page.getByRole('radio', { name: 'CSV' }).check();
  await page.getByLabel('From').fill('2020-02-02');
  await page.getByLabel('To (that day included)').fill('2020-02-01');
  await exportButton(page).click();
  await page.getByText('The last day lies before the first').waitFor();
  expect(await page.getByLabel('To (that day included)').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('To (that day included)').fill('2020-02-02');
  const { file, bytes } = await downloaded(page, () => exportButton(page).click());
  expect(file.suggestedFilename()).toBe('callouts_practice_2020-02-02_2020-02-03.csv');
  expect(parse(bytes.toString('utf8'), { bom: true, columns: true })).toEqual([]);
  await page.getByText('No report became critical in this period, so it holds only the headings.').waitFor();
  await close();
});

it('a caller is not offered it', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await page.locator('tbody tr').first().waitFor();
  expect(await page.getByRole('button', { name: 'Export…' }).count()).toBe(0);
  await close();
});

/** Passes a request on, gives back the first half of the true answer, and keeps the rest. */
async function openRelay(target: string, cookie: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void fetch(`${target}${request.url}`, { headers: { cookie } }).then(async (answer) => {
      const bytes = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.write(bytes.subarray(0, bytes.length / 2));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

it.each(['light', 'dark', 'contrast'] as const)(
  '%s: an export on its way can be stopped; a failed one says what holds',
  async (theme) => {
    const { page, context, complaints, close } = await hospital.visit('s.varga', { theme });
    await openDialog(page);
    expect(await findViolations(page)).toEqual([]);

    const relay = await openRelay(
      hospital.lab.baseUrl,
      (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; '),
    );
    await page.route('**/api/v1/exports/*', (route) => {
      const { pathname, search } = new URL(route.request().url());
      return route.continue({ url: `${relay.url}${pathname}${search}` });
    });
    const files: string[] = [];
    page.on('download', (file) => files.push(file.suggestedFilename()));
    await exportButton(page).click();
    await page.getByText(/^\d+ kB received; the file will hold \d rows$/).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Cancelled. No file was saved.').waitFor();
    await relay.close();
    await page.unroute('**/api/v1/exports/*');
    expect(await findViolations(page)).toEqual([]);

    await page.route('**/api/v1/exports/*', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 't',
          title: 'x',
          status: 503,
          code: 'c',
          detail: 'The database is away.',
          requestId: 'req-31',
        }),
      }),
    );
    await exportButton(page).click();
    const alert = page.getByRole('dialog').getByRole('alert');
    await alert.getByText('The export failed').waitFor();
    for (const words of [
      'The database is away.',
      'No file was saved, and no callout was changed.',
      'Try again in a moment.',
      'req-31',
    ])
      expect(await alert.textContent()).toContain(words);
    expect(await findViolations(page)).toEqual([]);
    expect(files).toEqual([]);
    await page.unroute('**/api/v1/exports/*');
    await downloaded(page, () => alert.getByRole('button', { name: 'Try again' }).click());
    await state(page).filter({ hasText: 'Saved as callouts_practice_' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
);
