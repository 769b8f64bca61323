import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeAsDone, closeElsewhere, fillReached, openOrder, row } from './call.ts';
import { type Hospital, openHospital, potassium } from './hospital.ts';

const person = (family: string, mrn: string) => ({ family, given: 'Robin', mrn, born: '19600101', sex: 'F' as const });

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.addUser('a.lind', 'A. Lind');
});
afterAll(() => hospital.close());

it('a wrong read-back blocks Done and says what differs; asked again the right one closes, and both are kept', async () => {
  const billId = await hospital.receive({ number: 'W1', patient: person('Wrongly', '100001') });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'WRONGLY, Robin');
  await fillReached(page, '8.6');
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByText('What was read back differs: Potassium').waitFor();
  await page.getByText('Read back 8.6, result 6.8. Correct and ask again.').waitFor();
  expect(await page.getByTestId('confirm').count()).toBe(0);
  // Asked again: the second field takes it, and the first stays as it was heard.
  await page.getByRole('link', { name: /What was read back differs/ }).click();
  await page.keyboard.type('6.80');
  expect(await page.getByLabel('Value read back: Potassium').inputValue()).toBe('8.6');
  await closeAsDone(page);
  await page
    .getByTestId('saved')
    .filter({ hasText: 'closed as Done' })
    .or(page.getByText('No open critical results.'))
    .first()
    .waitFor();
  await close();
  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const records = (await (await visitor.get(`/api/v1/callout-logs?billId=${billId}`)).json()) as { entries: { data: unknown }[] };
  expect(records.entries).toContainEqual(
    expect.objectContaining({
      data: expect.objectContaining({
        read_back: expect.objectContaining({
          isMatch: true,
          values: [
            expect.objectContaining({ heard: '8.6', isMatch: false }),
            expect.objectContaining({ heard: '6.80', isMatch: true }),
          ],
        }),
      }),
    }),
  );
});

it('somebody else closes first: the strip says who, the text stays, and the call is added as a further record', async () => {
  const billId = await hospital.receive({ number: 'C1', patient: person('Conflicted', '100002') });
  const mine = await hospital.visit('m.osei');
  const theirs = await hospital.visit('a.lind');
  await openOrder(mine.page, 'CONFLICTED, Robin');
  await fillReached(mine.page, '6.8', 'Doctor Vera Stone');
  await mine.page.getByLabel('Comment').fill('spoke slowly');

  await openOrder(theirs.page, 'CONFLICTED, Robin');
  await fillReached(theirs.page, '6.8', 'Nurse Kelly Park');
  await closeAsDone(theirs.page);

  const strip = mine.page.getByTestId('conflict');
  await strip.getByText(/A\. Lind closed this as Done/).waitFor();
  expect(await mine.page.getByLabel('Name of the person told').inputValue()).toBe('Doctor Vera Stone');
  expect(await mine.page.getByLabel('Value read back: Potassium').inputValue()).toBe('6.8');
  expect(await mine.page.getByLabel('Comment').inputValue()).toBe('spoke slowly');
  await strip.getByRole('button', { name: 'Add my call as a further record' }).click();
  await mine.page.waitForURL((url) => !url.pathname.endsWith(`/${billId}`));

  const visitor = await hospital.lab.signIn('technologist', { userName: 'm.osei' });
  const logs = (await (await visitor.get(`/api/v1/callout-logs?billId=${billId}`)).json()) as {
    entries: { type: string; actorName: string }[];
  };
  const done = logs.entries.filter(({ type }) => type === 'callout-done').map(({ actorName }) => actorName);
  expect(done.sort()).toEqual(['A. Lind', 'M. Osei']);
  await mine.close();
  await theirs.close();
});

it('closed in the same moment: the server’s refusal leads to the same strip', async () => {
  const billId = await hospital.receive({ number: 'C2', patient: person('Simultaneous', '100003') });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'SIMULTANEOUS, Robin');
  await fillReached(page, '6.8', 'Doctor Vera Stone');
  // This workstation hears nothing of the other's record until it sends its own.
  await page.route('**/api/v1/bills/*/critical-records', (route) => route.abort());
  await closeElsewhere(hospital, billId, 'Nurse Kelly Park');
  await closeAsDone(page);
  await page
    .getByTestId('conflict')
    .getByText(/A\. Lind/)
    .first()
    .waitFor();
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Doctor Vera Stone');
  await page.unroute('**/api/v1/bills/*/critical-records');
  await close();
});

it('updates arrive while typing: no character is lost and the focus does not move', async () => {
  await hospital.receive({ number: 'T1', patient: person('Typing', '100004') });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'TYPING, Robin');
  const field = page.getByLabel('Comment');
  await field.click();
  const text = 'The ward asked to be called back in ten minutes about the second sample of this morning.';
  const arriving = (async () => {
    for (let count = 1; count <= 20; count += 1) {
      hospital.lab.clock.advance({ seconds: 1 });
      await hospital.receive({ number: `T1-${count}`, patient: person(`Burst${count}`, `2000${count}`) });
    }
  })();
  await page.keyboard.type(text, { delay: 25 });
  await arriving;
  await row(page, 'BURST20').waitFor();
  expect(await field.inputValue()).toBe(text);
  expect(
    await field.evaluate((element: HTMLTextAreaElement) => [document.activeElement === element, element.selectionStart]),
  ).toEqual([true, text.length]);
  await close();
});

it('a value corrected while the panel is open clears what was read back of the old one', async () => {
  const patient = person('Corrected', '100005');
  await hospital.receive({ number: 'V1', patient });
  const { page, close } = await hospital.visit('m.osei');
  await openOrder(page, 'CORRECTED, Robin');
  await fillReached(page, '6.8');
  await page.getByText('Matches 6.8').waitFor();
  hospital.lab.clock.advance({ minutes: 1 });
  await hospital.receive({ number: 'V1', patient, values: [potassium('7.4', { status: 'C' })], status: 'C' });
  const strip = page.getByTestId('changed');
  await strip.waitFor();
  expect(await strip.textContent()).toContain('6.8\u00a0mmol/L → 7.4\u00a0mmol/L');
  expect(await page.getByLabel('Value read back: Potassium').inputValue()).toBe('');
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Nurse Kelly Park');
  expect(await page.getByTestId('critical-value').textContent()).toContain('Corrected');
  await close();
});

it('a row that somebody else closed stays for a moment and says who did it', async () => {
  const billId = await hospital.receive({ number: 'L1', patient: person('Leaving', '100006') });
  const { page, close } = await hospital.visit('m.osei');
  await row(page, 'LEAVING, Robin').waitFor();
  await closeElsewhere(hospital, billId, 'Nurse Kelly Park');
  await row(page, 'LEAVING, Robin')
    .getByText(/Done by A\. Lind \d\d:\d\d/)
    .waitFor();
  await close();
});
