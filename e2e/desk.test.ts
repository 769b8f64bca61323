import { sql } from 'kysely';
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

it('a contact is skipped with a reason, another is added, and the next one is framed; the history shows it, filtered and to copy', async () => {
  const billId = await hospital.receive({ number: 'SK1', patient: person('Skipped', '820003') });
  const colleague = await hospital.lab.signIn('supervisor', { userName: 'r.patel', name: 'R. Patel' });
  await colleague.get(`/api/v1/bills/${billId}/critical-records`);
  const { page, complaints, close } = await hospital.visit('m.osei', { width: 1280, height: 720, theme: 'contrast' });
  await page.goto(`/worklist/${billId}`);
  const contacts = page.getByRole('region', { name: 'Whom to call' });
  const next = contacts.locator('li[data-next]');
  await next.getByText('Dr Ada Finch', { exact: true }).waitFor();
  await contacts.getByRole('button', { name: 'Skip Dr Ada Finch…' }).click();
  const skip = page.getByRole('dialog', { name: 'Skip Dr Ada Finch' });
  await skip.getByLabel('Why (kept in the history)').fill('in theatre until three');
  expect(await findViolations(page)).toEqual([]);
  await skip.getByRole('button', { name: 'Skip, call the next' }).click();
  await contacts.getByText(/Skipped by M\. Osei .*in theatre until three/).waitFor();
  await next.getByText('Ward 7B', { exact: true }).waitFor();

  await contacts.getByRole('button', { name: 'Add another contact…' }).click();
  const add = page.getByRole('dialog', { name: 'Somebody else to call for order SK1' });
  await add.getByLabel('Name', { exact: true }).fill('Dr Hill');
  await add.getByLabel('Phone number').fill('555-0177');
  await add.getByLabel('Role (optional)').fill('registrar');
  expect(await findViolations(page)).toEqual([]);
  await add.getByRole('button', { name: 'Add contact' }).click();
  await contacts.getByRole('button', { name: 'Told Dr Hill' }).click();
  expect(await page.getByLabel('Call-back number').inputValue()).toBe('555-0177');
  expect(await findViolations(page)).toEqual([]);

  const history = page.getByTestId('history');
  await history.getByText(/Contact added - Dr Hill, registrar, 555-0177/).waitFor();
  await history.getByText('Looked at it').waitFor();
  await page.getByLabel('Show', { exact: true }).selectOption({ label: 'Calls' });
  expect(await history.locator('li').allTextContents()).toEqual([
    expect.stringContaining('Contact added'),
    expect.stringContaining('Contact skipped'),
  ]);
  await page.getByRole('button', { name: 'Copy the history shown' }).waitFor();
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  await page.getByText('No message was sent').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('a call that is sent on: whom and where in one attempt by the keyboard, and they are the first card and the next call', async () => {
  const billId = await hospital.receive({ number: 'SENT1', patient: person('Senton', '820011') });
  const { page, complaints, close } = await hospital.visit('m.osei', { width: 1280, height: 720 });
  await page.goto(`/worklist/${billId}`);
  const contacts = page.getByRole('region', { name: 'Whom to call' });
  await contacts.waitFor();
  await page.keyboard.press('8');
  expect(await page.getByLabel('Comment', { exact: true }).evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('missing').getByRole('link', { name: 'Say in the comment what happened' }).waitFor();
  await page.locator('#callout-title').focus();
  await page.keyboard.press('7');
  await page.keyboard.type('Dr Patel');
  await page.keyboard.press('Tab');
  await page.keyboard.type('555-0199');
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page
    .getByText(/attempt recorded/)
    .first()
    .waitFor();
  await page.goto(`/worklist/${billId}`);
  const first = contacts.locator('li').first();
  await first.getByText('Dr Patel', { exact: true }).waitFor();
  await first.getByText('The last call was sent on to them').waitFor();
  await first.getByText('Call next').waitFor();
  await page.getByTestId('history').getByText('Sent to someone else · Dr Patel, 555-0199').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('the message an order came with is shown only after the warning, to whoever calls about the order', async () => {
  const billId = await hospital.receive({ number: 'RAW1', patient: person('Rawly', '820004') });
  const { page, complaints, close } = await hospital.visit('m.osei', { theme: 'dark' });
  await page.goto(`/worklist/${billId}`);
  await page.getByRole('tab', { name: 'Raw message' }).click();
  await page.getByTestId('raw-warning').waitFor();
  expect(await page.getByTestId('raw').count()).toBe(0);
  await page.getByRole('button', { name: 'Show the message' }).click();
  await page
    .getByTestId('raw')
    .getByText(/PID.*RAWLY|PID.*Rawly/i)
    .waitFor();
  expect(await findViolations(page)).toEqual([]);
  const { rows } = await hospital.lab.db.inLab(hospital.lab.labId, (tx) =>
    sql<{
      action: string;
    }>`select distinct action from access_log where action in ('order.messages', 'inbound-message.read')`.execute(tx),
  );
  expect(rows).toHaveLength(2);
  expect(complaints).toEqual([]);
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
