import { ROLES, roleMay } from '@critical-callout/domain/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteEntry } from '../../src/auth/index.ts';
import type { Visitor } from '../lab.ts';
import { type Belongings, startTwoLabs, type TwoLabs } from '../two-labs.ts';

/**
 * What a route's id names, by the part of its address before the id. A route with an id that is not here fails the test
 * below: say what it names, and put one of it into each lab of two-labs.ts.
 */
const NAMED: Record<string, keyof Belongings> = {
  '/api/v1/directory/doctors': 'doctors',
  '/api/v1/directory/organizations': 'organizations',
  '/api/v1/directory/wards': 'wards',
  '/api/v1/directory/persons': 'persons',
  '/api/v1/directory/contact-points': 'contactPoints',
  '/api/v1/directory/delegations': 'delegations',
  '/api/v1/directory/schedules': 'schedules',
  '/api/v1/directory/tasks': 'directoryTasks',
  '/api/v1/bills': 'bills',
  '/api/v1/patients': 'patients',
  '/api/v1/orders': 'bills',
  '/api/v1/lab-reports': 'labReports',
  '/api/v1/inbound-messages': 'inboundMessages',
  '/api/v1/order-messages': 'inboundMessages',
  '/api/v1/sources': 'sources',
  '/api/v1/deliveries': 'deliveries',
  '/api/v1/users': 'users',
  '/api/v1/api-keys': 'apiKeys',
  '/api/v1/limits': 'limits',
  '/api/v1/limits/back-tests': 'backTests',
  '/api/v1/list-options': 'listOptions',
  '/api/v1/mappings': 'mappings',
  '/api/v1/escalation-policies': 'escalationPolicies',
  '/api/v1/handovers': 'handovers',
  '/api/v1/worklist-views': 'worklistViews',
  '/api/v1/repeat-rules': 'repeatRules',
  '/api/v1/manual-results': 'manualResults',
};

const UNKNOWN: Belongings = {
  doctors: 987_654,
  organizations: 987_654,
  wards: 987_654,
  persons: 987_654,
  contactPoints: 987_654,
  delegations: 987_654,
  schedules: 987_654,
  directoryTasks: 987_654,
  bills: 987_654,
  patients: 987_654,
  labReports: 987_654,
  inboundMessages: 987_654,
  sources: 987_654,
  backTests: 987_654,
  deliveries: 987_654,
  users: 'nobody-at-all',
  apiKeys: 987_654,
  limits: 987_654,
  mappings: '00000000-0000-4000-8000-000000987654',
  listOptions: 987_654,
  escalationPolicies: 987_654,
  handovers: 987_654,
  worklistViews: 987_654,
  repeatRules: 987_654,
  manualResults: 987_654,
};

