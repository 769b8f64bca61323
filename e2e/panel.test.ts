import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { closeAsDone, openOrder } from './call.ts';
import { type Hospital, openHospital, potassium } from './hospital.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const person = (family: string, mrn: string) => ({ family, given: 'Robin', mrn, born: '19600101', sex: 'F' as const });
const lactate = { code: '2524-7', name: 'Lactate', value: '8.1', unit: 'mmol/L', range: '0.5-2.2', flag: 'HH' };
const LAC = { code: 'LAC', name: 'Lactate', specimen: 'Blood' };

let hospital: Hospital;
let visitor: Awaited<ReturnType<Hospital['lab']['signIn']>> | undefined;
/** As long as the browser waits for anything: a loaded machine is slow, and only the end counts. */
const PATIENT = { timeout: 15_000 };
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

type Logs = { entries: { type: string; text: string; data: Record<string, unknown> }[] };
async function logsOf(billId: number): Promise<Logs['entries']> {
  visitor ??= await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  return ((await (await visitor.get(`/api/v1/callout-logs?billId=${billId}`)).json()) as Logs).entries;
}

it('one call about two orders of a patient: both values are read back, both are done, in one conversation', async () => {
  const first = await hospital.receive({ number: 'J1', patient: person('Joined', '800001') });
  const second = await hospital.receive({ number: 'J2', patient: person('Joined', '800001'), test: LAC, values: [lactate] });
  const { page, complaints, close } = await hospital.visit('m.osei');
  await page.goto(`/worklist/${first}`);
  await page
    .getByTestId('joint')
    .getByRole('checkbox', { name: /Order J2: Lactate/ })
    .check();
  await page.getByRole('group', { name: 'Recipient stated' }).getByLabel('Name of the patient').check();
  await page.getByLabel('Date of birth').check();
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
  await page.getByLabel('Value read back: Potassium').fill('6.8');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('missing').getByText('Type the value read back: Lactate').waitFor();
  await page.getByLabel('Value read back: Lactate').fill('8.1');
  await closeAsDone(page);
  await expect.poll(async () => (await logsOf(second)).filter(({ type }) => type === 'callout-done').length, PATIENT).toBe(1);
  const [one] = (await logsOf(first)).filter(({ type }) => type === 'callout-done');
  const [two] = (await logsOf(second)).filter(({ type }) => type === 'callout-done');
  expect(one?.data.conversation_id).toBe(two?.data.conversation_id);
  expect(one?.data.identified_by).toEqual(['name', 'born']);
  expect(complaints).toEqual([]);
  await close();
});

it('a closed window loses nothing: another one brings back what was typed, and saving forgets it', async () => {
  const billId = await hospital.receive({ number: 'R1', patient: person('Restored', '800002') });
  const here = await hospital.visit('m.osei');
  await openOrder(here.page, 'RESTORED, Robin');
  await here.page.getByRole('radio', { name: 'Left call-back message' }).check();
  const kept = here.page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/typed-text'),
  );
  await here.page.getByLabel('Comment').fill('ward asks ;cb now');
  expect((await kept).status()).toBe(200);
  await here.context.close();

  const there = await hospital.visit('m.osei');
  await openOrder(there.page, 'RESTORED, Robin');
  await there.page.getByTestId('restored').waitFor();
  expect(await there.page.getByLabel('Comment').inputValue()).toBe('ward asks Asked to be called back. now');
  expect(await there.page.getByRole('radio', { name: 'Left call-back message' }).isChecked()).toBe(true);
  await there.page.getByLabel('Next try').fill('23:59');
  await there.page.getByRole('button', { name: 'Save attempt' }).click();
  await expect
    .poll(async () => (await logsOf(billId)).filter(({ type }) => type === 'callout-attempted').length, PATIENT)
    .toBe(1);
  const rows = () => hospital.lab.db.inLab(hospital.lab.labId, (tx) => tx.selectFrom('typed_texts').select('bill_id').execute());
  await expect.poll(async () => (await rows()).length, PATIENT).toBe(0);
  await there.close();
});

