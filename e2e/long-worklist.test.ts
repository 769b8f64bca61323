import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, furnish, seedBill } from '../packages/server/test/fixture.ts';
import { findViolations } from './axe.ts';
import { row } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

const ORDERS = 45;
const OF_HAEMATOLOGY = 5;

let hospital: Hospital;
let people: Fixture;
beforeAll(async () => {
  hospital = await openHospital();
  const { lab } = hospital;
  await hospital.addUser('m.osei', 'M. Osei');
  people = await furnish(lab.db, lab.labId);
  for (let order = 0; order < ORDERS; order += 1)
    await seedBill(lab.db, people, {
      now: lab.clock.now(),
      departmentId: order < OF_HAEMATOLOGY ? people.haematologyId : people.chemistryId,
      patient: { family: 'Sample', given: `Given${order}` },
    });
});
afterAll(() => hospital.close());

const rowIndex = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')));

it('of a long list only what is near is drawn, every order is reached by keyboard and keeps its number', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei', { width: 1280, height: 720 });
  const table = page.getByRole('table', { name: 'Worklist' });
  await page.locator('tr[data-bill]').first().waitFor();
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(ORDERS + 1));
  expect(await page.locator('tr[data-bill]').count()).toBeLessThan(ORDERS / 2);
  await page.locator('tr[data-bill] a').first().focus();
  for (let moves = 1; moves < ORDERS; moves += 1) {
    await page.keyboard.press('j');
    expect(await rowIndex(page)).toBe(moves + 2);
  }
  await page.keyboard.press('j');
  expect(await rowIndex(page)).toBe(ORDERS + 1);
  expect(await findViolations(page)).toEqual([]);

  // The row that is open stays where it is while the list is scrolled away from it, and the focus comes back to it.
  await page.keyboard.press('Enter');
  await page.getByTestId('critical-value').first().waitFor();
  await table.evaluate((element) => element.parentElement?.scrollTo(0, 0));
  await page.locator('tr[data-bill][aria-rowindex="2"]').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => rowIndex(page)).toBe(ORDERS + 1);
  expect(complaints).toEqual([]);
  await close();
});

it('departments are tabs, the menu of a row leads to paper and to the patient, columns stay away for the person', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  const table = page.getByRole('table', { name: 'Worklist' });
  await page.getByRole('button', { name: 'Haematology' }).click();
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(OF_HAEMATOLOGY + 1));
  expect(page.url()).toContain(`departmentId=${people.haematologyId}`);
  await page.getByRole('button', { name: `Pending (${ORDERS})` }).click();
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(ORDERS + 1));

  await page.getByText('Filters and display').click();
  const kept = page.waitForResponse((answer) => answer.url().includes('preferences') && answer.request().method() === 'PUT');
  await page.getByRole('checkbox', { name: 'Previous' }).uncheck();
  await kept;
  await page.goto('/worklist');
  await page.locator('tr[data-bill]').first().waitFor();
  await expect.poll(() => page.locator('th[data-column="previous"]').count()).toBe(0);

  await row(page, 'SAMPLE, Given0').first().getByRole('link').focus();
  await page.keyboard.press('.');
  const menu = page.getByRole('dialog', { name: 'What to do with this order' });
  await menu.getByRole('button', { name: 'Print call sheet' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await menu.getByRole('button', { name: 'Patient page' }).click();
  await page.waitForURL(/\/patients\/\d+/);
  expect(complaints).toEqual([]);
  await close();
});

it('a pathologist finds what needs advice; the slash leads to the list’s own search there, to the search of everything elsewhere', async () => {
  const { lab } = hospital;
  await lab.signIn('doctor', {
    userName: 'p.hart',
    name: 'P. Hart',
    docType: 0,
    doctorId: people.doctorId,
    departmentIds: [people.chemistryId],
  });
  const { page, close } = await hospital.visit('p.hart');
  await page.locator('tr[data-bill]').first().waitFor();
  await page.getByRole('button', { name: 'Needs my advice (0)' }).click();
  await page.getByText('hidden by the filters').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.locator('tr[data-bill] a').first().focus();
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  await page.goto('/preferences');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('/');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('everything');
  await close();
});

it('a change of one order asks for that row and the places of all, and the row says it', async () => {
  const supervisor = await hospital.lab.signIn('supervisor', { userName: 's.marsh', name: 'Sofia Marsh' });
  const { page, complaints, close } = await hospital.visit('m.osei');
  const table = page.getByRole('table', { name: 'Worklist' });
  await page.locator('tr[data-bill]').first().waitFor();
  const billId = Number(await page.locator('tr[data-bill]').nth(3).getAttribute('data-bill'));
  const renewed: { items: { billId: number }[]; billIds: number[] }[] = [];
  page.on('response', async (answer) => {
    if (answer.url().includes(`rowsOf=${billId}`)) renewed.push((await answer.json()) as (typeof renewed)[number]);
  });
  // Where this machine is so slow that all rows are asked for, the next change follows soon after that.
  await expect
    .poll(
      async () => {
        const note = { userId: null, departmentId: people.haematologyId };
        expect((await supervisor.send('POST', `/api/v1/bills/${billId}/assign`, note)).status).toBe(200);
        return renewed.length;
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBeGreaterThan(0);
  expect(renewed[0]?.items.map((item) => item.billId)).toEqual([billId]);
  expect(renewed[0]?.billIds).toHaveLength(ORDERS);
  await page.locator(`tr[data-bill="${billId}"]`).getByText('Haematology').first().waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe(String(ORDERS + 1));
  expect(complaints).toEqual([]);
  await close();
});
