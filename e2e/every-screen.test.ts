import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { openPage, type Visit } from './browser.ts';
import { type Hospital, openHospital, signInAt } from './hospital.ts';
import { enliven } from './lively-lab.ts';
import { smallTargets, unmarkedFocus } from './measures.ts';
import { sendOverMllp } from './mllp.ts';
import { fillPractice, PRACTICE_MINUTES } from './practice.ts';
import { listRoutes, SCREENS, type Screen, settled, type Who, type World } from './screen-list.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
type Theme = (typeof THEMES)[number];
const { PICTURES } = process.env;
/** Some fifty screens; what a busy machine makes of them. */
const ALL_SCREENS_MS = 600_000;
const NOWHERE = 987_654;
const EMPTY: World = {
  billId: NOWHERE,
  patientId: NOWHERE,
  handoverId: NOWHERE,
  limitId: NOWHERE,
  policyId: NOWHERE,
  wardId: NOWHERE,
  search: 'nobody',
};

/** Who is signed in is known, and the stream is open: it is the screen's own question that is not answered. */
const OWN_QUESTION = '/api/v1/(?!me\\b|events\\b|preferences\\b)';
const BROKEN = {
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  code: 'http.internal',
  detail: 'Something failed on our side.',
  requestId: 'req-77',
};

let hospital: Hospital;
let world: World;
const visits = new Map<Who, Visit>();
/** Whether a question of somebody's screen goes to the server; false: it fails. A promise holds it. */
const gates = new Map<Who, () => boolean | Promise<boolean>>();

beforeAll(async () => {
  hospital = await openHospital({ openedMinutesAgo: PRACTICE_MINUTES });
  for (const who of new Set(SCREENS.map((screen) => screen.who))) {
    const visit = await openPage(hospital.browser, hospital.lab.baseUrl, { width: 1280, height: 900 });
    visits.set(who, visit);
    await watchQuestions(visit, () => (gates.get(who) ?? (() => true))());
    if (who) await hospital.lab.signIn(who, { userName: who, name: `Test ${who}` });
  }
  await signEverybodyIn();
});
afterAll(() => hospital.close());

async function signEverybodyIn(): Promise<void> {
  for (const [who, { page }] of visits) {
    if (!who) continue;
    await page.goto('/sign-in');
    await signInAt(page, who);
    await page.getByTestId('connection').waitFor();
  }
}

async function openScreen(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
  const { pathname } = new URL(page.url());
  // Somebody whose session is over sees the sign-in, which is fine in itself and not what was to be looked at.
  if (pathname !== new URL(address, page.url()).pathname) throw new Error(`led to ${pathname}`);
}

/** Held before they take one of the browser's few connections, which the rest of the page needs. */
async function watchQuestions({ context }: Visit, mayGo: () => boolean | Promise<boolean>): Promise<void> {
  await context.exposeFunction('mayGo', mayGo);
  await context.addInitScript(
    ([pattern, broken]) => {
      const ask = window.fetch;
      const { mayGo: gate } = window as unknown as { mayGo: () => Promise<boolean> };
      window.fetch = async (input, init) => {
        const path = input instanceof Request ? input.url : String(input);
        if (!new RegExp(pattern ?? '').test(path) || (await gate())) return ask(input, init);
        return new Response(broken ?? '', { status: 500, headers: { 'content-type': 'application/problem+json' } });
      };
    },
    [OWN_QUESTION, JSON.stringify(BROKEN)],
  );
}

/** Everything axe knows in the first theme; in the others what a theme can change. */
async function violationsOf(page: Page, [first = 'light', ...others]: readonly Theme[] = THEMES): Promise<string[]> {
  const wear = (theme: string): Promise<void> =>
    page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
      document.documentElement.dataset.mantineColorScheme = name === 'light' ? 'light' : 'dark';
    }, theme);
  await wear(first);
  const found = (await findViolations(page)).map((one) => `${first}: ${one}`);
  for (const theme of others) {
    await wear(theme);
    found.push(...(await findViolations(page, ['color-contrast'])).map((one) => `${theme}: ${one}`));
  }
  await wear('light');
  return found;
}

