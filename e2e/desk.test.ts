import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { closeAsDone } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

const person = (family: string, mrn: string) => ({ family, given: 'Robin', mrn, born: '19600101', sex: 'F' as const });
const PATIENT = { timeout: 15_000 };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  const { db, labId } = hospital.lab;
  await db.inLab(labId, async (tx) => {
    // As `init` and the setup wizard choose.
    const policy = JSON.stringify({ completion: 'proven' });
    await tx
      .insertInto('lab_settings')
      .values({ lab_id: labId, key: 'callout_policy', value: policy, updated_at: new Date() })
      .execute();
  });
});
afterAll(() => hospital.close());

type Logs = { entries: { type: string; data: Record<string, unknown> }[] };
async function doneOf(billId: number): Promise<Record<string, unknown> | undefined> {
  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const { entries } = (await (await visitor.get(`/api/v1/callout-logs?billId=${billId}`)).json()) as Logs;
  return entries.find(({ type }) => type === 'callout-done')?.data;
}

it('a simple order fits a screen of 1080 lines without scrolling, and what has the focus is never covered on a small one', async () => {
  const billId = await hospital.receive({ number: 'FIT', patient: person('Fitting', '820009') });
  const large = await hospital.visit('m.osei', { width: 1920, height: 1080 });
  await large.page.goto(`/worklist/${billId}`);
  await large.page.getByRole('radio', { name: 'Reached, read back' }).check();
  await large.page.getByLabel('Value read back: Potassium').waitFor();
  const over = () =>
    large.page.locator('[data-region="panel"]').evaluate((panel) => {
      const form = panel.querySelector('form')?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY;
      return Math.round(form + panel.scrollTop - panel.getBoundingClientRect().bottom);
    });
  expect(await over()).toBeLessThanOrEqual(0);
  await large.close();

  const { page, close } = await hospital.visit('m.osei', { width: 1280, height: 720 });
  await page.goto(`/worklist/${billId}`);
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('missing').waitFor();
  const covered = await page.locator('[data-region="panel"]').evaluate((panel) => {
    const bar = panel.querySelector('[data-testid="submit-bar"]');
    const fields = [...panel.querySelectorAll<HTMLElement>('form input, form textarea, form select')];
    const top = panel.querySelector('[data-testid="patient-banner"]')?.getBoundingClientRect().height ?? 0;
    return fields.filter((field) => {
      if (bar?.contains(field)) return false;
      field.focus();
      const box = field.getBoundingClientRect();
      return box.bottom > (bar?.getBoundingClientRect().top ?? 0) + 1 || box.top < panel.getBoundingClientRect().top + top - 1;
    }).length;
  });
  expect(covered).toBe(0);
  expect(await page.getByRole('link', { name: 'Close panel' }).evaluate((link) => link.getClientRects().length)).toBe(1);
  await close();
});

it('a desk that must pass the result on: not done before it says to whom, an attempt until it calls back, then one name', async () => {
  // The ward's desk may take a result only to pass it on.
  await hospital.lab.db.inLab(hospital.lab.labId, (tx) =>
    tx.updateTable('organizations').set({ receives: 'must-confirm-relay' }).where('code', '=', '7B').execute(),
  );
  const billId = await hospital.receive({ number: 'RL1', patient: person('Relayed', '820001') });
  const { page, complaints, close } = await hospital.visit('m.osei', { width: 1280, height: 720, theme: 'dark' });
  await page.goto(`/worklist/${billId}`);
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill('Kelly Park');
  await page.getByLabel('Call-back number').fill('555-0170');
  await page.getByLabel('Value read back: Potassium').fill('6.8');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page
    .getByTestId('missing')
    .getByRole('link', { name: /to whom Ward 7B passes the result on/ })
    .click();
  expect(await page.getByLabel('Passed on to').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('They pass it on and call back').check();
  await page.getByRole('button', { name: 'Save attempt' }).click();
  await page
    .getByText(/attempt recorded/)
    .first()
    .waitFor();

  await page.goto(`/worklist/${billId}`);
  await page.getByTestId('history').getByText('Ward 7B passes it on and calls back').waitFor();
  await page.getByTestId('relay-waiting').getByRole('button', { name: 'They called back' }).click();
  await page.getByLabel('Passed on to').fill('Dr Patel');
  await page.getByText('Read back when told: 6.8').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await closeAsDone(page);
  await expect
    .poll(async () => (await doneOf(billId))?.relay, PATIENT)
    .toMatchObject({
      state: 'confirmed',
      desk: 'Ward 7B',
      passed_on_to: 'Dr Patel',
      confirmed_by: 'Kelly Park',
    });
  expect(complaints).toEqual([]);
  await close();
});