/** Bodies good enough to reach the id; without one the answer would be about the body, and prove nothing. */
const BODIES: Record<string, (own: Belongings) => unknown> = {
  'POST /api/v1/bills/:id/callouts': ({ labReports }) => ({ labReportIds: [labReports], isDraft: true, notification: calling }),
  'PUT /api/v1/bills/:id/typed-text': () => ({ seenVersion: 1, form: { comment: 'asked to call back' } }),
  'POST /api/v1/bills/:id/close': ({ labReports }) => ({
    labReportIds: [labReports],
    code: 'patient-deceased',
    comment: 'told by the ward',
  }),
  'POST /api/v1/bills/:id/close/confirm': () => ({ closingId: 987_654 }),
  'POST /api/v1/bills/:id/close/decline': () => ({ closingId: 987_654 }),
  'POST /api/v1/bills/:id/contacts': () => ({ name: 'Dr Hill', phone: '555-0177' }),
  'POST /api/v1/bills/:id/contacts/skip': () => ({ party: null, name: 'Dr Hill', reason: 'in theatre' }),
  'POST /api/v1/bills/:id/take-over': () => ({ reason: 'she went home' }),
  'POST /api/v1/bills/:id/assign': () => ({ userId: null }),
  'PUT /api/v1/bills/:id/presence': () => ({ isCalling: false }),
  'PUT /api/v1/worklist-views/:id': () => ({ name: 'Late', view: { filters: { state: 'overdue' } } }),
  'POST /api/v1/handovers/:id/accept': () => ({}),
  'POST /api/v1/handovers/:id/withdraw': () => ({ reason: 'staying on' }),
  'POST /api/v1/handovers/:id/notes': () => ({ text: 'which telephone?' }),
  'POST /api/v1/patients/:id/manual-results': () => ({
    parameter: { name: 'Potassium' },
    value: '6.8',
    severity: 'critical-high',
    resultedAt: '2026-11-23T09:50:00Z',
    receivedThrough: 'telephone',
    receivedFrom: 'Ward laboratory',
    verifiedBy: 'Kim Park',
  }),
  'POST /api/v1/patients/:id/log': () => ({ reason: 'asked for by the patient' }),
  'POST /api/v1/manual-results/:id/withdraw': () => ({ reason: 'another patient' }),
  'POST /api/v1/lab-reports/:id/notify': () => ({ isDraft: true, notification: calling }),
  'POST /api/v1/lab-reports/:id/open-repeat': () => ({ reason: 'asked for by the ward' }),
  'POST /api/v1/repeat-rules/:id/approve': () => ({ reason: 'checked by two' }),
  'POST /api/v1/lab-reports/:id/sign': () => ({ via: 'manual' }),
  'POST /api/v1/lab-reports/:id/dismiss': () => ({ reason: 'entered twice' }),
  'POST /api/v1/lab-reports/:id/restore': () => ({ reason: 'entered twice' }),
  'PUT /api/v1/directory/doctors/:id': () => ({ code: 'D1', name: 'Dr Ada Finch' }),
  'PUT /api/v1/directory/organizations/:id': () => ({ code: 'ORG', name: 'Harbour Clinic' }),
  'PUT /api/v1/directory/wards/:id': () => ({ code: 'W9', name: 'Ward 9' }),
  'PUT /api/v1/directory/persons/:id': () => ({ code: 'P1', name: 'Nurse Kim' }),
  'PUT /api/v1/directory/contact-points/:id': ({ persons }) => ({
    owner: { kind: 'person', id: persons },
    channel: 'pager',
    value: '78',
  }),
  'POST /api/v1/directory/contact-points/:id/verify': () => ({ how: 'call' }),
  'POST /api/v1/directory/contact-points/:id/confirm-code': () => ({ code: '123456' }),
  'PUT /api/v1/directory/delegations/:id': ({ doctors, persons }) => ({
    doctorId: doctors,
    coveredBy: { kind: 'person', id: persons },
    from: '2026-11-23T10:00:00Z',
    to: '2026-11-23T11:00:00Z',
  }),
  'PUT /api/v1/directory/schedules/:id': ({ wards, persons }) => ({
    code: 'R1',
    name: 'Ward 9 days',
    duty: 'on-call',
    of: { kind: 'ward', id: wards },
    firstDay: '2026-11-01',
    handover: '08:00',
    turnHours: 24,
    members: [{ kind: 'person', id: persons }],
  }),
  'PUT /api/v1/directory/schedules/:id/feed': () => ({ content: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' }),
  'POST /api/v1/directory/tasks/:id/close': () => ({ note: 'number corrected' }),
  'POST /api/v1/deliveries/:id/link/withdraw': () => ({ reason: 'went to a wrong address' }),
  'POST /api/v1/deliveries/:id/cancel': () => ({ reason: 'not needed any more' }),
  'POST /api/v1/deliveries/:id/handled': () => ({ reason: 'told by telephone' }),
  'POST /api/v1/deliveries/:id/follow': () => ({ channel: 'fax' }),
  'POST /api/v1/inbound-messages/:id/discard': () => ({ reason: 'sent by mistake' }),
  'PUT /api/v1/sources/:id': () => ({ name: 'Laboratory system', version: 1 }),
  'POST /api/v1/sources/:id/try': () => ({ text: 'MSH|^~\\&|LIS' }),
  'POST /api/v1/bills/:id/escalate-now': () => ({ reason: 'nobody answers' }),
  'POST /api/v1/bills/:id/overhead-pages/made': () => ({ pageId: 1 }),
  'POST /api/v1/escalation-policies/:id/approve': () => ({ reason: 'checked by two' }),
  'POST /api/v1/limits/:id/approve': () => ({ reason: 'checked by two' }),
  'POST /api/v1/list-options/:id/approve': () => ({ reason: 'checked by two' }),
  'POST /api/v1/users/:id/end-sessions': () => ({ sessionId: 'no such session' }),
  'POST /api/v1/users/:id/cover-role': () => ({ role: 'caller', until: '2026-11-30T10:00:00Z', reason: 'cover for Kim' }),
  'PATCH /api/v1/users/:id': () => ({ isActive: true }),
};
const calling = {
  recipients: ['others'],
  sendEmail: false,
  sendFax: false,
  sendSms: false,
  sendWhatsapp: false,
  other: { name: 'Nurse Kim' },
  notifiedByCall: { name: 'Nurse Kim', contact: '555-0101' },
  outcome: 'no-answer',
};

let world: TwoLabs;
let routes: RouteEntry[];
beforeAll(async () => {
  world = await startTwoLabs();
  routes = world.server.app.http.routeTable.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
});
afterAll(() => world?.server.close());

const nameOf = ({ method, url }: RouteEntry) => `${method} ${url}`;
const namedBy = (url: string): keyof Belongings | undefined => NAMED[url.slice(0, url.indexOf('/:'))];
const addressOf = (route: RouteEntry, ids: Belongings) =>
  route.url.replace(/:\w+/, String(ids[namedBy(route.url) ?? 'bills'])).replace('*', 'no-such-page');

/** Status and problem of an answer; a stream is closed as soon as it has answered. */
async function ask(
  visitor: Visitor | null,
  { method }: RouteEntry,
  path: string,
  body?: unknown,
): Promise<{ status: number; code: string | null; text: string }> {
  const stop = new AbortController();
  const headers: Record<string, string> = { ...(visitor?.headers ?? { origin: world.server.baseUrl }) };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${world.server.baseUrl}${path}`, {
    method,
    headers,
    signal: stop.signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    stop.abort();
    return { status: answer.status, code: null, text: '' };
  }
  const text = await answer.text();
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  return { status: answer.status, code: isProblem ? (JSON.parse(text) as { code: string }).code : null, text };
}

describe('every route', () => {
  it('is known to this test: enough routes, each with its permission', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ permission }) => permission === null)).toEqual([]);
    const open = routes.filter(({ permission }) => permission === 'public').map(nameOf);
    // Whoever opens another address to the world says so here.
    expect(open.filter((route) => route !== 'GET /*').sort()).toEqual([
      'GET /a/:token',
      'GET /api/auth/notices',
      'POST /a/:token',
      'POST /api/auth/reset-password',
      'POST /api/auth/sign-in/email',
      'POST /api/auth/sign-in/username',
      'POST /api/auth/sign-out',
      'POST /api/v1/delivery-status/fax',
      'POST /api/v1/delivery-status/twilio',
    ]);
  });

  it('names what its id stands for, so that the own, other and unknown of it can be asked for', () => {
    // A token is no id: whom a link lets in is for acknowledgement-guard.test.ts.
    const withId = routes.filter(({ url, permission }) => url.includes('/:') && permission !== 'public');
    expect(withId.filter(({ url }) => namedBy(url) === undefined).map(nameOf)).toEqual([]);
  });

  it('answers 401 to whoever is not signed in, before it looks at anything', async () => {
    for (const route of routes.filter(({ permission }) => permission !== 'public')) {
      for (const ids of [world.north.own, UNKNOWN]) {
        expect(await ask(null, route, addressOf(route, ids)), nameOf(route)).toMatchObject({
          status: 401,
          code: 'auth.signed-out',
        });
      }
    }
  });

  it.each(ROLES)(
    "lets the role %s in where it has the permission, and answers 403 with the permission's name elsewhere",
    async (role) => {
      for (const route of routes) {
        const { permission } = route;
        if (permission === 'public' || permission === null) continue;
        const answer = await ask(world.north.visitors[role], route, addressOf(route, UNKNOWN));
        if (permission === 'signed-in' || roleMay(role, permission)) {
          expect(['auth.signed-out', 'auth.not-permitted', 'auth.reason-missing'], `${role} ${nameOf(route)}`).not.toContain(
            answer.code,
          );
          expect(answer.status, `${role} ${nameOf(route)}`).toBeLessThan(500);
        } else {
          expect(answer, `${role} ${nameOf(route)}`).toMatchObject({ status: 403, code: 'auth.not-permitted' });
          expect(answer.text).toContain(permission);
        }
      }
    },
  );
});

describe('the same route', () => {
  const allowed = (route: RouteEntry): Visitor => {
    const role = ROLES.find(
      (one) =>
        one !== 'support' &&
        route.permission !== null &&
        route.permission !== 'public' &&
        route.permission !== 'signed-in' &&
        roleMay(one, route.permission),
    );
    return world.north.visitors[role ?? 'technologist'];
  };
  /** The answer without what is different by design: the request's id, and the id asked for. */
  const stripped = ({ status, text }: { status: number; text: string }, id: string | number) => ({
    status,
    body: text.replaceAll(/"requestId":"[^"]*"/g, '').replaceAll(new RegExp(`\\b${id}\\b`, 'g'), 'ID'),
  });

  it("answers alike to an id of another lab and an id of nothing, and differently to one's own", async () => {
    const withIds = routes.filter(({ url, permission }) => url.includes('/:') && permission !== 'public');
    expect(withIds.length).toBeGreaterThan(5);
    for (const route of withIds) {
      const name = nameOf(route);
      const kind = namedBy(route.url) ?? 'bills';
      const visitor = allowed(route);
      const body = BODIES[name]?.(world.north.own);
      const probe = (ids: Belongings) => ask(visitor, route, addressOf(route, ids), body);
      const [other, unknown] = [await probe(world.south.own), await probe(UNKNOWN)];
      expect(stripped(other, world.south.own[kind]), name).toEqual(stripped(unknown, UNKNOWN[kind]));
      expect(other, `${name} (is there a body for it in BODIES?)`).toMatchObject({ status: 404 });
      const own = await probe(world.north.own);
      expect([400, 404], `${name} answers ${own.status} ${own.code} to its own`).not.toContain(own.status);
    }
  });

  it('answers alike where the id is in the query or the body', async () => {
    const { technologist } = world.north.visitors;
    const inQuery = async (path: string) =>
      stripped(await ask(technologist, { method: 'GET', url: path, permission: null }, path), 0).body;
    for (const [path, key] of [
      ['/api/v1/callout-logs?billId=', 'bills'],
      ['/api/v1/callout-logs?labReportId=', 'labReports'],
      ['/api/v1/deliveries?billId=', 'bills'],
      ['/api/v1/directory/contact-points?ownerKind=person&ownerId=', 'persons'],
      ['/api/v1/directory/delegations?doctorId=', 'doctors'],
    ] as const) {
      expect(await inQuery(`${path}${world.south.own[key]}`), path).toBe(await inQuery(`${path}${UNKNOWN[key]}`));
    }
    const select = async (labReportId: number) => {
      const answer = await technologist.send('POST', `/api/v1/bills/${world.north.open.billId}/callouts`, {
        labReportIds: [labReportId],
        isDraft: true,
        notification: calling,
      });
      return stripped({ status: answer.status, text: await answer.text() }, labReportId);
    };
    for (const [path, key] of [
      ['limits', 'limits'],
      ['list-options', 'listOptions'],
    ] as const) {
      const approve = async (one: number) => {
        const answer = await world.north.visitors.director.send('POST', `/api/v1/${path}/approve`, { ids: [one] });
        expect(answer.status, path).toBeGreaterThanOrEqual(400);
        return stripped({ status: answer.status, text: await answer.text() }, one);
      };
      expect(await approve(world.south.own[key]), path).toEqual(await approve(UNKNOWN[key]));
    }
    const foreign = await select(world.south.own.labReports);
    expect(foreign).toEqual(await select(UNKNOWN.labReports));
    expect(foreign.status).toBeGreaterThanOrEqual(400);
  });

  it('a cookie of one lab opens nothing of another, whatever header says so', async () => {
    const answer = await world.north.visitors.technologist.get('/api/v1/me', { 'x-lab-id': String(world.south.labId) });
    expect(await answer.json()).toMatchObject({ lab: { id: world.north.labId }, labs: [{ id: world.north.labId }] });
  });
});
