import type { Role } from '@critical-callout/domain/auth';
import type { Browser, Page } from 'playwright-core';
import { type Lab, startLab } from '../packages/server/test/lab.ts';
import { verifyEvents } from '../packages/server/test/outside.ts';
import { TEST_PASSWORD } from '../packages/server/test/sign-in.ts';
import { openBrowser, openPage, type Visit, type VisitOptions } from './browser.ts';
import { buildWeb } from './build-web.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type Order, oru, sendOverMllp, type Value } from './mllp.ts';

/** The whole program with a laboratory, a mail server, a browser, and results that arrive over MLLP. */
export type Hospital = {
  lab: Lab;
  browser: Browser;
  mailbox: Mailbox;
  /** Sends a result and returns the id of its order. */
  receive: (order: Partial<Order> & Pick<Order, 'number' | 'patient'>) => Promise<number>;
  addUser: (userName: string, name: string) => Promise<void>;
  /** A workstation with somebody signed in at it, looking at the worklist. */
  visit: (userName: string, options?: VisitOptions) => Promise<Visit>;
  /** Somebody of this role at a page of theirs; `userName` where it matters who. */
  visitAs: (role: Role, path: string, options?: VisitOptions & { userName?: string }) => Promise<Visit>;
  verifyAudit: () => Promise<unknown>;
  close: () => Promise<void>;
};

export const potassium = (value: string, more: Partial<Value> = {}): Value => ({
  code: '2823-3',
  name: 'Potassium',
  value,
  unit: 'mmol/L',
  range: '3.5-5.1',
  flag: 'HH',
  ...more,
});

/** The patient most journeys are about. */
export const JOHN = { family: 'Sample', given: 'John', mrn: '1297287652', born: '19450714', sex: 'M' as const };

export const FINCH = { code: 'D100', family: 'Finch', given: 'Ada' };

/** `openedMinutesAgo`: where a test moves the clock forward, it ends at the time of the browser. */
export async function openHospital({
  openedMinutesAgo = 0,
  env = {},
}: {
  openedMinutesAgo?: number;
  env?: Record<string, string>;
} = {}): Promise<Hospital> {
  const now = new Date(Date.now() - openedMinutesAgo * 60_000);
  await buildWeb();
  const mailbox = await openMailbox();
  const [lab, browser] = await Promise.all([startLab({ now, env: { SMTP_URL: mailbox.url, ...env } }), openBrowser()]);
  await furnish(lab);
  const addUser = async (userName: string, name: string): Promise<void> => {
    await lab.signIn('technologist', { userName, name });
  };
  return {
    lab,
    browser,
    mailbox,
    receive: async (order) => {
      const test = { code: 'K', name: 'Potassium', specimen: 'Plasma' };
      const message = oru({ test, values: [potassium('6.8')], at: lab.clock.now(), doctor: FINCH, ...order });
      const answer = await sendOverMllp(lab.mllpPort, message);
      if (!answer.includes('MSA|AA')) throw new Error(`order ${order.number} was answered ${answer}`);
      return billOf(lab, order.number);
    },
    addUser,
    visit: async (userName, options) => {
      const visit = await openPage(browser, lab.baseUrl, options);
      await visit.page.goto('/');
      await signInAt(visit.page, userName);
      await visit.page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor();
      return visit;
    },
    visitAs: async (role, path, { userName = `e2e.${role}`, ...options } = {}) => {
      await lab.signIn(role, { userName, name: `Test ${userName.replace('e2e.', '')}` });
      const visit = await openPage(browser, lab.baseUrl, { width: 1280, height: 900, ...options });
      await visit.page.goto('/sign-in');
      await signInAt(visit.page, userName);
      await visit.page.waitForURL((url) => url.pathname !== '/sign-in');
      await visit.page.goto(path);
      await visit.page.locator('h1:visible').first().waitFor();
      return visit;
    },
    verifyAudit: () => verifyEvents(lab.db, lab.labId),
    close: async () => {
      await browser.close();
      await lab.close();
      await mailbox.close();
    },
  };
}

/** The people and places the results name. */
async function furnish(lab: Lab): Promise<void> {
  const { labId } = lab;
  await lab.db.inSystem(async (tx) => {
    await tx
      .updateTable('labs')
      .set({ name: 'Harbour Teaching Laboratory', is_practice: true, zone: 'UTC' })
      .where('id', '=', labId)
      .execute();
  });
  await lab.db.inLab(labId, async (tx) => {
    await tx
      .insertInto('organizations')
      .values({ lab_id: labId, code: '7B', name: 'Ward 7B', email: 'ward7b@harbour.example', phone: '555-0170' })
      .execute();
    await tx
      .insertInto('doctors')
      .values({ lab_id: labId, code: FINCH.code, name: 'Dr Ada Finch', email: 'finch@harbour.example', phone: '555-0111' })
      .execute();
  });
}

async function billOf(lab: Lab, number: string): Promise<number> {
  const find = (): Promise<{ id: number } | undefined> =>
    lab.db.inLab(lab.labId, (tx) => tx.selectFrom('bills').select('id').where('bill_number', '=', number).executeTakeFirst());
  const bill = await find();
  if (!bill) throw new Error(`order ${number} was acknowledged and is not stored`);
  return bill.id;
}

export async function signInAt(page: Page, userName: string, password = TEST_PASSWORD): Promise<void> {
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}
