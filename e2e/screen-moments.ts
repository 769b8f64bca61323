import type { Role } from '@critical-callout/domain/auth';
import type { BrowserContext, Page } from 'playwright-core';
import type { Asking } from './lively-lab.ts';
import type { Order } from './mllp.ts';
import type { World } from './screen-list.ts';

/** What a moment may use to come about. */
export type Stage = {
  page: Page;
  context: BrowserContext;
  world: World;
  /** Somebody else, without a screen. */
  as: (role: Role) => Promise<Asking>;
  /** A critical potassium of a patient of this family name; the id of its order. The same number again corrects it. */
  receive: (family: string, more?: Partial<Order>) => Promise<number>;
};

/** What a screen looks like only after somebody did something, or something went wrong. */
export type Moment = {
  name: string;
  who: Role | null;
  reach: (stage: Stage) => Promise<unknown>;
  /** Paper looks the same in every theme; it is kept as a picture of the page and as the PDF a printer gets. */
  isPaper?: true;
  /** Ends the session or moves the clock of the browser: nothing else can be looked at in this window afterwards. */
  isLast?: true;
  /** What is shown while the answer is on its way. */
  isBusy?: true;
};

const firstRow = (page: Page) => page.locator('tbody tr a[data-row]').first();

async function atFirstRow({ page }: Stage): Promise<void> {
  await page.goto('/worklist');
  await firstRow(page).focus();
}

async function atRow(stage: Stage, key: string): Promise<void> {
  await atFirstRow(stage);
  await stage.page.keyboard.press(key);
  await stage.page.getByRole('dialog').waitFor();
}

async function atOrder({ page }: Stage, billId: number): Promise<void> {
  await page.goto(`/worklist/${billId}`);
  await page.getByTestId('critical-value').first().waitFor();
  await page.getByTestId('history').locator('li').first().waitFor();
}

async function atPanel(stage: Stage, family: string): Promise<number> {
  const billId = await stage.receive(family);
  await atOrder(stage, billId);
  return billId;
}

async function press({ page }: Stage, name: string | RegExp, place: Page | ReturnType<Page['locator']> = page): Promise<void> {
  await place.getByRole('button', { name }).first().click();
}

async function reached({ page }: Stage, heard: string): Promise<void> {
  await page.getByRole('radio', { name: 'Reached, read back' }).check();
  await page.getByLabel('Name of the person told').fill('Nurse Kelly Park');
  await page.getByLabel('Value read back: Potassium').fill(heard);
}

/** What the server says, with a part of it changed: for what takes hours or a broken machine to come about. */
async function amend({ page }: Stage, path: string, change: (answer: Record<string, unknown>) => object): Promise<void> {
  await page.route(path, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...change((await answer.json()) as Record<string, unknown>) } });
  });
}

async function closeElsewhere({ as }: Stage, billId: number): Promise<void> {
  const other = await as('technologist');
  const seen = (await (await other.get(`/api/v1/bills/${billId}/critical-records`)).json()) as {
    bill: { version: number };
    reports: { labReportId: number; parameters: { resultId: number; value: string; isCritical: boolean }[] }[];
  };
  const critical = seen.reports.flatMap(({ parameters }) => parameters).filter(({ isCritical }) => isCritical);
  await other.send(
    'POST',
    `/api/v1/bills/${billId}/callouts`,
    {
      labReportIds: seen.reports.map(({ labReportId }) => labReportId),
      isDraft: false,
      notification: {
        notifiedByCall: { name: 'Dr. Priya Castellan', contact: '+1 555 0143' },
        outcome: 'reached-read-back',
        readBack: { values: critical.map(({ resultId, value }) => ({ resultId, heard: value })) },
      },
    },
    { 'if-match': `"${seen.bill.version}"` },
  );
}

