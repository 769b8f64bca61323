import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, openHospital, potassium } from './hospital.ts';
import { openTelephone, recipientLink, type TelephoneOptions } from './telephone.ts';

const JOHN = { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' as const };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

/** The laboratory completes what is proven, and says how to call back. */
async function settle(): Promise<void> {
  const director = await hospital.lab.signIn('director');
  await director.send('PUT', '/api/v1/settings/callout-policy', { completion: 'proven' });
  await director.send('PUT', '/api/v1/settings/mail', { callback_phone: '+44 20 7946 0000' });
}

/** Nobody answers the telephone, so the ordering doctor gets a mail with the attempt. */
async function sendMail(billId: number): Promise<void> {
  const caller = await hospital.lab.signIn('caller');
  const records = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const { reports } = (await records.json()) as { reports: { labReportId: number }[] };
  const answer = await caller.send('POST', `/api/v1/bills/${billId}/callouts`, {
    labReportIds: reports.map(({ labReportId }) => labReportId),
    isDraft: true,
    notification: { recipients: ['referral'], sendEmail: true, outcome: 'no-answer' },
  });
  expect(answer.status).toBe(201);
}

it('a recipient with nothing but the mail acknowledges on a telephone, and the worklist shows it live', async () => {
  await settle();
  const billId = await hospital.receive({ number: 'A100', patient: JOHN });
  const { page: worklist, complaints, close } = await hospital.visit('m.osei');
  await worklist.locator('tbody tr', { hasText: 'SAMPLE, John' }).waitFor();
  await sendMail(billId);
  await hospital.mailbox.next(1);
  const mail = hospital.mailbox.mails.at(-1);
  expect(mail?.text).not.toMatch(/6\.8|Sample/);

  const telephone = await openTelephone(hospital.browser);
  const { page } = telephone;
  await page.goto(recipientLink(mail?.text));
  await page.getByRole('heading', { level: 1, name: 'Who are you?' }).waitFor();
  expect(await page.textContent('main')).not.toMatch(/6\.8|Sample|Potassium/i);
  expect(await findViolations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Show the result' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.title()).toMatch(/^Error: /);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Day').fill('14');
  await page.getByLabel('Month').fill('7');
  await page.getByLabel('Year').fill('1945');
  await page.getByLabel('Accession or order number').fill('A100');
  await page.getByRole('button', { name: 'Show the result' }).click();

  await page.getByText('6.8\u00a0mmol/L').waitFor();
  expect(await page.textContent('.patient')).toContain('SAMPLE, John (Mr)');
  expect(await page.textContent('.patient')).toContain('14-Jul-1945');
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Read back: type the value of Potassium').fill('8.6');
  await page.getByLabel('Your name').fill('Dr Ada Finch');
  await page.getByLabel('Your role').fill('MD');
  await page.getByRole('button', { name: 'I have this result and act on it' }).click();
  await page.getByRole('alert').getByText('Potassium does not match').waitFor();
  expect(await page.getByLabel('Your name').inputValue()).toBe('Dr Ada Finch');
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('errors');
  expect(await findViolations(page)).toEqual([]);

  await page.getByLabel('Read back: type the value of Potassium').fill('6.8');
  await page.getByRole('button', { name: 'I have this result and act on it' }).click();
  await page.getByRole('heading', { level: 1, name: 'Recorded. Thank you.' }).waitFor();
  expect(await findViolations(page)).toEqual([]);

  // Nobody reloads anything at the workstation.
  await worklist.getByText(/Acknowledged by Dr Ada Finch/).waitFor();
  await worklist.getByRole('button', { name: /^Done \(/ }).click();
  const done = worklist.locator('tbody tr', { hasText: 'SAMPLE, John' });
  await done.waitFor();
  expect(await done.textContent()).toContain('told Dr Ada Finch');
  await done.getByRole('link').click();
  await worklist
    .getByTestId('history')
    .getByText(/Callout acknowledged by - Dr Ada Finch \(MD\)/)
    .waitFor();
  expect(await hospital.verifyAudit()).toMatchObject({ broken: null });
  expect([...complaints, ...telephone.complaints]).toEqual([]);
  await telephone.close();
  await close();
});

const LOOKS: TelephoneOptions[] = [
  { scheme: 'light', width: 320 },
  { scheme: 'dark' },
  { contrast: 'more' },
  { contrast: 'more', scheme: 'dark', width: 320 },
];

it.each(LOOKS)('is readable in every look and nowhere wider than the screen: %o', async (look) => {
  await settle();
  const before = hospital.mailbox.mails.length;
  const number = `L${before}`;
  const family = 'Okonkwo-Featherstonehaugh-Wigglesworth';
  const culture = {
    code: '600-7',
    name: 'Blood culture',
    type: 'ST' as const,
    value: 'Gram-positive cocci in clusters, aerobic bottle',
    flag: 'AA',
  };
  await sendMail(
    await hospital.receive({ number, patient: { ...JOHN, family, mrn: `12972${before}` }, values: [potassium('6.8'), culture] }),
  );
  await hospital.mailbox.next(before + 1);
  const { page, close } = await openTelephone(hospital.browser, look);
  const isWithin = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await page.goto(recipientLink(hospital.mailbox.mails.at(-1)?.text));
  expect(await findViolations(page)).toEqual([]);
  expect(await isWithin()).toBe(true);
  await page.getByLabel('Day').fill('14');
  await page.getByLabel('Month').fill('July');
  await page.getByLabel('Year').fill('1945');
  await page.getByLabel('Accession or order number').fill(number);
  await page.keyboard.press('Enter');
  await page.getByText('Gram-positive cocci in clusters').waitFor();
  expect(await page.textContent('.patient')).toContain(family.toUpperCase());
  expect(await findViolations(page)).toEqual([]);
  expect(await isWithin()).toBe(true);
  await close();
});