/** Each person goes through their screens in their own window; two windows at a time. */
async function goThrough(screens: readonly Screen[], look: (screen: Screen, page: Page) => Promise<string[]>): Promise<string[]> {
  const queues = [...visits].map(([who, { page }]) => ({
    page,
    own: screens.filter((screen) => screen.who === who),
  }));
  queues.sort((left, right) => right.own.length - left.own.length);
  const problems: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = queues.shift(); next; next = queues.shift()) {
      for (const screen of next.own) {
        const found = await look(screen, next.page).catch((error: Error) => [error.message.slice(0, 300)]);
        problems.push(...found.map((one) => `${screen.name}: ${one}`));
      }
    }
  };
  await Promise.all([work(), work()]);
  return problems;
}

it('every route of the application has a screen here', () => {
  expect([...new Set(SCREENS.map(({ route }) => route))].sort()).toEqual(listRoutes());
});

it('empty: every screen before anything has come', { timeout: ALL_SCREENS_MS }, async () => {
  const first = SCREENS.filter(({ isPart }) => !isPart);
  const problems = await goThrough(first, async ({ name, address }, page) => {
    await openScreen(page, address(EMPTY));
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/empty-${name}.png` });
    return violationsOf(page);
  });
  expect(problems).toEqual([]);
});

/** 320 px wide is 1280 at 400 %: the page is read in one direction. */
async function beyondEdge(page: Page): Promise<string[]> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 320, height });
  const wide = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    if (document.documentElement.scrollWidth <= 320) return [];
    const outside = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > 321);
    return outside.slice(0, 3).map((one) => `beyond the edge at 320 px: ${one.tagName} ${(one.textContent ?? '').slice(0, 40)}`);
  });
  await page.setViewportSize({ width, height });
  return wide;
}

it('open: every screen with something on it; everything that can be pressed is large enough, and the focus is seen', {
  timeout: ALL_SCREENS_MS,
}, async () => {
  await fillPractice(hospital);
  await sendOverMllp(hospital.lab.mllpPort, 'MSH|^~\\&|LAB|H|||20261123||ORU^R01|BAD1|P|2.5\rOBX|1|NM|2823-3^Potassium||6.9');
  world = await enliven((role) => hospital.lab.signIn(role, { userName: `${role}.asks` }), hospital.lab.clock.now());
  // The morning that has passed was longer than anybody may sit idle.
  await signEverybodyIn();
  const problems = await goThrough(SCREENS, async ({ name, address, isPart }, page) => {
    await openScreen(page, address(world));
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/open-${name}.png` });
    if (await page.locator('section[role="alert"]').count()) return ['an error stands on it'];
    const small = (await smallTargets(page)).map((one) => `too small: ${one}`);
    // Further faces of a screen are made of the same pieces: one theme each, in turn.
    const themes = isPart ? THEMES.slice(name.length % 3).slice(0, 1) : THEMES;
    const found = await violationsOf(page, themes);
    const unseen = (await unmarkedFocus(page)).map((one) => `focus not seen: ${one}`);
    return [...found, ...small, ...unseen, ...(await beyondEdge(page))];
  });
  expect(problems).toEqual([]);
});

/** Every error says what failed, what is still true, what to do, and a number to quote. */
const incomplete = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('section[role="alert"]')].flatMap((panel) => {
      const says = [...panel.querySelectorAll('p')].filter((line) => (line.textContent ?? '').trim() !== '');
      const isWhole = panel.querySelector('h2')?.textContent && says.length >= 3 && /req-77/.test(panel.textContent ?? '');
      return isWhole ? [] : [`an error that does not say everything: ${panel.textContent}`];
    }),
  );

it('loading, then failed: every screen is calm, never looks empty, and says what it is to say of an error', {
  timeout: ALL_SCREENS_MS,
}, async () => {
  const asking = SCREENS.filter(({ isStill, isPart }) => !isStill && !isPart);
  const problems = await goThrough(asking, async ({ name, who, address }, page) => {
    let release = (): void => undefined;
    const held = new Promise<boolean>((resolve) => {
      release = () => resolve(false);
    });
    gates.set(who, () => held);
    try {
      await page.goto(address(world));
      // Lines in the shape of what comes, after the moment in which most answers arrive.
      await page.locator('[aria-busy="true"] .mantine-Skeleton-root').first().waitFor();
      const loading = (await violationsOf(page)).map((one) => `loading: ${one}`);
      release();
      await page.locator('section[role="alert"]').first().waitFor();
      await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/failed-${name}.png` });
      const found = [...loading, ...(await violationsOf(page)), ...(await incomplete(page))];
      if (await page.getByTestId('empty').count()) found.push('looks empty, and could not be loaded');
      return found;
    } finally {
      release();
      gates.delete(who);
    }
  });
  expect(problems).toEqual([]);
});