/** Asked for by somebody else; the laboratory wants two persons for it. */
async function askToClose({ as }: Stage, billId: number): Promise<void> {
  const [director, supervisor] = [await as('director'), await as('supervisor')];
  const policy = { closings: { duplicate: { roles: ['supervisor', 'director'], second_person: 1 } } };
  await director.send('PUT', '/api/v1/settings/callout-policy', policy);
  const seen = (await (await supervisor.get(`/api/v1/bills/${billId}/critical-records`)).json()) as {
    bill: { version: number };
    reports: { labReportId: number }[];
  };
  await supervisor.send(
    'POST',
    `/api/v1/bills/${billId}/close`,
    { labReportIds: seen.reports.map(({ labReportId }) => labReportId), code: 'duplicate', comment: 'sent twice by the feed' },
    { 'if-match': `"${seen.bill.version}"` },
  );
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const clockOf = (minutes: number): string => minutesAgo(minutes).slice(11, 16);

async function onPaper(stage: Stage, print: () => Promise<unknown>): Promise<void> {
  await stage.page.evaluate(() => {
    window.print = () => undefined;
  });
  await print();
  await stage.page.locator('[data-sheet]').waitFor({ state: 'attached' });
  await stage.page.emulateMedia({ media: 'print' });
}

const LIST: Moment[] = [
  { name: 'row-menu', who: 'director', reach: (stage) => atRow(stage, '.') },
  { name: 'assign', who: 'director', reach: (stage) => atRow(stage, 'a') },
  { name: 'escalate-row', who: 'director', reach: (stage) => atRow(stage, 'e') },
  {
    name: 'selection',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await stage.page.keyboard.press('x');
      await stage.page.getByTestId('selection').waitFor();
    },
  },
  {
    name: 'filters',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await stage.page.getByText('Filters and display').click();
    },
  },
  {
    name: 'save-view',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, 'Save view…');
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'export',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, 'Export…');
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  { name: 'shortcuts', who: 'director', reach: (stage) => atRow(stage, '?') },
  {
    name: 'user-menu',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, /Dagny Ferrars/);
    },
  },
  {
    name: 'emergency',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, /Dagny Ferrars/);
      await press(stage, 'If something does not work…');
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'start-shift',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await stage.page.getByTestId('sound').click();
      await press(stage, 'Play the test tone', stage.page.getByRole('dialog'));
    },
  },
  {
    name: 'worklist-empty',
    who: 'director',
    reach: async (stage) => {
      await amend(stage, '**/api/v1/worklist?*', (answer) => ({
        ...answer,
        items: [],
        counts: Object.fromEntries(Object.keys(answer.counts as object).map((name) => [name, 0])),
      }));
      await stage.page.goto('/worklist');
      await stage.page.getByText('No open critical results.').waitFor();
    },
  },
  {
    name: 'worklist-loading',
    who: 'director',
    isBusy: true,
    reach: async ({ page }) => {
      await page.route('**/api/v1/worklist?*', () => undefined);
      await page.goto('/worklist');
      await page.locator('[aria-busy="true"] .mantine-Skeleton-root').first().waitFor();
    },
  },
  {
    name: 'worklist-failed',
    who: 'director',
    reach: async ({ page }) => {
      await page.route('**/api/v1/worklist?*', (route) =>
        route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          json: {
            type: 'about:blank',
            title: 'Internal error',
            status: 500,
            code: 'http.internal',
            detail: 'Something failed on our side.',
            requestId: 'r-77',
          },
        }),
      );
      await page.goto('/worklist');
      await page.getByText('The worklist could not be loaded').waitFor();
    },
  },
];

