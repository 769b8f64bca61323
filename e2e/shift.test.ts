import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { openOrder, row } from './call.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';

const person = (family: string, given: string, mrn: string) => ({ family, given, mrn, born: '19600101', sex: 'F' as const });
const THEMES = ['light', 'dark', 'contrast'] as const;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.addUser('s.marsh', 'S. Marsh');
  await hospital.lab.signIn('supervisor', { userName: 'sup', name: 'Sofia Reed' });
  await hospital.receive({ number: 'S1', patient: person('Alder', 'Robin', '300001') });
  hospital.lab.clock.advance({ minutes: 1 });
  await hospital.receive({ number: 'S2', patient: person('Birch', 'Rowan', '300002') });
  hospital.lab.clock.advance({ minutes: 1 });
  await hospital.receive({
    number: 'S3',
    patient: person('Birch', 'Rowan', '300002'),
    test: { code: 'GLU', name: 'Glucose', specimen: 'Plasma' },
  });
});
afterAll(() => hospital.close());

it('two people at one list: who has an order, who has it open and who is calling is seen at once; taking over tells both', async () => {
  const osei = await hospital.visit('m.osei');
  const marsh = await hospital.visit('s.marsh');
  await row(osei.page, 'ALDER, Robin').getByRole('link').focus();
  await osei.page.keyboard.press('c');
  await osei.page.getByTestId('patient-banner').filter({ hasText: 'ALDER, Robin' }).waitFor();
  await row(marsh.page, 'ALDER, Robin').getByText('Claimed by M. Osei').waitFor();

  await openOrder(marsh.page, 'ALDER, Robin');
  await osei.page.getByTestId('ownership').getByText('S. Marsh has this open').waitFor();
  await osei.page.getByRole('button', { name: 'Start call: Dr Ada Finch' }).click();
  await marsh.page
    .getByTestId('ownership')
    .getByText(/M\. Osei is calling Dr Ada Finch/)
    .waitFor();
  // The card of whom the call is shows it to both, and only there.
  for (const { page } of [osei, marsh]) {
    const cards = page.getByRole('region', { name: 'Whom to call' }).locator('ul > li', { hasText: /calling · \d\d:\d\d/ });
    await cards.getByText('Dr Ada Finch', { exact: true }).waitFor();
    expect(await cards.count()).toBe(1);
  }
  await osei.page.getByRole('button', { name: 'End call' }).waitFor();
  expect(await marsh.page.getByTestId('ownership').textContent()).toMatch(/\d\d:\d\d/);
  expect(await findViolations(marsh.page)).toEqual([]);

  await marsh.page.getByRole('button', { name: 'Take over' }).click();
  const dialog = marsh.page.getByRole('dialog', { name: 'Take over order S1' });
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await dialog.getByText('Say why, in at least three letters.').waitFor();
  await dialog.getByLabel('Why do you take it over from M. Osei?').fill('she is called away');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await osei.page.getByTestId('assertive').getByText('S. Marsh took an order over from you.').waitFor();
  await row(osei.page, 'ALDER, Robin').getByText('Claimed by S. Marsh').waitFor();
  // A call is recorded all the same, whoever has the order.
  await osei.page.getByRole('radio', { name: 'No answer' }).check();
  await osei.page.getByRole('button', { name: 'Save attempt' }).click();
  await osei.page.getByTestId('saved').filter({ hasText: 'ALDER, Robin' }).waitFor();
  expect([...osei.complaints, ...marsh.complaints]).toEqual([]);
  await osei.close();
  await marsh.close();
});

