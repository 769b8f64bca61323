import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, openHospital } from './hospital.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
/** Where a person looks at the pictures by hand: `PICTURES=/tmp/x npm run test:e2e -- e2e/templates.test.ts`. */
const { PICTURES } = process.env;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.lab.signIn('director', { userName: 'dr.lane', name: 'Dr. Lane' });
  await hospital.lab.signIn('caller', { userName: 'm.osei', name: 'M. Osei' });
});
afterAll(() => hospital.close());

const EDITOR = '/settings/templates?channel=email&language=de&purpose=first';

it('a director writes, is told of the name nobody knows, previews, publishes, restores and sends a test', async () => {
  const { page, complaints, close } = await hospital.visit('dr.lane', { width: 1280, height: 720 });
  await page.goto('/settings/templates');
  await page.getByRole('link', { name: 'E-mail, German, First notice: Program’s words' }).click();
  await page.getByRole('heading', { name: 'E-mail, German: First notice' }).waitFor();
  await page.getByTestId('preview-text').getByText('KRITISCHER LABORBEFUND').waitFor();

  // A typing error is told with its line while it is typed, and by the server when it is saved all the same.
  const text = page.getByLabel('Text', { exact: true });
  await text.fill('Guten Tag {{ recipientName }},\nbitte {{ patientNmae }} anrufen: {{ callbackPhone }}');
  await page.getByTestId('template-problems').getByText('text, line 2: unknown variable patientNmae').waitFor();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('The draft was not saved').waitFor();
  expect(await findViolations(page)).toEqual([]);

  await text.fill('Guten Tag ,\nbitte anrufen: {{ callbackPhone }}\n');
  await text.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(10, 10));
  await page.getByLabel('Variable', { exact: true }).selectOption('recipientName');
  await page.getByRole('button', { name: 'Insert' }).click();
  expect(await text.inputValue()).toMatch(/^Guten Tag \{\{ recipientName }},/);
  await page.getByTestId('preview-text').getByText('Guten Tag Dr. Ann Reyes,').waitFor();
  await page.getByRole('tab', { name: 'Right-to-left and markup' }).click();
  await page.getByTestId('preview-text').getByText('ד"ר יעל כהן').waitFor();

  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish Version 1' });
  await dialog.getByRole('rowheader', { name: 'Text' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  const publish = async (why: string): Promise<void> => {
    await page.getByRole('dialog').getByLabel('Why (kept with the version)').fill(why);
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  };
  await publish('agreed with the wards');
  await page.getByText('In use: Own, version 1').waitFor();

  await text.fill('Zwei: {{ callbackPhone }}');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await publish('shorter is better');
  await page.getByText('In use: Own, version 2').waitFor();
  await page.getByRole('button', { name: 'Make a draft of Version 1' }).click();
  expect(await text.inputValue()).toContain('bitte anrufen');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await publish('no, it is not');
  await page.getByText('In use: Own, version 3').waitFor();
  await page.getByRole('button', { name: 'Back to the program’s words…' }).click();
  await publish('the wards did not like it');
  await page.getByText('In use: Program’s words').waitFor();

  await page.getByLabel('Send a test to').fill('it@hospital.example');
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.getByRole('list', { name: 'Last tests' }).getByText('it@hospital.example').waitFor();
  await page.goto('/settings/templates');
  await page.getByRole('link', { name: 'E-mail, German, First notice: Program’s words' }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it.each(THEMES)('%s: overview and editor, wide and at 320 px, without a violation and without a cut-off page', async (theme) => {
  for (const width of [1280, 320]) {
    const { page, complaints, close } = await hospital.visit('dr.lane', { theme, width, height: 720 });
    for (const [name, address, heading] of [
      ['overview', '/settings/templates', 'Message templates'],
      ['editor', EDITOR, 'E-mail, German: First notice'],
      ['sms', '/settings/templates?channel=sms&language=es&purpose=escalation', 'SMS, Spanish: Escalation'],
    ] as const) {
      await page.goto(address);
      await page.getByRole('heading', { name: heading }).waitFor();
      if (name !== 'overview') await page.getByTestId('preview-text').waitFor();
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${theme}-${width}.png`, fullPage: true });
    }
    expect(complaints).toEqual([]);
    await close();
  }
});

it('a caller reads the words and changes nothing', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await page.goto('/settings/templates?channel=sms&language=en&purpose=reminder');
  await page.getByTestId('segments').getByText('of at most 4, GSM-7').waitFor();
  expect(await page.getByLabel('Text', { exact: true }).getAttribute('readonly')).not.toBeNull();
  expect(await page.getByRole('button', { name: 'Save draft' }).count()).toBe(0);
  await close();
});
