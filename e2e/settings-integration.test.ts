import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, JOHN, openHospital, potassium } from './hospital.ts';

/** The receiver of an organization's webhook: a real server that keeps what it was told. */
let receiver: Server;
const told: { body: string; signature: string }[] = [];
let receiverUrl = '';
let hospital: Hospital;
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      told.push({ body, signature: String(request.headers['x-callout-signature']) });
      response.writeHead(202, { 'content-type': 'text/plain' }).end('taken by the ward system');
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
  const { port } = receiver.address() as AddressInfo;
  receiverUrl = `http://127.0.0.1:${port}/in`;
  hospital = await openHospital({ openedMinutesAgo: 10, env: { CALLOUT_WEBHOOK_ALLOW: `127.0.0.1:${port}` } });
  const director = await hospital.lab.signIn('director');
  const limit = { parameterCode: '2823-3', parameterName: 'Potassium', unit: 'mmol/L', criticalUpper: '6.2' };
  const saved = await director.send('POST', '/api/v1/limits', { ...limit, reason: 'first', baseVersion: 0 });
  if (!saved.ok) throw new Error(await saved.text());
});
afterAll(async () => {
  await hospital?.close();
  receiver?.close();
});

const count = async (query: string): Promise<number> =>
  Number((await hospital.lab.db.pool.query<{ n: string }>(query)).rows[0]?.n);
const openCallouts = () => count('select count(*) as n from lab_reports where critical_values = 1');
const chooseTarget = (page: Page) => page.getByLabel('Test of your rules').selectOption({ label: 'Potassium · 2823-3 (LN)' });

it('the integrator alone cures a code and a unit nobody understands: the callouts open', async () => {
  await hospital.receive({ number: 'M1', patient: JOHN, values: [potassium('6.9', { code: 'KAL', flag: '' })] });
  await hospital.receive({ number: 'M2', patient: JOHN, values: [potassium('7.1', { unit: 'mMol je L', flag: '' })] });
  expect(await openCallouts()).toBe(0);
  const { page, complaints, close } = await hospital.visitAs('integrator', '/settings/integration?part=mapping');

  const unread = page.getByRole('table', { name: 'Arrived and not understood' });
  await unread.getByRole('row').filter({ hasText: 'KAL' }).getByRole('button', { name: 'Map Potassium' }).click();
  expect(await page.getByLabel('Code (OBX-3.1)').inputValue()).toBe('KAL');
  await page.getByRole('button', { name: 'Save the mapping' }).click();
  expect(await page.getByTestId('error-summary').textContent()).toContain('Why it is so is missing');
  await page.getByLabel('Why', { exact: true }).fill('so the analyser calls it');
  await page.getByRole('button', { name: 'Save the mapping' }).click();
  await page.getByTestId('error-summary').filter({ hasText: 'name the code or the unit it is read as' }).waitFor();
  await chooseTarget(page);
  await page.getByRole('button', { name: 'Save the mapping' }).click();
  await page.getByRole('button', { name: 'Judge again what arrived' }).click();
  await page.getByText('One result judged again'.replace('One', '1')).waitFor();
  expect(await openCallouts()).toBe(1);
  await page.getByRole('button', { name: 'Back to the list' }).click();

  await unread.getByRole('row').filter({ hasText: 'mMol je L' }).getByRole('button', { name: 'Map Potassium' }).click();
  await page.getByLabel('Unit (UCUM)').fill('mmol/L');
  await page.getByLabel('Why', { exact: true }).fill('its spelling of the unit');
  await page.getByRole('button', { name: 'Save the mapping' }).click();
  await page.getByRole('button', { name: 'Judge again what arrived' }).click();
  await page.getByText('1 callout opened.').waitFor();
  expect(await openCallouts()).toBe(2);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByText('Every code and unit that arrived lately is understood.').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('a webhook is checked, saved with its key shown once, and tested with a real message and its answer', async () => {
  const { page, complaints, close } = await hospital.visitAs('integrator', '/settings/integration?part=webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Organization').selectOption('7B');
  await page.getByLabel('Address').fill('https://169.254.169.254/latest');
  await page.getByRole('button', { name: 'Check the address' }).click();
  await page.getByTestId('webhook-check').filter({ hasText: 'not one of the internet' }).waitFor();
  await page.getByRole('button', { name: 'Save the webhook' }).click();
  await page.getByTestId('error-summary').filter({ hasText: 'not one of the internet' }).waitFor();
  await page.getByLabel('Address').fill(receiverUrl);
  await page.getByRole('button', { name: 'Check the address' }).click();
  await page.getByTestId('webhook-check').filter({ hasText: 'This address may be told.' }).waitFor();
  await page.getByRole('button', { name: 'Save the webhook' }).click();
  expect(await page.getByTestId('signing-key').locator('code').textContent()).toMatch(/^[\w-]{40,}$/);
  await page.getByRole('button', { name: 'The receiver has it' }).click();
  expect(await page.getByTestId('signing-key').count()).toBe(0);

  await page.getByRole('button', { name: 'Test the webhook of Ward 7B' }).click();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByTestId('webhook-answer').filter({ hasText: 'Accepted by server' }).waitFor();
  expect(await page.getByTestId('webhook-answer').textContent()).toContain('202');
  expect(told).toHaveLength(1);
  expect(told[0]?.signature).toMatch(/^[0-9a-f]{64}$/);
  expect(complaints).toEqual([]);
  await close();
});

it('health names what is wrong first, since when and where to go', async () => {
  const { page, complaints, close } = await hospital.visitAs('integrator', '/settings/health');
  await page.getByTestId('health-summary').waitFor();
  const rows = page.getByRole('table', { name: 'Health' }).getByRole('row');
  await rows.filter({ hasText: 'Backup: none is seen from here' }).getByText('Worth a look').waitFor();
  await rows.filter({ hasText: 'Backup' }).getByRole('link', { name: 'Laboratory' }).click();
  await page.getByText('This program makes no backup yet').waitFor();
  await page.getByText('CALLOUT_SECRET', { exact: false }).first().waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it.each([
  ['light', 1280],
  ['contrast', 1280],
  ['dark', 320],
] as const)('no axe violation and nothing beyond the edge: %s, %s px', async (theme, width) => {
  const { page, close } = await hospital.visitAs('integrator', '/settings', { width, height: 800, theme });
  const found: string[] = [];
  const look = async (place: string): Promise<void> => {
    await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 15_000 }).toBe(0);
    found.push(...(await findViolations(page)).map((line) => `${place}: ${line}`));
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (beyond > 0) found.push(`${place}: ${beyond} px beyond the edge`);
  };
  for (const part of ['mapping', 'webhooks'] as const) {
    await page.goto(`/settings/integration?part=${part}`);
    await page.locator('h1').first().waitFor();
    await look(part);
    await page.getByRole('button', { name: part === 'mapping' ? 'Add a mapping' : 'Add a webhook' }).click();
    await page.getByRole('button', { name: /^Save the/ }).click();
    await page.getByTestId('error-summary').waitFor();
    await look(`${part} with errors`);
  }
  await page.goto('/settings/health');
  await page.getByTestId('health-summary').waitFor();
  await look('health');
  expect(found).toEqual([]);
  await close();
});