it('the keyboard alone claims, releases, assigns, selects and finds everything in the menu of the row', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await row(page, 'BIRCH, Rowan').first().getByRole('link').focus();
  await page.keyboard.press('.');
  const menu = page.getByRole('dialog', { name: 'What to do with this order' });
  for (const name of ['Open', 'Claim and open', 'Assign…', 'Escalate now…', 'Write a note', 'History', 'Copy the order number'])
    await menu.getByRole('button', { name }).first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

  await page.keyboard.press('x');
  await page.getByTestId('selection').getByText('1 order selected').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByTestId('selection').getByRole('button', { name: 'Call about all of them' }).click();
  expect(await page.getByTestId('joint').getByRole('checkbox').isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  await row(page, 'BIRCH, Rowan').nth(1).getByRole('link').focus();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await page.getByText('of several patients: one call is about one patient only').waitFor();
  expect(await page.getByRole('button', { name: /^Call/ }).count()).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Clear selection' }).click();

  await row(page, 'BIRCH, Rowan').first().getByRole('link').focus();
  await page.keyboard.press('a');
  const assign = page.getByRole('dialog', { name: 'Assign to' });
  await assign.getByLabel('Person').selectOption({ label: 'S. Marsh (Technologist)' });
  await assign.getByRole('button', { name: 'Assign' }).click();
  await row(page, 'BIRCH, Rowan').getByText('Assigned to S. Marsh').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('dialog', { name: /^Take over order/ }).waitFor();
  await page.keyboard.press('Escape');
  await close();
});

it('filters, sorting, grouping and views stand in the address and are one key away', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(3);
  await row(page, 'BIRCH, Rowan').first().getByText('+1 more open').waitFor();
  await page.getByText('Filters and display').click();
  await page.getByRole('combobox', { name: 'Test' }).selectOption({ label: 'Glucose' });
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  expect(page.url()).toContain('test=GLU');
  await page.getByText('2 hidden by filters').waitFor();
  await page.getByRole('button', { name: 'Save view…' }).click();
  await page.getByLabel('Name of the view').fill('Sugar');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sugar', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Remove the filter Test: Glucose' }).click();
  await expect.poll(() => page.locator('tbody tr').count()).toBe(3);
  await page.locator('tbody tr a').first().focus();
  await page.keyboard.press('1');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await page.getByRole('button', { name: 'Reset filters' }).click();
  await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'By patient' });
  await page.getByRole('button', { name: /Not sorted by urgency/ }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Group by patient').check();
  await page.getByRole('checkbox', { name: 'Where' }).uncheck();
  await expect.poll(() => page.locator('th[data-column="where"]').count()).toBe(0);
  expect(page.url()).toContain('hide=where');

  await page.getByRole('button', { name: 'Pause live updates' }).click();
  await hospital.receive({ number: 'S9', patient: person('Zander', 'Kim', '300009') });
  await page.getByText('Paused · 1 new').waitFor();
  expect(await row(page, 'ZANDER, Kim').count()).toBe(0);
  await page.getByRole('button', { name: 'Resume live updates' }).click();
  await row(page, 'ZANDER, Kim').waitFor();
  await close();
});

