import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, openHospital } from './hospital.ts';

/** A supervisor puts the directory right: a ward desk, its telephone, a rota with a gap, a calendar that names somebody unknown. */
let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.lab.signIn('supervisor', { userName: 's.marsh', name: 'Sofia Marsh' });
  await hospital.lab.signIn('director', { userName: 'h.solano', name: 'Henrik Solano' });
});
afterAll(() => hospital.close());

const go = async (page: Page, entry: string): Promise<void> => {
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: entry, exact: true }).click();
  await page.getByRole('heading', { name: entry, level: 1 }).waitFor();
};
const calendarOf = (start: Date): string => {
  const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const end = new Date(start.getTime() + 12 * 3_600_000);
  const event = (uid: number, summary: string, days: number): string => {
    const by = days * 86_400_000;
    return `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:${stamp(new Date(start.getTime() + by))}\r\nDTEND:${stamp(new Date(end.getTime() + by))}\r\nSUMMARY:${summary}\r\nEND:VEVENT\r\n`;
  };
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${event(1, 'Dr Ada Finch', 1)}${event(2, 'Dr Unknown Person', 2)}END:VCALENDAR\r\n`;
};

it('contacts are written, verified, found when they are missing, and brought as a file', async () => {
  const { page, complaints, close } = await hospital.visit('s.marsh', { width: 1280, height: 720 });
  await go(page, 'Contacts');
  await page.getByRole('link', { name: 'Dr Ada Finch' }).waitFor();
  expect(await findViolations(page)).toEqual([]);

  await page.getByLabel('Show').selectOption('ward');
  await page.getByRole('button', { name: 'Add a ward' }).click();
  await page.getByLabel('Code', { exact: true }).fill('9A');
  await page.getByRole('button', { name: 'Save' }).click();
  // Refused by the server: the field is named and can be gone to.
  await page.getByTestId('error-summary').getByRole('link').first().waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Name', { exact: true }).fill('Ward 9A');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Add a contact' }).click();
  await page.getByLabel('Number or address').fill('555-0190');
  await page.getByLabel('Hours').fill('whenever');
  const form = page.locator('form').filter({ has: page.getByLabel('Number or address') });
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Hours must be of the form/ }).waitFor();
  await page.getByLabel('Hours').fill('Mo-Fr 07:00-19:00');
  await form.getByRole('button', { name: 'Save' }).click();
  const points = page.getByRole('region', { name: 'Ways to reach them' });
  await points.getByText('Not verified').waitFor();
  await points.getByRole('button', { name: 'Verified by a call' }).click();
  await points.getByText(/Verified .* by Sofia Marsh \(call\)/).waitFor();
  await points.getByText(/answered Mo-Fr 07:00-19:00/).waitFor();
  expect(await findViolations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Close panel' }).click();
  await page.getByRole('tab', { name: 'There twice' }).click();
  await page.getByText('Nobody seems to be there twice.').waitFor();
  await page.getByRole('tab', { name: 'Not verified lately' }).click();
  await page.getByText('Every contact was verified within 180 days.').waitFor();
  await page.getByRole('tab', { name: 'File' }).click();
  const csv = 'kind,code,name,channel,value\nward,9A,Ward 9A,fax,not a number\nperson,N1,Nurse Kim,email,kim@harbour.example\n';
  const file = { name: 'directory.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.getByLabel('CSV file').setInputFiles(file);
  await page.getByRole('rowheader', { name: '2' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('CSV file').setInputFiles({ ...file, buffer: Buffer.from(csv.replace('not a number', '555-0191')) });
  await page.getByRole('button', { name: 'Save 2 lines' }).click();
  await page.getByText('The file was saved').first().waitFor();
  await page.getByRole('tab', { name: 'Not verified lately' }).click();
  await page.getByRole('link', { name: 'Nurse Kim' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it('a rota shows its week with the gaps, and a calendar names whom nobody knows until somebody says who it is', async () => {
  const { page, complaints, close } = await hospital.visit('s.marsh', { width: 1280, height: 720, theme: 'dark' });
  await go(page, 'On call');
  await page.getByText('There is no schedule.').waitFor();
  await page.getByRole('button', { name: 'Add a schedule' }).click();
  await page.getByLabel('Code', { exact: true }).fill('NIGHTS');
  await page.getByLabel('Name', { exact: true }).fill('Ward 9A nights');
  await page.getByLabel('For the patients of').fill('9A');
  await page.getByRole('button', { name: /Ward 9A/ }).click();
  await page.getByLabel('Only within').fill('Mo-Fr 20:00-08:00');
  await page.getByLabel('Add somebody').fill('finch');
  await page.getByRole('button', { name: /Dr Ada Finch/ }).click();
  await page.getByRole('region', { name: 'Turns, in their order' }).getByText('Dr Ada Finch').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  const week = page.getByRole('list', { name: 'Week' });
  await week.getByText('Dr Ada Finch').first().waitFor();
  await week.getByText('Nobody on duty').first().waitFor();
  await page.getByText(/gaps this week \(UTC\)/).waitFor();
  expect(await week.locator(':scope > li').count()).toBe(7);
  expect(await findViolations(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Calendar' }).click();
  const start = new Date(hospital.lab.clock.now());
  start.setUTCHours(20, 0, 0, 0);
  const file = { name: 'rota.ics', mimeType: 'text/calendar', buffer: Buffer.from('no calendar') };
  await page.getByLabel('Or a file (.ics)').setInputFiles(file);
  await page.getByText('The calendar was not taken over').waitFor();
  await page.getByLabel('Or a file (.ics)').setInputFiles({ ...file, buffer: Buffer.from(calendarOf(start)) });
  const unknown = page.getByRole('region', { name: 'Names nobody here knows' });
  await unknown.getByText('Dr Unknown Person', { exact: true }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Whom Dr Unknown Person means').fill('kim');
  await page.getByRole('button', { name: /Nurse Kim/ }).click();
  await page.getByRole('cell', { name: 'Nurse Kim' }).waitFor();
  await expect.poll(() => unknown.count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

it('a repeat rule is reviewed, approved and in force; what it suppresses is listed and opened again with a reason', async () => {
  const { page, complaints, close } = await hospital.visit('h.solano', { width: 1280, height: 720, theme: 'contrast' });
  await go(page, 'Repeat rules');
  await page.getByText('There is no repeat rule.').waitFor();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Code of the parameter').fill('2823-3');
  await page.getByLabel('Name of the parameter').fill('Potassium');
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByLabel('Why (kept with the version)').fill('agreed with nephrology');
  await page.getByLabel('Approve and put in force at once').check();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('In force').first().waitFor();
  expect(await findViolations(page)).toEqual([]);

  const patient = { family: 'Sample', given: 'John', mrn: '1297287652', born: '19450714', sex: 'M' as const };
  const billId = await hospital.receive({ number: 'R1', patient });
  const caller = await hospital.lab.signIn('technologist', { userName: 'm.osei', name: 'M. Osei' });
  const opened = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const records = (await opened.json()) as {
    reports: { labReportId: number; parameters: { resultId: number; value: string }[] }[];
  };
  const told = await caller.send(
    'POST',
    `/api/v1/bills/${billId}/callouts`,
    {
      labReportIds: records.reports.map(({ labReportId }) => labReportId),
      isDraft: false,
      notification: {
        recipients: ['others'],
        notifiedByCall: { name: 'Rowan Birch', contact: '555-0100', role: 'RN' },
        outcome: 'reached-read-back',
        readBack: {
          values: records.reports.flatMap(({ parameters }) =>
            parameters.map(({ resultId, value }) => ({ resultId, heard: value })),
          ),
        },
      },
    },
    { 'if-match': opened.headers.get('etag') ?? '' },
  );
  expect(told.status, await told.text()).toBe(201);
  hospital.lab.clock.advance({ minutes: 5 });
  await hospital.receive({ number: 'R2', patient });

  await page.getByRole('link', { name: 'Suppressed repeats' }).click();
  const row = page.getByRole('row', { name: /SAMPLE, John/ });
  await row.getByText(/of order R1, told .* to Rowan Birch by M\. Osei/).waitFor();
  await row.getByText(/Not again within 6 h, unless worse by 10 %/).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await row.getByRole('button', { name: 'Open as a callout' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Open as a callout' }).click();
  await dialog.getByText('Say why it is called all the same').waitFor();
  await dialog.getByLabel('Why it is called all the same').fill('the ward asked for every value');
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Open as a callout' }).click();
  await page.getByText('No critical value is suppressed.').waitFor();
  await page.getByLabel('Show').selectOption('ended');
  await page.getByText(/Opened by Henrik Solano/).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('on a telephone the list becomes cards and nothing is cut off', async () => {
  const { page, close } = await hospital.visit('s.marsh', { width: 320, height: 720 });
  for (const path of [
    '/settings/contacts',
    '/settings/on-call',
    '/settings/on-call?view=rota',
    '/settings/on-call?view=calendar',
    '/settings/repeat-rules',
    '/repeats?show=ended',
  ]) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
    expect(await findViolations(page), path).toEqual([]);
  }
  await close();
});
