import type { Role } from '@critical-callout/domain/auth';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { type Hospital, JOHN, openHospital } from './hospital.ts';

/**
 * A save that fails says four things: what failed, what is still true, what to do, and the number to quote; and what was typed
 * stays. Which places save at all is held by web/src/ui/says-failures.test.ts.
 */
let hospital: Hospital;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.receive({ number: 'F1', patient: JOHN });
});
afterAll(() => hospital?.close());

type Failing = 'offline' | 403 | 409 | 500;
const FAILURES: readonly Failing[] = [500, 409, 403, 'offline'];
const DO_NOW: Record<Failing, string> = {
  500: 'Try again in a moment',
  409: 'Look at what changed meanwhile',
  403: 'Ask your administrator whether your rights have changed',
  offline: 'Try again in a moment',
};

/** Asked by itself, or only to look: what a person saves is all the rest. */
const BESIDE = /presence|typed-text|preview|simulate|\/check$|\/try$|preferences|workstation/;

async function failWith(page: Page, failing: () => Failing): Promise<void> {
  await page.route('**/api/v1/**', (route) => {
    const request = route.request();
    if (request.method() === 'GET' || BESIDE.test(request.url())) return route.continue();
    const kind = failing();
    if (kind === 'offline') return route.abort();
    const body = {
      type: 'about:blank',
      title: 'No',
      status: kind,
      code: 'test.no',
      detail: 'The test said no.',
      requestId: `req-${kind}`,
    };
    return route.fulfill({ status: kind, contentType: 'application/problem+json', body: JSON.stringify(body) });
  });
}

type Form = {
  name: string;
  role: Role;
  path: string;
  /** Types something and goes as far as the button; answers what was typed, and presses. */
  fill: (page: Page) => Promise<{ typed: Locator; press: () => Promise<void> }>;
};

const why = async (page: Page, button: string): Promise<() => Promise<void>> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Why/).fill('as decided');
  return () => dialog.getByRole('button', { name: button, exact: true }).click();
};
const button = (page: Page, name: string) => (): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();

const setting = (path: string, form: string, change: (page: Page) => Promise<Locator>): Form => ({
  name: form,
  role: 'director',
  path,
  fill: async (page) => {
    const typed = await change(page);
    await page.getByRole('form', { name: form }).getByRole('button', { name: 'Review the changes' }).click();
    return { typed, press: await why(page, 'Publish') };
  },
});
const typing =
  (label: string, text: string) =>
  async (page: Page): Promise<Locator> => {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(text);
    return field;
  };

