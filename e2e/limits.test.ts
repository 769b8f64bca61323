import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, JOHN, openHospital, potassium } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 10 });
});
afterAll(() => hospital?.close());

const pendingReports = async (): Promise<number> =>
  Number(
    (await hospital.lab.db.pool.query<{ n: string }>('select count(*) as n from lab_reports where critical_values = 1')).rows[0]
      ?.n,
  );
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

/** Review of what differs, the reason, and only then the button. */
async function save(page: Page, reason: string, { approve, differs }: { approve: boolean; differs?: RegExp }): Promise<void> {
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  if (differs) expect(await dialog.getByRole('table').textContent()).toMatch(differs);
  if (approve) await dialog.getByLabel(/Approve it at once/).check();
  await dialog.getByLabel(/^Why/).fill(reason);
  await dialog.getByRole('button', { name: approve ? 'Save and approve' : 'Save for approval' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

it('a file of limits is tried with its errors by line, mended, saved, and approved in one step', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/limits');
  await page.getByText('No limits yet.').waitFor();
  await page.getByRole('link', { name: 'Import a file' }).click();
  const choose = (lines: string[]) =>
    page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'limits.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  const header = 'parameter_code,code_system,parameter_name,unit,critical_lower,critical_upper,second_upper';
  await choose([header, '2823-3,LN,Potassium,mmol/L,2.5,6.2,7.5', '2951-2,LN,Sodium,mmol/L,160,120,', 'X1,,Other,florps,,9,']);
  const errors = page.getByRole('table', { name: 'Errors of the file' });
  await errors.waitFor();
  expect(await errors.getByRole('rowheader').allTextContents()).toEqual(['3', '4']);
  expect(await errors.textContent()).toMatch(/critical_upper.*120 is below.*unit.*florps/);
  await choose([header, '2823-3,LN,Potassium,mmol/L,2.5,6.2,7.5', '2951-2,LN,Sodium,mmol/L,120,160,']);
  await page.getByText('2 lines: 2 new, 0 changed, 0 as they are.').waitFor();
  await page.getByLabel(/^Why/).fill('limits of the laboratory');
  await page.getByRole('button', { name: 'Save 2 lines' }).click();

  await tab(page, 'Limits');
  await page.getByRole('link', { name: 'Show them' }).click();
  await page.getByRole('button', { name: 'Approve these 2' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('listitem').first().textContent()).toContain('second limit 7.5 mmol/L');
  await dialog.getByLabel(/^Why/).fill('as published');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('No limit fits the filter.').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('a limit for newborns is given in days and years as people say them, and counts from a day to come', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/limits?limit=0');
  for (const [label, value] of [
    ['Name', 'Glucose'],
    ['Code of the test', '2345-7'],
    ['Unit (UCUM)', 'mmol/L'],
    ['Critical low', '1.7'],
    ['Age from', '28 days'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('link', { name: /Age from must be an age such as 28 d/ }).waitFor();
  await page.getByLabel('Age from', { exact: true }).fill('28 d');
  await page.getByLabel('Age to (not included)').fill('18 y');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Counts from', { exact: true }).fill('2031-01-01T08:00');
  await dialog.getByLabel(/Approve it at once/).check();
  await dialog.getByLabel(/^Why/).fill('new method in the new year');
  await dialog.getByRole('button', { name: 'Save and approve' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const row = page.getByRole('row').filter({ hasText: 'Glucose' });
  await row
    .filter({ hasText: /28 d to 18 y/ })
    .filter({ hasText: /Approved, from 01-Jan/ })
    .waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('the director tries a stricter limit, back-tests it, sends it to a second person, who publishes it, and the next result follows it', async () => {
  await hospital.receive({ number: 'L1', patient: JOHN, values: [potassium('5.9', { flag: '' })] });
  hospital.lab.clock.advance({ minutes: 1 });
  expect(await pendingReports()).toBe(0);
  const first = await hospital.visitAs('director', '/settings/limits');
  const { page } = first;
  await page.getByLabel('A second person approves').click();
  await page.getByRole('dialog').getByLabel(/^Why/).fill('as the board decided');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('From now on a second person approves').first().waitFor();

  await page.getByRole('link', { name: 'Potassium' }).click();
  await page.getByLabel('Critical high', { exact: true }).fill('5.8');
  await tab(page, 'Try a value');
  await page.getByLabel('Value', { exact: true }).fill('5.9');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const verdicts = page.getByTestId('verdicts');
  await verdicts.getByRole('region', { name: 'With this draft' }).filter({ hasText: 'Critical high' }).waitFor();
  expect(await verdicts.getByRole('region', { name: 'By today’s limits' }).textContent()).not.toContain('Critical high');
  await tab(page, 'Check');
  await page.getByText('Nothing to complain about.').waitFor();
  await tab(page, 'Back-test');
  await page.getByRole('button', { name: 'Start the back-test' }).click();
  await page.getByTestId('back-test').filter({ hasText: 'Would have made 1 criticals (now 0).' }).waitFor();
  await tab(page, 'Limit');
  await save(page, 'call earlier', { approve: false, differs: /6\.2.*5\.8/ });
  await page.getByRole('link', { name: 'Potassium' }).click();
  await page.getByText('You wrote this; a second person approves it.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);

  const second = await hospital.visitAs('director', '/settings/limits?approval=waiting', { userName: 'e2e.deputy' });
  await second.page.getByRole('link', { name: 'Potassium' }).click();
  await second.page.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = second.page.getByRole('dialog');
  await dialog.getByRole('table').waitFor();
  expect(await dialog.getByRole('table').textContent()).toMatch(/6\.2.*5\.8/);
  await dialog.getByLabel(/^Why/).fill('agreed');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });

  // A version counts for samples taken after its approval, by the second of HL7.
  hospital.lab.clock.advance({ minutes: 1 });
  await hospital.receive({ number: 'L2', patient: JOHN, values: [potassium('5.9', { flag: '' })] });
  expect(await pendingReports()).toBe(1);
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

it('versions are compared and an old one comes back as a draft', async () => {
  const { page, close } = await hospital.visitAs('director', '/settings/limits');
  await page.getByRole('link', { name: 'Potassium' }).click();
  await tab(page, 'Versions');
  const compare = page.getByRole('region', { name: 'Compare two versions' });
  expect(await compare.getByRole('table').textContent()).toMatch(/Critical high6\.25\.8/);
  await compare.getByLabel('What it became').selectOption({ label: 'Version 1' });
  await compare.getByText('These two versions say the same.').waitFor();
  await page.getByRole('button', { name: 'Make a draft of Version 1' }).click();
  expect(await page.getByLabel('Critical high', { exact: true }).inputValue()).toBe('6.2');
  await close();
});

it('an answer found by a pattern is tried on a text, saved and withdrawn; a pattern nobody can read is refused by name', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/limits?part=answers', {
    userName: 'e2e.answers',
  });
  await page.getByRole('button', { name: 'Add an answer' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Blood culture');
  await page.getByLabel('Code of the test').fill('600-7');
  await page.getByLabel('Found').selectOption('regexp');
  await page.getByLabel('Text', { exact: true }).fill('gram[- ](positive|negative');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Why/).fill('first answer');
  await dialog.getByRole('button', { name: 'Save for approval' }).click();
  await dialog.getByText(/is not one this program reads/).waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await page.getByLabel('Text', { exact: true }).fill('gram[- ](positive|negative)');
  await tab(page, 'Try a text');
  await page.getByLabel('A text as a report brings it').fill('Gram-positive cocci in clusters');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByRole('region', { name: 'With this draft' }).filter({ hasText: 'matches the pattern' }).waitFor();
  await tab(page, 'Answer');
  await save(page, 'first answer', { approve: false });
  // It counts at once: nothing of it was ever approved, and an example must not lie idle.
  const culture = { code: 'BC', name: 'Blood culture', specimen: 'Blood' };
  const words = { code: '600-7', name: 'Blood culture', type: 'ST' as const, value: 'Gram-negative rods', flag: '' };
  const before = await pendingReports();
  await hospital.receive({ number: 'C1', patient: JOHN, test: culture, values: [words] });
  expect(await pendingReports()).toBe(before + 1);
  expect(complaints).toEqual([]);
  await close();
});

it('a limit for plasma that looks at the change is written, tried with a previous value, and the panel says what changed', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/limits?limit=0', { userName: 'e2e.change' });
  await hospital.lab.db.pool.query(`update lab_settings set value = '{"second_person": 0}' where key = 'limits_policy'`);
  await page.reload();
  for (const [label, value] of [
    ['Name', 'Haemoglobin'],
    ['Code of the test', '718-7'],
    ['Unit (UCUM)', 'g/L'],
    ['Specimen', 'Blood'],
    ['Within (hours)', '24'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByLabel('Direction', { exact: true }).selectOption('down');
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('link', { name: /Say by how much it must change/ }).waitFor();
  await page.getByLabel('Changes by, or more').fill('30');
  await tab(page, 'Try a value');
  for (const [label, value] of [
    ['Value', '101'],
    ['Previous value', '133'],
    ['Hours before', '5.5'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const drafted = page.getByTestId('verdicts').getByRole('region', { name: 'With this draft' });
  await drafted.filter({ hasText: 'Critical change' }).waitFor();
  expect(await drafted.textContent()).toContain('101 g/L is a change of −32 g/L, −24.1 % from 133 g/L, 5 h 30 min before');
  await tab(page, 'Limit');
  await save(page, 'bleeding is seen early', { approve: true, differs: /a change of 30 g\/L or more, down, within 24 h/ });
  const row = page.getByRole('row').filter({ hasText: 'Haemoglobin' });
  expect(await row.textContent()).toMatch(/Blood.*a change of 30 g\/L or more, down, within 24 h/);

  const patient = { ...JOHN, family: 'Falling', mrn: '88' };
  const count = { code: 'CBC', name: 'Blood count', specimen: 'Blood' };
  const haemoglobin = (value: string) => [
    potassium(value, { code: '718-7', name: 'Haemoglobin', unit: 'g/L', range: '', flag: '' }),
  ];
  const now = hospital.lab.clock.now();
  const earlier = new Date(now.getTime() - 5.5 * 3_600_000);
  await hospital.receive({ number: 'D1', patient, test: count, at: earlier, values: haemoglobin('133') });
  await hospital.receive({ number: 'D2', patient, test: count, at: now, values: haemoglobin('101') });
  const caller = await hospital.visitAs('technologist', '/');
  await caller.page.locator('tbody tr').filter({ hasText: 'FALLING' }).getByRole('link').first().click();
  const value = caller.page.getByTestId('critical-value');
  await value.waitFor();
  expect(await value.textContent()).toMatch(
    /Critical change\u00a0· −32\u00a0g\/L from 133\u00a0g\/L\u00a0· limit ≥ 30\u00a0g\/L within 24 h/,
  );
  expect(await value.textContent()).toContain('Previous 133');
  expect([...complaints, ...caller.complaints]).toEqual([]);
  await Promise.all([close(), caller.close()]);
});

it('a value beyond the second limit has its mark twice and the words, in the list and in the panel', async () => {
  await hospital.receive({
    number: 'S1',
    patient: { ...JOHN, family: 'Second', mrn: '77' },
    values: [potassium('7.9', { flag: '' })],
  });
  const { page, close } = await hospital.visitAs('technologist', '/');
  const row = page.locator('tbody tr').filter({ hasText: 'SECOND' });
  await row.getByText(/beyond the second limit/).waitFor();
  expect(await row.locator('[data-mark="critical-high"]').count()).toBe(2);
  await row.getByRole('link').first().click();
  const value = page.getByTestId('critical-value');
  await value.waitFor();
  expect(await value.locator('[data-mark="critical-high"]').count()).toBe(2);
  expect(await value.textContent()).toContain('beyond the second bound 7.5 mmol/L');
  await close();
});

it.each(['light', 'dark', 'contrast'] as const)('the limits have no axe violations, wide and narrow: %s', async (theme) => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/limits', {
    userName: 'e2e.director',
    width: 1280,
    height: 900,
    theme,
  });
  const found: string[] = [];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['?limit=0', '?part=answers', '?part=answers&answer=0', '?part=file']) {
      await page.goto(`/settings/limits${path}`);
      await page.locator('h1:visible').first().waitFor();
      await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
      found.push(...(await findViolations(page)).map((line) => `${path} ${width}: ${line}`));
    }
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