it.each(THEMES)('%s: escalating and closing without a call ask why and repeat patient and value', async (theme) => {
  const billId = await hospital.receive({ number: `E-${theme}`, patient: person('Escalated', `81000${THEMES.indexOf(theme)}`) });
  const { page, complaints, close } = await hospital.visit('m.osei', { theme });
  await page.goto(`/worklist/${billId}`);
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByText('Why each value is critical').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Escalate now…' }).click();
  const escalate = page.getByRole('dialog', { name: 'Escalate now' });
  await escalate.getByText('ESCALATED, Robin').waitFor();
  await escalate.getByText('Potassium 6.8').waitFor();
  await escalate.getByRole('button', { name: 'Escalate', exact: true }).click();
  await escalate.getByText('Say why, in at least three letters').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await escalate.getByLabel(/Why/).fill('nobody answers');
  await escalate.getByRole('button', { name: 'Escalate', exact: true }).click();
  await escalate.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Close without a call…' }).click();
  const closing = page.getByRole('dialog', { name: 'Close without telling anybody' });
  await closing.getByText('ESCALATED, Robin').waitFor();
  await closing.getByLabel('Reason').selectOption('other');
  await closing.getByText('Your role may not close with this reason.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await closing.getByLabel('Reason').selectOption('duplicate');
  await closing.getByLabel(/Explanation/).fill('sent twice by the analyser');
  await closing.getByRole('button', { name: 'Close', exact: true }).click();
  await expect
    .poll(async () => (await logsOf(billId)).some(({ type }) => type === 'callout-closed' || type === 'callout-done'), PATIENT)
    .toBe(true);
  expect(complaints).toEqual([]);
  await close();
});

it('earlier values stand as a line beside the value, and in words for who does not see it', async () => {
  const earlier = new Date(hospital.lab.clock.now().getTime() - 20 * 3_600_000);
  const before = new Date(hospital.lab.clock.now().getTime() - 40 * 3_600_000);
  const patient = person('Trending', '800003');
  await hospital.receive({ number: 'T0', patient, values: [potassium('4.2', { flag: '' })], at: before });
  await hospital.receive({ number: 'T1', patient, values: [potassium('5.3', { flag: 'H' })], at: earlier });
  await hospital.receive({ number: 'T2', patient, values: [potassium('6.9')] });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'TRENDING, Robin');
  await page.getByRole('img', { name: /Earlier values and this one: 4\.2 mmol\/L .*5\.3 mmol\/L .*6\.9 mmol\/L/ }).waitFor();
  await close();
});

it('the call sheet is printed alone, with the patient on it and room to write', async () => {
  const billId = await hospital.receive({ number: 'P1', patient: person('Printed', '800004') });
  const { page, close } = await hospital.visit('m.osei');
  await page.addInitScript(() => {
    window.print = () => undefined;
  });
  await page.goto(`/worklist/${billId}`);
  await page.getByRole('button', { name: 'Print call sheet' }).click();
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('[data-sheet]');
  await sheet.getByText('PRINTED, Robin').waitFor();
  await sheet.getByText('Confidential: patient data').waitFor();
  await sheet.getByText(/Printed by M\. Osei/).waitFor();
  await sheet.getByRole('columnheader', { name: 'Value read back' }).waitFor();
  expect(await page.locator('#root').isVisible()).toBe(false);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
  expect(await sheet.count()).toBe(0);
  await close();
});

it('who waits for the same recipient is one press away with the person told filled in; a sheet nobody printed is refused at its field', async () => {
  const first = await hospital.receive({ number: 'W1', patient: person('Waiting', '800005') });
  const second = await hospital.receive({ number: 'W2', patient: person('Alsowaiting', '800006') });
  const calledAt = new Date(Math.ceil(hospital.lab.clock.now().getTime() / 60_000) * 60_000);
  hospital.lab.clock.advance({ minutes: 10 });
  const { page, complaints, close } = await hospital.visit('m.osei');
  await page.addInitScript(() => {
    window.print = () => undefined;
  });
  await page.goto(`/worklist/${first}`);
  await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
  await page.getByLabel('Call-back number').fill('555-0170');
  await page.getByRole('radio', { name: 'No answer' }).check();
  await page.getByLabel('Time of the call').fill(calledAt.toISOString().slice(11, 16));
  await page.getByLabel('Sheet number').fill('999999');
  await page.getByLabel('Reason for recording later').fill('network was down');
  await page.getByRole('button', { name: 'Save attempt' }).click();
  await page.getByText('No downtime sheet with this number was printed here').waitFor();
  const others = page.getByTestId('also-waiting').filter({ hasText: 'Also waiting for Dr Ada Finch' });
  if ((await others.getAttribute('open')) === null) await others.locator('summary').click();
  expect(await findViolations(page)).toEqual([]);
  await others.getByRole('link', { name: /ALSOWAITING, Robin/ }).click();
  await page.waitForURL(new RegExp(`/worklist/${second}`));
  await page.getByTestId('patient-banner').filter({ hasText: 'ALSOWAITING, Robin' }).waitFor();
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Nurse Kelly Park');
  expect(await page.getByLabel('Call-back number').inputValue()).toBe('555-0170');
  expect(await page.getByRole('radio', { name: 'No answer' }).isChecked()).toBe(false);
  await page.goBack();
  await page.getByTestId('patient-banner').filter({ hasText: 'WAITING, Robin' }).waitFor();
  await expect.poll(() => page.getByLabel('Sheet number').inputValue(), PATIENT).toBe('999999');
  await page.getByRole('button', { name: 'M. Osei' }).click();
  await page.getByRole('button', { name: 'If something does not work…' }).click();
  await page.getByRole('button', { name: 'Print the downtime sheet' }).click();
  await expect.poll(() => page.locator('[data-sheet]').textContent(), PATIENT).toMatch(/Downtime sheet no\. \d+/);
  expect(complaints).toEqual([]);
  await close();
});