it('a shift is handed over by name without the mouse, and the receiver accepts order by order', async () => {
  const osei = await hospital.visit('m.osei');
  await osei.page.locator('tbody tr a').first().focus();
  await osei.page.keyboard.press('g');
  await osei.page.keyboard.press('h');
  await osei.page.getByRole('heading', { name: 'Hand over my shift' }).waitFor();
  const order = osei.page.locator('article', { hasText: 'ZANDER, Kim' });
  await order.getByLabel('What is to be done').focus();
  await osei.page.keyboard.type('call the ward at ten');
  for (const theme of THEMES) {
    await osei.page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(osei.page)).toEqual([]);
  }
  await osei.page.getByLabel('Hand over to').focus();
  await osei.page.keyboard.type('S. M');
  await osei.page.getByRole('button', { name: /^Hand over \d+ orders? to S\. Marsh$/ }).focus();
  await osei.page.keyboard.press('Enter');
  await osei.page.getByRole('heading', { name: 'From M. Osei to S. Marsh' }).waitFor();
  await osei.page.getByText('Waits to be accepted').waitFor();

  const marsh = await hospital.visit('s.marsh');
  await marsh.page.locator('main').getByText('1 hand-over waits for you').waitFor();
  await marsh.page.locator('p', { hasText: 'waits for you' }).getByRole('link', { name: 'Open' }).focus();
  await marsh.page.keyboard.press('Enter');
  await marsh.page.getByRole('link', { name: 'From M. Osei to S. Marsh' }).focus();
  await marsh.page.keyboard.press('Enter');
  await marsh.page.getByText('call the ward at ten').waitFor();
  await marsh.page.getByLabel('Ask or answer').fill('Which telephone?');
  await marsh.page.keyboard.press('Enter');
  await osei.page.getByText('Which telephone?').waitFor();
  await marsh.page.getByRole('button', { name: 'Accept order S9' }).focus();
  await marsh.page.keyboard.press('Enter');
  await osei.page
    .getByTestId('handover-item')
    .filter({ hasText: 'ZANDER, Kim' })
    .getByText(/Accepted by S\. Marsh/)
    .waitFor();
  for (const theme of THEMES) {
    await marsh.page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(marsh.page)).toEqual([]);
  }
  await marsh.page.getByLabel('In my own words').fill('I call the ward at ten');
  await marsh.page
    .getByRole('button', { name: /^Accept/ })
    .last()
    .focus();
  await marsh.page.keyboard.press('Enter');
  await marsh.page.getByText('Accepted by S. Marsh').first().waitFor();
  await marsh.page.keyboard.press('g');
  await marsh.page.keyboard.press('w');
  await row(marsh.page, 'ZANDER, Kim').getByText('Assigned to you').waitFor();
  await marsh.page.getByRole('button', { name: /^My queue/ }).click();
  await row(marsh.page, 'ZANDER, Kim').waitFor();
  expect([...osei.complaints, ...marsh.complaints]).toEqual([]);
  await osei.close();
  await marsh.close();
});

it('at 320 px nothing of the list, the hand-over and their dialogs is cut off', async () => {
  const { page, close } = await hospital.visit('m.osei', { width: 320, height: 800 });
  await row(page, 'ALDER, Robin').waitFor();
  const overflow = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await findViolations(page)).toEqual([]);
  await page.goto('/handover');
  await page.getByRole('heading', { name: 'Hand over my shift' }).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await findViolations(page)).toEqual([]);
  await close();
});

it('a supervisor is told loudly of orders nobody has and of a hand-over nobody accepted', async () => {
  await hospital.lab.clock.advance({ minutes: 11 });
  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const offered = await visitor.send('POST', '/api/v1/handovers', { isWholeQueue: true });
  expect(offered.status).toBe(201);
  hospital.lab.clock.advance({ minutes: 3 });
  const { page, close } = await hospital.visit('sup');
  await page
    .locator('main')
    .getByText(/open orders? (is|are) nobody’s for too long/)
    .waitFor();
  await row(page, 'ALDER, Robin')
    .getByText(/Nobody for \d+ min/)
    .first()
    .waitFor();
  hospital.lab.clock.advance({ minutes: 13 });
  await page.reload();
  await page.locator('main').getByText('1 hand-over was not accepted in time').waitFor();
  for (const theme of THEMES) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    expect(await findViolations(page)).toEqual([]);
  }
  await close();
});

it('whoever keeps the feeds sees how much there is to do, and no patient', async () => {
  await hospital.lab.signIn('integrator', { userName: 'feeds', name: 'Ina Feed' });
  const { page, close } = await openPage(hospital.browser, hospital.lab.baseUrl);
  await page.goto('/');
  await signInAt(page, 'feeds');
  await page.getByText('Patients are not shown.', { exact: false }).waitFor();
  expect(await page.getByText('ALDER').count()).toBe(0);
  expect(await findViolations(page)).toEqual([]);
  await close();
});
