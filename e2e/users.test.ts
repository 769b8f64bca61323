import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage } from './browser.ts';
import { FINCH, type Hospital, JOHN, openHospital, potassium, signInAt } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 10 });
  const { lab } = hospital;
  await lab.db.inLab(lab.labId, (tx) =>
    sql`insert into departments (lab_id, code, name) values (${lab.labId}, 'CH', 'Chemistry'), (${lab.labId}, 'HM', 'Haematology')`.execute(
      tx,
    ),
  );
});
afterAll(() => hospital?.close());

const PASSWORD = 'seven brown kettles on a shelf';

async function fillNames(page: Page, name: string, userName: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('User name', { exact: true }).fill(userName);
  await page.getByLabel('E-mail', { exact: true }).fill(`${userName}@harbour.example`);
}

const pickFinch = async (page: Page): Promise<void> => {
  await page.getByLabel('Doctor of the directory').fill('finch');
  await page.getByRole('button', { name: /Dr Ada Finch/ }).click();
  await page.getByText('Doctor of the directory: Dr Ada Finch').waitFor();
};

it('a referring doctor is added, chooses a password by the link, and sees the orders that name them and no others', async () => {
  await hospital.receive({ number: 'OWN-1', patient: JOHN, values: [potassium('6.8')] });
  const other = { code: 'D200', family: 'Rook', given: 'Ben' };
  await hospital.receive({
    number: 'OTHER-1',
    patient: { ...JOHN, family: 'Other', mrn: '55' },
    values: [potassium('6.9')],
    doctor: other,
  });
  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/settings/users?people=users&who=new');
  await fillNames(page, 'Ada Finch', 'ada.finch');
  await page.getByLabel('Role', { exact: true }).selectOption('doctor');
  await page.getByLabel('Kind of doctor').selectOption('2');
  expect(await page.getByRole('group', { name: 'Departments' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Add the user' }).click();
  await page.getByRole('link', { name: 'Doctor of the directory is needed' }).waitFor();
  await pickFinch(page);
  await page.getByRole('button', { name: 'Add the user' }).click();
  await page.getByRole('button', { name: 'Make a reset link' }).click();
  const link = await page
    .getByText(/reset-password#/)
    .first()
    .textContent();
  const at = /https?:\/\/\S*reset-password#\S+/.exec(link ?? '')?.[0] ?? '';
  expect(complaints).toEqual([]);
  await close();

  const doctor = await openPage(hospital.browser, hospital.lab.baseUrl, { width: 1280, height: 900 });
  await doctor.page.goto(new URL(at).pathname + new URL(at).hash);
  await doctor.page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await doctor.page.getByLabel('New password again').fill(PASSWORD);
  await doctor.page.getByRole('button', { name: 'Set the password' }).click();
  await doctor.page.getByRole('link', { name: 'Sign in' }).click();
  await signInAt(doctor.page, 'ada.finch', PASSWORD);
  await doctor.page.locator('tbody tr').filter({ hasText: 'SAMPLE' }).waitFor();
  expect(await doctor.page.locator('tbody tr').filter({ hasText: 'OTHER' }).count()).toBe(0);
  await doctor.close();
});

it('an in-house doctor needs a department; a name is changed later', async () => {
  const { page, complaints, close } = await hospital.visitAs('lab-admin', '/settings/users?people=users&who=new');
  await fillNames(page, 'Pat Ologist', 'pat.ologist');
  await page.getByLabel('Role', { exact: true }).selectOption('doctor');
  await pickFinch(page);
  await page.getByRole('button', { name: 'Add the user' }).click();
  await page.getByRole('link', { name: /Tick at least one department/ }).waitFor();
  await page.getByLabel('Haematology').check();
  await page.getByRole('button', { name: 'Add the user' }).click();
  await page.getByRole('heading', { name: 'Pat Ologist' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Pat Ologist-Smith');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Pat Ologist-Smith' }).waitFor();
  const { rows } = await hospital.lab.db.pool.query(
    `select m.doc_type, d.code as doctor, (select array_agg(e.code) from user_departments u join departments e on e.id = u.department_id and e.lab_id = u.lab_id
       where u.user_id = m.user_id) as departments from memberships m join users u on u.id = m.user_id join doctors d on d.id = m.doctor_id and d.lab_id = m.lab_id
     where u.username = 'pat.ologist'`,
  );
  expect(rows).toEqual([{ doc_type: 0, doctor: FINCH.code, departments: ['HM'] }]);
  expect(complaints).toEqual([]);
  await close();
});

it.each(['light', 'dark', 'contrast'] as const)(
  'a new user and a known one have no axe violations, wide and narrow: %s',
  async (theme) => {
    const { page, complaints, close } = await hospital.visitAs('lab-admin', '/settings/users?people=users&who=new', {
      width: 1280,
      height: 900,
      theme,
    });
    const found: string[] = [];
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.getByLabel('Role', { exact: true }).selectOption('doctor');
      await page.getByLabel('Doctor of the directory').fill('finch');
      await page.getByRole('button', { name: /Dr Ada Finch/ }).waitFor();
      found.push(...(await findViolations(page)).map((line) => `${width}: ${line}`));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  },
);