const FORMS: readonly Form[] = [
  setting('/settings/lab', 'Settings of the laboratory', typing('Name of the laboratory', 'North Laboratory')),
  setting('/settings/notification', 'What the callout panel offers', typing('Instruction in the callout panel', 'Ring twice')),
  setting('/settings/notification', 'Script and phrases', typing('What callers say', 'Good day')),
  setting('/settings/messages', 'What messages say', typing('Number to call back', '555-0123')),
  setting('/settings/messages', 'Answer link', typing('Hours until a link ends', '5')),
  setting('/settings/calls', 'What counts, by when, and what follows', typing('Inpatient', '25')),
  setting('/settings/calls', 'Who has an order', typing('Minutes an open order may be nobody’s before it alarms', '12')),
  {
    name: 'a ward',
    role: 'supervisor',
    path: '/settings/contacts',
    fill: async (page) => {
      await page.getByLabel('Show').selectOption('ward');
      await page.getByRole('button', { name: 'Add a ward' }).click();
      await page.getByLabel('Code', { exact: true }).fill('9F');
      return { typed: await typing('Name', 'Ward 9F')(page), press: button(page, 'Save') };
    },
  },
  {
    name: 'a user',
    role: 'lab-admin',
    path: '/settings/users?people=users&who=new',
    fill: async (page) => {
      await page.getByLabel('User name', { exact: true }).fill('new.person');
      await page.getByLabel('E-mail', { exact: true }).fill('new@harbour.example');
      await page.getByLabel('Role', { exact: true }).selectOption('caller');
      return { typed: await typing('Name', 'New Person')(page), press: button(page, 'Add the user') };
    },
  },
  {
    name: 'a webhook',
    role: 'integrator',
    path: '/settings/integration?part=webhooks',
    fill: async (page) => {
      await page.getByRole('button', { name: 'Add a webhook' }).click();
      await page.getByLabel('Organization').selectOption('7B');
      return { typed: await typing('Address', 'https://hub.example/in')(page), press: button(page, 'Save the webhook') };
    },
  },
  {
    name: 'a connection',
    role: 'integrator',
    path: '/settings/integration',
    fill: async (page) => {
      const typed = await typing('Expected sending application (MSH-3)', 'LIS')(page);
      await page.getByRole('button', { name: 'Review and save' }).click();
      return { typed, press: await why(page, 'Save') };
    },
  },
  {
    name: 'a draft of a template',
    role: 'director',
    path: '/settings/templates?channel=email&language=en&purpose=first',
    fill: async (page) => ({ typed: await typing('Text', 'Call {{ callbackPhone }}')(page), press: button(page, 'Save draft') }),
  },
  {
    name: 'a view of the worklist',
    role: 'technologist',
    path: '/worklist',
    fill: async (page) => {
      await page.getByRole('button', { name: 'Save view…' }).click();
      return { typed: await typing('Name of the view', 'Mine')(page), press: button(page, 'Save view') };
    },
  },
];

it.each(FORMS.map((form) => [form.name, form] as const))(
  '%s: a save that fails says its four parts and keeps what was typed',
  async (_name, form) => {
    let failing: Failing = 500;
    const { page, complaints, close } = await hospital.visitAs(form.role, form.path);
    await failWith(page, () => failing);
    const { typed, press } = await form.fill(page);
    const before = await typed.inputValue();
    for (const kind of FAILURES) {
      failing = kind;
      await press();
      const panel = page
        .getByTestId('failure')
        .filter({ hasText: DO_NOW[kind] })
        .filter({ hasText: kind === 'offline' ? 'cannot be reached' : `req-${kind}` });
      await panel.first().waitFor();
      const paragraphs = await panel.first().locator('p').count();
      expect(paragraphs, `${form.name} ${kind}: why, what is still true, what to do`).toBeGreaterThanOrEqual(3);
      expect(await panel.first().getByRole('heading').textContent()).not.toBe('');
      expect(await panel.first().getByRole('button', { name: 'Copy what I typed' }).count()).toBe(kind === 403 ? 1 : 0);
      if (kind !== 'offline') expect(await panel.first().getByRole('button', { name: /^Cop/ }).count()).toBeGreaterThan(0);
      expect(await typed.inputValue()).toBe(before);
    }
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  },
);

it('what a key began has no form: its failure stays on the screen until it is dismissed', async () => {
  const { page, complaints, close } = await hospital.visitAs('technologist', '/worklist');
  await failWith(page, () => 500);
  await page.locator('tbody tr').first().waitFor();
  await page.locator('tbody tr').first().press('c');
  const notice = page.getByRole('region', { name: 'What failed' });
  await notice.getByText('Order F1: it was not done').waitFor();
  expect(await notice.textContent()).toMatch(/The test said no.*The order is as it was.*Try again in a moment.*req-500/s);
  expect(await findViolations(page)).toEqual([]);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await notice.waitFor({ state: 'hidden' });
  // Nobody leaves a shared computer in the belief that the session has ended.
  await page.route('**/api/auth/sign-out', (route) => route.abort());
  await page.getByRole('button', { name: /Test technologist/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await notice.getByText('You were not signed out').waitFor();
  expect(page.url()).toContain('/worklist');
  expect(complaints).toEqual([]);
  await close();
});