const PANEL: Moment[] = [
  { name: 'panel-next', who: 'director', reach: async (stage) => atPanel(stage, 'Linnet') },
  {
    name: 'panel-mismatch',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await reached(stage, '8.6');
      await press(stage, 'Save and close as Done');
      await stage.page.getByText('Read back 8.6').waitFor();
    },
  },
  {
    name: 'panel-confirm',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await reached(stage, '6.8');
      await press(stage, 'Save and close as Done');
      await stage.page.getByTestId('confirm').waitFor();
    },
  },
  {
    name: 'panel-earlier',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await stage.page.getByRole('radio', { name: 'No answer' }).check();
      await stage.page.getByLabel('Time of the call').fill(clockOf(20));
      await stage.page.getByLabel('Reason for recording later').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'panel-note',
    who: 'director',
    reach: async (stage) => {
      await atFirstRow(stage);
      await stage.page.keyboard.press('n');
      await stage.page.getByLabel('Comment').waitFor();
    },
  },
  {
    name: 'escalate',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await press(stage, 'Escalate now…');
    },
  },
  {
    name: 'close-without-call',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await press(stage, 'Close without a call…');
    },
  },
  {
    name: 'add-contact',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await press(stage, 'Add another contact…');
    },
  },
  {
    name: 'skip-contact',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await press(stage, /^Skip/);
    },
  },
  {
    name: 'take-over',
    who: 'director',
    reach: async (stage) => {
      const billId = await stage.receive('Siskin');
      await (await stage.as('technologist')).send('POST', `/api/v1/bills/${billId}/claim`);
      await atOrder(stage, billId);
      await press(stage, 'Take over');
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'waiting-closing',
    who: 'director',
    reach: async (stage) => {
      const billId = await stage.receive('Twite');
      await askToClose(stage, billId);
      await atOrder(stage, billId);
      await stage.page.getByTestId('waiting-closing').waitFor();
    },
  },
  {
    name: 'conflict',
    who: 'director',
    reach: async (stage) => {
      const billId = await atPanel(stage, 'Brambling');
      await reached(stage, '6.8');
      await closeElsewhere(stage, billId);
      await stage.page.getByTestId('conflict').getByText('closed this as Done').waitFor();
    },
  },
  {
    name: 'corrected',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Dunnock');
      await reached(stage, '6.8');
      await stage.receive('Dunnock', { status: 'C' });
      await stage.page.getByTestId('changed').waitFor();
    },
  },
  {
    name: 'offline',
    who: 'director',
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await stage.page.route('**/callouts', (route) => route.abort('connectionreset'));
      await stage.page.getByRole('radio', { name: 'No answer' }).check();
      await press(stage, 'Save attempt');
      await stage.page.getByTestId('offline').waitFor();
    },
  },
  {
    name: 'panel-unknown',
    who: 'director',
    reach: async ({ page }) => {
      await page.goto('/worklist/987654321');
      await page
        .locator('[data-region="panel"]')
        .getByText(/not|unknown/i)
        .first()
        .waitFor();
    },
  },
];

const OTHERS: Moment[] = [
  {
    name: 'delivery',
    who: 'supervisor',
    reach: async ({ page }) => {
      await page.goto('/deliveries?show=all');
      await page.locator('tbody th a').first().click();
      await page.locator('[data-region="panel"] h2').first().waitFor();
    },
  },
  {
    name: 'channels',
    who: 'supervisor',
    reach: async ({ page }) => {
      await page.goto('/deliveries');
      await page.getByRole('button', { name: /^Channels/ }).click();
    },
  },
  {
    name: 'quarantine-message',
    who: 'integrator',
    reach: async ({ page }) => {
      await page.goto('/settings/integration?part=quarantine');
      await page.locator('tbody th a').first().click();
      await page.getByRole('dialog').or(page.locator('pre')).first().waitFor();
    },
  },
  {
    name: 'tried-message',
    who: 'integrator',
    reach: async ({ page }) => {
      await page.goto('/settings/integration?part=try');
      await page
        .getByLabel('HL7 v2 message')
        .fill(
          'MSH|^~\\&|LAB|H|||20261123||ORU^R01|T1|P|2.5\rPID|1||77001||Crane^Ida||19700101|F\rORC|RE|T-1\rOBR|1|T-1||K^Potassium\rOBX|1|NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|HH|||F',
        );
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByTestId('tried').waitFor();
    },
  },
  {
    name: 'enter-result',
    who: 'supervisor',
    reach: async (stage) => {
      await stage.page.goto(`/patients/${stage.world.patientId}`);
      await press(stage, /^Enter a/);
      await stage.page.getByRole('dialog').waitFor();
    },
  },
  { name: 'no-such-page', who: 'director', reach: ({ page }) => page.goto('/nowhere/at/all') },
  { name: 'no-permission', who: 'technologist', reach: ({ page }) => page.goto('/settings/users') },
  {
    name: 'strips',
    who: 'director',
    reach: async (stage) => {
      await amend(stage, '**/api/v1/status', (answer) => ({
        ...answer,
        feeds: [{ name: 'Practice laboratory system', silentSince: minutesAgo(75) }],
        auditFailure: { seq: 4821, reason: 'hash', at: minutesAgo(12) },
      }));
      await stage.page.goto('/worklist');
      await stage.page.getByTestId('audit-failure').waitFor();
      await firstRow(stage.page).waitFor();
    },
  },
];

