import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, JOHN, openHospital, potassium } from './hospital.ts';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: 10 });
  await hospital.lab.signIn('supervisor', { userName: 'e2e.sue', name: 'Sue Pervisor', email: 'sue@lab.example' });
});
afterAll(() => hospital?.close());

it('a laboratory begins with a template; what would be refused is said before, mended, and the policy counts', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/policies');
  await page.getByText('No policy of your own yet.').waitFor();
  await page.getByText(/No place has an on-call rota/).waitFor();
  await page.getByRole('link', { name: 'Ward', exact: true }).click();
  const simulated = page.getByTestId('simulated');
  await simulated.filter({ hasText: 'the laboratory has no pathologist' }).waitFor();
  expect(await simulated.getByRole('img', { name: /^Timeline/ }).textContent()).toContain('deadline 30 min');
  await page.getByRole('button', { name: 'Remove step 3' }).click();
  await page.getByRole('button', { name: 'Simulate' }).click();
  await simulated.filter({ hasText: 'still repeats at 50 min, after the last step at 45 min' }).waitFor();
  await page.getByLabel('times', { exact: true }).nth(1).fill('1');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await simulated.filter({ hasText: 'Nothing to complain about.' }).waitFor();
  expect(await simulated.textContent()).toContain('Sue Pervisor');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Approve it at once/).check();
  await dialog.getByLabel(/^Why/).fill('our first policy');
  await dialog.getByRole('button', { name: 'Save and approve' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Version 1 by Test director: our first policy').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it('a change is drafted, compared, approved with its differences, and the version before comes back as a draft', async () => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/policies');
  const deadline = page.getByLabel('Deadline, minutes after the result');
  await deadline.fill('25');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Why/).fill('sooner');
  await dialog.getByRole('button', { name: 'Save for approval' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const versions = page.getByRole('region', { name: 'Versions', exact: true });
  expect(await versions.getByRole('table').textContent()).toMatch(/Deadline.*none.*25/);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await dialog.getByRole('table').filter({ hasText: '25' }).waitFor();
  await dialog.getByLabel(/^Why/).fill('agreed');
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Version 3 by Test director: agreed').waitFor();
  await versions.getByRole('button', { name: 'Make a draft of Version 1' }).click();
  expect(await deadline.inputValue()).toBe('');
  await page.getByRole('button', { name: 'Review and save' }).click();
  expect(await dialog.getByRole('table').textContent()).toMatch(/Deadline.*25.*none/);
  await dialog.getByRole('button', { name: 'Back' }).click();
  expect(complaints).toEqual([]);
  await close();
});

it('a step names a department and a person, and is refused by name until the person can be reached', async () => {
  const { lab } = hospital;
  await lab.db.inLab(lab.labId, async (tx) => {
    await sql`insert into persons (lab_id, code, name) values (${lab.labId}, 'KIM', 'Nurse Kim')`.execute(tx);
    await sql`insert into departments (lab_id, code, name) values (${lab.labId}, 'CHEM', 'Chemistry')`.execute(tx);
  });
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/policies');
  const second = page.getByRole('group', { name: 'Step 2' });
  await second.getByLabel('Who').selectOption('Department');
  await second.getByLabel('Department').selectOption('Chemistry');
  const first = page.getByRole('group', { name: 'Step 1' });
  await first.getByLabel('Who').selectOption('Named person');
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('link', { name: 'Step 1: say whom by name' }).waitFor();
  await first.getByLabel('Find a person').fill('Kim');
  await first.getByRole('button', { name: /Nurse Kim/ }).click();
  await first.getByText('Chosen: Nurse Kim').waitFor();
  await page.getByRole('button', { name: 'Simulate' }).click();
  const simulated = page.getByTestId('simulated');
  await simulated.filter({ hasText: 'call-task to person Nurse Kim: this person has no telephone number' }).waitFor();
  expect(await simulated.textContent()).toContain('Department: Chemistry');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('table').textContent()).toContain('Named person: Nurse Kim');
  await dialog.getByLabel(/^Why/).fill('by name');
  await dialog.getByRole('button', { name: 'Save for approval' }).click();
  await dialog.getByText(/this person has no telephone number/).waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  expect(complaints.filter((line) => !line.includes('422'))).toEqual([]);
  await close();
});

it('the gaps of the rotas stand beside the policies, and an order is simulated by its number', async () => {
  const { lab } = hospital;
  await hospital.receive({ number: 'SIM-1', patient: JOHN, values: [potassium('6.8')] });
  await lab.db.inLab(lab.labId, async (tx) => {
    const { rows: wards } = await sql<{ id: number }>`
      insert into wards (lab_id, code, name) values (${lab.labId}, 'NICU', 'Newborn care') returning id`.execute(tx);
    await sql`insert into schedules (lab_id, code, name, duty, ward_id, first_day, handover, turn_hours)
      values (${lab.labId}, 'N', 'Nights', 'on-call', ${wards[0]?.id}, '2026-01-01', '08:00', 24)`.execute(tx);
  });
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/policies');
  const gaps = page.getByRole('region', { name: 'Rota gaps' });
  await gaps.getByText('One time in the next 14 days when nobody who is on call can be reached:').waitFor();
  expect(await gaps.getByRole('listitem').textContent()).toContain('Newborn care');
  const simulated = page.getByTestId('simulated');
  await simulated.filter({ hasText: 'known from the order only' }).waitFor();
  await page.getByLabel('Order', { exact: true }).fill('SIM-1');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await simulated.filter({ hasText: 'Dr Ada Finch' }).waitFor();
  await page.getByLabel('Order', { exact: true }).fill('no such');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await page.getByText(/order no such is unknown here/).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it.each(['light', 'dark', 'contrast'] as const)('the policies have no axe violations, wide and narrow: %s', async (theme) => {
  const { page, complaints, close } = await hospital.visitAs('director', '/settings/policies', {
    width: 1280,
    height: 900,
    theme,
  });
  const found: string[] = [];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole('region', { name: 'Versions', exact: true }).getByRole('table').waitFor();
    await page.getByTestId('simulated').waitFor();
    found.push(...(await findViolations(page)).map((line) => `${width}: ${line}`));
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
