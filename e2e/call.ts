import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Hospital } from './hospital.ts';

/** What a caller does at the panel, by its labels. */
export const row = (page: Page, name: string): Locator => page.locator('tbody tr', { hasText: name });

export async function openOrder(page: Page, name: string): Promise<void> {
  await row(page, name).getByRole('link').click();
  await page.getByTestId('patient-banner').filter({ hasText: name }).waitFor();
  await page.getByRole('heading', { name: /^Callout · Order/ }).waitFor();
}

export async function fillReached(page: Page, heard: string, told = 'Nurse Kelly Park'): Promise<void> {
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill(told);
  await page.getByLabel('Value read back: Potassium').fill(heard);
}

export async function closeAsDone(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save and close as Done' }).click();
  await page.getByTestId('confirm').getByRole('button', { name: 'Close as Done' }).click();
}

/** M. Osei sends an e-mail to the ordering doctor, as the panel does. */
export async function mailTheDoctor({ lab }: Hospital, billId: number): Promise<void> {
  const caller = await lab.signIn('technologist', { userName: 'm.osei', name: 'M. Osei' });
  const records = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const { reports } = (await records.json()) as { reports: { labReportId: number }[] };
  const answer = await caller.send('POST', `/api/v1/bills/${billId}/callouts`, {
    labReportIds: reports.map(({ labReportId }) => labReportId),
    isDraft: true,
    notification: { recipients: ['referral'], sendEmail: true },
  });
  expect(answer.status).toBe(201);
}

/** A. Lind closes the order at another workstation. */
export async function closeElsewhere({ lab }: Hospital, billId: number, told: string): Promise<void> {
  const other = await lab.signIn('technologist', { userName: 'a.lind', name: 'A. Lind' });
  const records = (await (await other.get(`/api/v1/bills/${billId}/critical-records`)).json()) as {
    bill: { version: number };
    reports: { labReportId: number }[];
  };
  const body = {
    labReportIds: records.reports.map(({ labReportId }) => labReportId),
    isDraft: false,
    notification: { notifiedByCall: { name: told, contact: '' } },
  };
  const answer = await other.send('POST', `/api/v1/bills/${billId}/callouts`, body, { 'if-match': `"${records.bill.version}"` });
  expect(answer.status).toBe(201);
}