const PAPER: Moment[] = [
  {
    name: 'downtime-sheet',
    who: 'director',
    isPaper: true,
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, /Dagny Ferrars/);
      await press(stage, 'If something does not work…');
      await onPaper(stage, () => press(stage, 'Print the downtime sheet'));
    },
  },
  {
    name: 'call-sheet',
    who: 'director',
    isPaper: true,
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await onPaper(stage, () => press(stage, 'Print call sheet'));
    },
  },
  {
    name: 'order-sheet',
    who: 'director',
    isPaper: true,
    reach: async (stage) => {
      await atOrder(stage, stage.world.billId);
      await onPaper(stage, () => press(stage, 'Print with history'));
    },
  },
  {
    name: 'handover-sheet',
    who: 'director',
    isPaper: true,
    reach: async (stage) => {
      await stage.page.goto(`/handover/${stage.world.handoverId}`);
      await onPaper(stage, () => press(stage, 'Print'));
    },
  },
  {
    name: 'patient-sheet',
    who: 'director',
    isPaper: true,
    reach: async (stage) => {
      await stage.page.goto(`/patients/${stage.world.patientId}`);
      await onPaper(stage, () => press(stage, 'Print'));
    },
  },
];

const IDLE_WARNING_MS = 13 * 60_000 + 2_000;
const DOWNTIME_MS = 95_000;

const LAST: Moment[] = [
  {
    name: 'session-warning',
    who: 'director',
    isLast: true,
    reach: async ({ page }) => {
      await page.clock.install();
      await page.goto('/worklist');
      await firstRow(page).waitFor();
      await page.clock.runFor(IDLE_WARNING_MS);
      await page.getByTestId('session-warning').waitFor();
    },
  },
  {
    name: 'stale',
    who: 'director',
    isLast: true,
    reach: async ({ page, context }) => {
      await page.clock.install();
      await page.goto('/worklist');
      await firstRow(page).waitFor();
      await context.setOffline(true);
      await page.clock.runFor(DOWNTIME_MS);
      await page.getByTestId('downtime').waitFor();
    },
  },
  {
    name: 'locked',
    who: 'director',
    isLast: true,
    reach: async (stage) => {
      await atFirstRow(stage);
      await press(stage, /Dagny Ferrars/);
      await press(stage, 'Lock the screen');
      await stage.page.getByRole('dialog', { name: 'Locked' }).waitFor();
    },
  },
  {
    name: 'session-ended',
    who: 'director',
    isLast: true,
    reach: async (stage) => {
      await atPanel(stage, 'Linnet');
      await stage.context.clearCookies();
      await stage.page.getByRole('radio', { name: 'No answer' }).check();
      await press(stage, 'Save attempt');
      await stage.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    },
  },
  {
    name: 'sign-in-refused',
    who: null,
    isLast: true,
    reach: async ({ page }) => {
      await page.goto('/sign-in');
      await page.getByLabel('User name').fill('nobody');
      await page.getByLabel('Password', { exact: true }).fill('a wrong password indeed');
      await page.keyboard.press('Enter');
      await page.getByText('Wrong user name or password.').waitFor();
    },
  },
];

export const MOMENTS: readonly Moment[] = [...LIST, ...PANEL, ...OTHERS, ...PAPER, ...LAST];
