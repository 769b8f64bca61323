import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeAsDone, closeElsewhere, openOrder } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

/** Three on every change; fifty by hand before a release (`KEPT_TEXT_RUNS=50`, bench P15). */
const RUNS = Number(process.env.KEPT_TEXT_RUNS ?? 3);
const PER_RUN_MS = 60_000;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
});
afterAll(() => hospital.close());

const run = Array.from({ length: RUNS }, (_, number) => number + 1);
/** Letters, so that one is no part of another. */
const wordOf = (number: number): string => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

type Typed = { told: string; heard: string; comment: string };
/** No two runs alike: accents, other scripts, quotes and characters beyond the first plane. */
const textOf = (number: number): Typed => ({
  told: `Nurse ${['Zoë', 'Ángel', 'كريم', 'Åse', 'O’Neil'][number % 5]} ${wordOf(number)}`,
  heard: '6.8',
  comment: `run ${number}: "asked twice" & waited <2 min ${'🩸'.repeat(number % 4)}\nsecond line ${'ß'.repeat(number % 7)}.`,
});

async function type(page: Page, { told, heard, comment }: Typed): Promise<void> {
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill(told);
  await page.getByLabel('Value read back: Potassium').fill(heard);
  await page.getByLabel('Comment').fill(comment);
}

const shown = async (page: Page): Promise<Typed> => ({
  told: await page.getByLabel('Name of the person told').inputValue(),
  heard: await page.getByLabel('Value read back: Potassium').inputValue(),
  comment: await page.getByLabel('Comment').inputValue(),
});

const patientOf = (family: string, number: number) => ({
  family: `${family}${wordOf(number)}`,
  given: 'Robin',
  mrn: String(400_000 + number),
  born: '19600101',
  sex: 'F' as const,
});

/** What the server keeps of the order: one record for each call, with every word of it. */
async function recordsOf(billId: number): Promise<{ isDraft: boolean; name: string; comment: string }[]> {
  const { rows } = await hospital.lab.db.pool.query<{ isDraft: boolean; name: string; comment: string }>(
    `select is_draft as "isDraft", critical_callout_meta #>> '{already_notified,phone_call,name}' as name,
       critical_callout_comment as comment
     from critical_callouts where bill_id = $1 order by id`,
    [billId],
  );
  return rows;
}

it(`conflict, ${RUNS} times: what was typed stays to the letter and is kept as a further record`, {
  timeout: RUNS * PER_RUN_MS,
}, async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  for (const number of run) {
    const billId = await hospital.receive({ number: `K${number}`, patient: patientOf('Conflict', number) });
    const typed = textOf(number);
    await openOrder(page, `CONFLICT${wordOf(number).toUpperCase()}, Robin`);
    await type(page, typed);
    await closeElsewhere(hospital, billId, 'Doctor Vera Stone');
    const strip = page.getByTestId('conflict');
    await strip.getByText(/A\. Lind closed this as Done/).waitFor();
    expect(await shown(page), `run ${number}`).toEqual(typed);
    await strip.getByRole('button', { name: 'Add my call as a further record' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(`/${billId}`));
    const own = (await recordsOf(billId)).filter(({ name }) => name === typed.told);
    expect(own, `run ${number}`).toEqual([{ isDraft: false, name: typed.told, comment: typed.comment }]);
    await page.goto('/worklist');
  }
  expect(complaints).toEqual([]);
  await close();
});

it(`no connection, ${RUNS} times: what was typed stays to the letter and is recorded once when the line is back`, {
  timeout: RUNS * PER_RUN_MS,
}, async () => {
  const { page, context, complaints, close } = await hospital.visit('m.osei');
  for (const number of run) {
    const billId = await hospital.receive({ number: `L${number}`, patient: patientOf('Offline', number) });
    const typed = textOf(number);
    await openOrder(page, `OFFLINE${wordOf(number).toUpperCase()}, Robin`);
    await context.setOffline(true);
    await type(page, typed);
    await closeAsDone(page);
    await page.getByTestId('offline').getByText('What you type is kept in this window').waitFor();
    expect(await shown(page), `run ${number}`).toEqual(typed);
    await context.setOffline(false);
    await page
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await page.waitForURL((url) => !url.pathname.endsWith(`/${billId}`));
    expect(await recordsOf(billId), `run ${number}`).toEqual([{ isDraft: false, name: typed.told, comment: typed.comment }]);
    await page.goto('/worklist');
  }
  expect(complaints).toEqual([]);
  await close();
});
