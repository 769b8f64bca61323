import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeElsewhere, fillReached, openOrder, row } from './call.ts';
import { type Hospital, JOHN, openHospital } from './hospital.ts';

/** What a screen reader is given, in its order; docs/screens/listening.md is the same for a person with NVDA. */
let hospital: Hospital;
let billId: number;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  billId = await hospital.receive({ number: 'LS1', patient: JOHN });
});
afterAll(() => hospital.close());

/** The accessibility tree as one text, a line for each thing, without the signs that turn the direction of writing. */
const heard = async (place: Locator): Promise<string> =>
  (await place.ariaSnapshot())
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/^ *- /gm, '');

/** Each of them is there, behind the one before it. */
function inThisOrder(text: string, wanted: readonly string[]): string[] {
  let at = 0;
  const missing: string[] = [];
  for (const words of wanted) {
    const found = text.indexOf(words, at);
    if (found === -1) missing.push(words);
    else at = found + words.length;
  }
  return missing;
}

/** What is read after the name of the thing that has the focus. */
const describedBy = (page: Page): Promise<string> =>
  page.evaluate(() =>
    (document.activeElement?.getAttribute('aria-describedby') ?? '')
      .split(' ')
      // biome-ignore lint/performance/useDomNodeTextContent: what is hidden there is not read
      .map((id) => document.getElementById(id)?.innerText.replaceAll(/\s+/g, ' ').trim() ?? 'nothing has this id')
      .join('; '),
  );

it('a row: the name, what opening it does, then how long there is and the value with its limit', async () => {
  const { page, close } = await hospital.visit('m.osei', { width: 1280, height: 720 });
  const line = row(page, 'SAMPLE, John');
  await line.getByRole('link').focus();
  expect(await line.getByRole('link').ariaSnapshot()).toMatch(/link "SAMPLE, John ?, Potassium, open callout"/);
  expect(await describedBy(page)).toMatch(
    /^\d+ min left; Potassium Final 6\.8 mmol\/L Critical high.* reference 3\.5-5\.1 mmol\/L$/,
  );
  const cells = await heard(line);
  const wanted = ['checkbox "Select order LS1"', 'button "Menu of order LS1"', 'min left', 'rowheader "SAMPLE, John'];
  expect(inThisOrder(cells, [...wanted, 'MRN 129 728 7652', 'Potassium Final 6.8 mmol/L Critical high'])).toEqual([]);
  await close();
});

it('the panel: who, what, whom to call, what became of it, what was read back, save; nothing is unnamed or said twice', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'SAMPLE, John');
  await page.getByTestId('history').locator('li').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Callout · Order LS1');
  await fillReached(page, '8.6');
  await page.keyboard.press('Tab');
  const panel = page.getByRole('region', { name: 'Callout · Order LS1' });
  const text = await heard(panel);
  expect(
    inThisOrder(text, [
      'heading "Callout · Order LS1"',
      'region "Who has this order"',
      'button "Claim"',
      'region "Patient"',
      'SAMPLE, John',
      'Born 14-Jul-1945',
      'Sex Male MRN 129 728 7652',
      'group "Result to tell"',
      'checkbox "Potassium" [checked]',
      'paragraph: 6.8 mmol/L',
      'Critical high',
      'term: Resulted',
      'form "Record of the call"',
      'heading "Whom to call"',
      'Dr Ada Finch',
      'link "555-0111"',
      'button "Copy the number of Dr Ada Finch"',
      'button "Start call: Dr Ada Finch"',
      'group "Outcome of the call"',
      'radio "1 Reached, read back" [checked]',
      'combobox "Name of the person told"',
      'textbox "Value read back: Potassium"',
      'Read back 8.6, result 6.8. Correct and ask again.',
      'textbox "Time of the call"',
      'textbox "Comment"',
      'button "Save and close as Done"',
      'button "Save attempt"',
      'tab "History" [selected]',
    ]),
  ).toEqual([]);
  expect(text.match(/^(?:button|link|textbox|combobox|checkbox|radio|tab)(?:$|:| \[)/gm) ?? []).toEqual([]);
  expect(text.split('\n').filter((line) => line === 'img')).toEqual([]);
  await close();
});

it('a record of somebody else is said at once, and stands as a region before the form that it contests', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'SAMPLE, John');
  await fillReached(page, '6.8');
  await closeElsewhere(hospital, billId, 'Nurse Kelly Park');
  await page
    .getByTestId('conflict')
    .getByText(/A\. Lind closed this as Done/)
    .waitFor();
  await expect.poll(() => page.getByTestId('assertive').textContent()).toBe('While you were on the phone');
  const text = await heard(page.getByRole('form', { name: 'Record of the call' }));
  const wanted = [
    'region "While you were on the phone"',
    'A. Lind closed this as Done',
    'button "Add my call as a further record"',
  ];
  expect(inThisOrder(text, [...wanted, 'group "Outcome of the call"'])).toEqual([]);
  // Both regions for what is said exist before anything is.
  await page.goto('/preferences');
  expect(await page.locator('[data-testid="polite"][aria-live="polite"]').count()).toBe(1);
  expect(await page.locator('[data-testid="assertive"][aria-live="assertive"]').count()).toBe(1);
  await close();
});
