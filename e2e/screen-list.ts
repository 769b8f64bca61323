import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Who looks: the role that has most to do on the screen. null: nobody is signed in. */
export type Who = 'director' | 'supervisor' | 'lab-admin' | 'integrator' | null;
/** What the addresses name. */
export type World = {
  billId: number;
  patientId: number;
  handoverId: number;
  limitId: number;
  policyId: number;
  wardId: number;
  search: string;
};

export type Screen = {
  name: string;
  /** The route as the rooms write it; several screens may be of one route. */
  route: string;
  who: Who;
  address: (world: World) => string;
  /** Asks the server for nothing when it opens, so there is nothing to wait for and nothing that fails. */
  isStill?: true;
  /** A further face of a route that stands here already: looked at once it has something to show. */
  isPart?: true;
};

const screen = (
  name: string,
  route: string,
  who: Who,
  address: Screen['address'] = () => route,
  more: Partial<Screen> = {},
): Screen => ({ name, route, who, address, ...more });
/** Further faces of a route, by what stands behind its address. */
const parts = (route: string, who: Who, searches: Record<string, string | ((world: World) => string)>): Screen[] =>
  Object.entries(searches).map(([name, search]) =>
    screen(name, route, who, (world) => route + (typeof search === 'string' ? search : search(world)), { isPart: true }),
  );
const still = { isStill: true } as const;

/** Every screen of the application. A test fails when a route has no line here. */
export const SCREENS: readonly Screen[] = [
  screen('sign-in', '/sign-in', null, undefined, still),
  screen('reset-password', '/reset-password', null, () => '/reset-password#token=none', still),
  screen('worklist', '/worklist', 'director'),
  ...parts('/worklist', 'director', { 'worklist-done': '?tab=done', 'worklist-filtered': '?q=nobody-of-this-name' }),
  screen('panel', '/worklist/$billId', 'director', ({ billId }) => `/worklist/${billId}`),
  screen('search', '/search', 'director', undefined, still),
  ...parts('/search', 'director', { 'search-found': ({ search }) => `?q=${search}`, 'search-none': '?q=nobody' }),
  screen('patient', '/patients/$patientId', 'director', ({ patientId }) => `/patients/${patientId}`),
  ...(['orders', 'results', 'messages', 'audit'] as const).map((show) =>
    screen(`patient-${show}`, '/patients/$patientId', 'director', ({ patientId }) => `/patients/${patientId}?show=${show}`, {
      isPart: true,
    }),
  ),
  screen('order', '/orders/$billId', 'director', ({ billId }) => `/orders/${billId}`),
  screen('deliveries', '/deliveries', 'supervisor'),
  ...parts('/deliveries', 'supervisor', { 'deliveries-all': '?show=all' }),
  screen('handover', '/handover', 'director'),
  screen('handover-detail', '/handover/$handoverId', 'director', ({ handoverId }) => `/handover/${handoverId}`),
  screen('repeats', '/repeats', 'director'),
  screen('preferences', '/preferences', 'director', undefined, still),
  screen('settings', '/settings/', 'director', () => '/settings', still),
  screen('lab', '/settings/lab', 'director'),
  screen('notification', '/settings/notification', 'director'),
  screen('messages', '/settings/messages', 'director'),
  screen('calls', '/settings/calls', 'director'),
  screen('limits', '/settings/limits', 'director'),
  ...parts('/settings/limits', 'director', {
    'limits-answers': '?part=answers',
    'limits-file': '?part=file',
    'limit-new': '?limit=0',
    limit: ({ limitId }) => `?limit=${limitId}`,
  }),
  screen('repeat-rules', '/settings/repeat-rules', 'director'),
  screen('contacts', '/settings/contacts', 'supervisor'),
  ...parts('/settings/contacts', 'supervisor', {
    'contacts-ward': ({ wardId }) => `?kindOf=ward&party=${wardId}`,
    'contacts-tasks': '?part=tasks',
    'contacts-unverified': '?part=unverified',
    'contacts-file': '?part=file',
  }),
  screen('on-call', '/settings/on-call', 'supervisor'),
  ...parts('/settings/on-call', 'supervisor', { 'on-call-rota': '?view=rota', 'on-call-new': '?schedule=new' }),
  screen('policies', '/settings/policies', 'director'),
  ...parts('/settings/policies', 'director', {
    'policy-new': '?policy=new&template=icu',
    policy: ({ policyId }) => `?policy=${policyId}`,
  }),
  screen('users', '/settings/users', 'lab-admin'),
  ...parts('/settings/users', 'lab-admin', {
    'user-new': '?who=new',
    roles: '?people=roles',
    'api-keys': '?people=keys',
    'access-review': '?people=review',
  }),
  screen('integration', '/settings/integration', 'integrator'),
  ...parts('/settings/integration', 'integrator', {
    quarantine: '?part=quarantine',
    'integration-messages': '?part=messages',
    mapping: '?part=mapping',
    'try-a-message': '?part=try',
    'source-new': '?source=0',
  }),
  screen('templates', '/settings/templates', 'director'),
  ...parts('/settings/templates', 'director', { template: '?channel=email&language=en&purpose=first' }),
  screen('health', '/settings/health', 'lab-admin'),
  screen('practice', '/practice', 'director'),
  screen('setup', '/setup', 'lab-admin'),
  ...parts('/setup', 'lab-admin', {
    'setup-feed': '?step=feed',
    'setup-channels': '?step=channels',
    'setup-live': '?step=go-live',
  }),
];

const SOURCES = fileURLToPath(new URL('../packages/web/src/', import.meta.url));

/** The full paths of all routes, as the rooms' route files write them. */
export function listRoutes(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /routes\.tsx?$/.test(name));
  const found = new Map<string, { parent: string; path: string }>();
  for (const name of files) {
    const text = readFileSync(`${SOURCES}${name}`, 'utf8');
    const routes = /const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*path: '([^']+)'/g;
    for (const [, route = '', parent = '', path = ''] of text.matchAll(routes)) found.set(route, { parent, path });
  }
  const parents = new Set([...found.values()].map(({ parent }) => parent));
  const full = (route: string): string => {
    const { parent, path } = found.get(route) ?? { parent: '', path: '' };
    return path.startsWith('/') && !found.has(parent) ? path : `${full(parent)}/${path.replace(/^\//, '')}`;
  };
  // A route that others hang on is a frame and no screen, unless it has a face of its own.
  const frames = [...parents].filter((route) => [...found].some(([, own]) => own.parent === route && own.path === '/'));
  return [...found.keys()]
    .filter((route) => !frames.includes(route))
    .map(full)
    .filter((path) => path !== '/')
    .sort();
}

/** The page stands, and nothing on it is still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
}
