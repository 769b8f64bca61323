import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '@critical-callout/domain/auth';
import type { Browser, BrowserContext } from 'playwright-core';
import { openPage, type Visit, type VisitOptions } from './browser.ts';
import type { Asking } from './lively-lab.ts';
import { type Order, oru, sendOverMllp } from './mllp.ts';

const PROGRAM = fileURLToPath(new URL('../packages/server/bin/critical-callout.js', import.meta.url));
const PORTS = { http: '3901', mllp: 2901 };
const SIZE = { width: 1280, height: 720 };

export type Practice = { url: string; password: string; users: { userName: string; role: Role }[] };

/** The practice laboratory as `npm run demo` starts it, on a database of its own that goes away with it. */
export async function startPractice(): Promise<{ practice: Practice; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'screens-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  const env = {
    ...process.env,
    CALLOUT_DATA_DIR: join(folder, 'data'),
    CALLOUT_HTTP_PORT: PORTS.http,
    CALLOUT_MLLP_PORT: String(PORTS.mllp),
  };
  const child = spawn(process.execPath, [PROGRAM, 'demo', '--json', '--seed', '7', '--speed', '40', '--messages', '120'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const stop = (): void => {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      child.kill('SIGTERM');
    };
    return { practice: JSON.parse(line) as Practice, stop };
  }
  throw new Error('the practice laboratory ended before it was ready');
}

const userOf = (users: Practice['users'], role: Role): string => users.find((user) => user.role === role)?.userName ?? '';

/** Asks the practice laboratory as one of its people, without a screen. */
export async function signedIn({ url, password, users }: Practice, role: Role): Promise<Asking> {
  const username = userOf(users, role);
  const origin = { origin: url, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: origin,
    body: JSON.stringify({ username, password }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    get: (path) => fetch(url + path, { headers: { cookie } }),
    send: (method, path, body, headers = {}) =>
      fetch(url + path, { method, headers: { ...origin, cookie, ...headers }, body: JSON.stringify(body ?? {}) }),
  };
}

/** Signing in is done once for each person: the cookie does for further windows. */
const cookies = new Map<Role, Awaited<ReturnType<BrowserContext['cookies']>>>();

/** `isOwn`: a session of its own, because what is done there ends it. */
export async function visitAs(
  browser: Browser,
  { url, users, password }: Practice,
  who: Role | null,
  { isOwn = false, ...options }: VisitOptions & { isOwn?: boolean } = {},
): Promise<Visit> {
  const visit = await openPage(browser, url, { ...SIZE, ...options });
  // A machine that takes pictures is slower than one that works.
  visit.page.setDefaultTimeout(60_000);
  const known = who && !isOwn ? cookies.get(who) : undefined;
  if (known) await visit.context.addCookies(known);
  await visit.page.goto(known ? '/preferences' : '/sign-in');
  if (!who) return visit;
  if (!known) {
    await visit.page.getByLabel('User name').fill(userOf(users, who));
    await visit.page.getByLabel('Password', { exact: true }).fill(password);
    await visit.page.keyboard.press('Enter');
  }
  await visit.page.getByTestId('connection').waitFor();
  if (!isOwn) cookies.set(who, await visit.context.cookies());
  return visit;
}

/** Another number for each order: so each patient is another one. */
const numberOf = (text: string): string =>
  String([...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 900_000, 7) + 100_000);

/**
 * Critical potassium over the line of the practice laboratory, from the ward. One order for each family and set: asked for again
 * it is the same one, unless it is sent as corrected.
 */
export function receiver(ask: Asking, set: string): (family: string, more?: Partial<Order>) => Promise<number> {
  const known = new Map<string, number>();
  return async (family, more = {}) => {
    const number = `${family.slice(0, 3).toUpperCase()}-${set}`;
    const earlier = known.get(number);
    if (earlier !== undefined && more.status !== 'C') return earlier;
    const message = oru({
      number,
      patient: { family, given: 'Robin', mrn: numberOf(number), born: '19610214', sex: 'F' },
      test: { code: 'K', name: 'Potassium', specimen: 'Plasma' },
      values: [
        {
          code: '2823-3',
          name: 'Potassium',
          value: more.status === 'C' ? '7.4' : '6.8',
          unit: 'mmol/L',
          range: '3.5-5.1',
          flag: 'HH',
          ...(more.status && { status: more.status }),
        },
      ],
      at: new Date(),
      ward: 'W7B',
      doctor: { code: '7003', family: 'Castellan', given: 'Priya' },
      ...more,
    });
    const said = await sendOverMllp(PORTS.mllp, message);
    if (!said.includes('MSA|AA')) throw new Error(`order ${number} was answered ${said}`);
    for (;;) {
      const { items } = (await (await ask.get(`/api/v1/worklist?tab=pending&q=${number}`)).json()) as {
        items: { billId: number; billNumber: string }[];
      };
      const found = items.find(({ billNumber }) => billNumber === number);
      if (found) {
        known.set(number, found.billId);
        return found.billId;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
}
