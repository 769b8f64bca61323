import type { Role } from '@critical-callout/domain/auth';
import type { World } from './screen-list.ts';

/** Somebody signed in, who asks the server without a screen. */
export type Asking = {
  get: (path: string) => Promise<Response>;
  send: (method: 'POST' | 'PUT', path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
};
type As = (role: Role) => Promise<Asking>;

const DAY = 86_400_000;

/**
 * What a laboratory has besides results: a ward with its telephone, a rota with a gap, rules and policies, a message to the
 * ordering doctor, a hand-over that waits. Everything goes the way a person's click goes.
 */
export async function enliven(as: As, now: Date): Promise<World> {
  const [director, supervisor, caller] = await Promise.all([as('director'), as('supervisor'), as('technologist')]);
  const wardId = await keepDirectory(supervisor, now);
  const { limitId, policyId } = await writeRules(director);
  const orders = await ask<{ items: { billId: number; patient: { id: number; familyName: string | null } }[] }>(
    caller.get('/api/v1/worklist?tab=pending'),
  );
  const [first] = orders.items;
  if (!first) throw new Error('no order is open');
  await tellByMail(caller, first.billId);
  const offer = { isWholeQueue: true, note: 'The analyser for blood gases is slow today.', items: [lineOf(first.billId)] };
  const { id: handoverId } = await ask<{ id: number }>(caller.send('POST', '/api/v1/handovers', offer));
  const search = first.patient.familyName?.slice(0, 4) ?? 'nobody';
  return { billId: first.billId, patientId: first.patient.id, handoverId, limitId, policyId, wardId, search };
}

const lineOf = (billId: number) => ({
  billId,
  summary: 'Potassium, second sample asked for',
  actions: 'Call the ward again',
  ifThen: 'If nobody answers, the doctor on call',
});

/** The answer, or what was refused. */
async function ask<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function keepDirectory(supervisor: Asking, now: Date): Promise<number> {
  const add = <T = { id: number }>(path: string, body: object): Promise<T> =>
    ask<T>(supervisor.send('POST', `/api/v1/directory${path}`, body));
  const ward = await add('/wards', { code: 'W7B', name: 'Ward 7B, cardiology' });
  const nurse = await add('/persons', { code: 'N1', name: 'Kelly Park', function: 'Charge nurse', credential: 'RN' });
  const owner = { kind: 'ward', id: ward.id };
  const desk = await add('/contact-points', { owner, purpose: 'critical-notification', channel: 'phone', value: '555-0172' });
  await add(`/contact-points/${desk.id}/verify`, { how: 'call' });
  const hours = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }];
  await add('/contact-points', { owner, channel: 'email', value: 'desk7b@harbour.example', hours, preference: 200 });
  await add('/contact-points', { owner: { kind: 'person', id: nurse.id }, channel: 'phone', value: '555-0173' });
  const from = new Date(now.getTime() + DAY).toISOString();
  const to = new Date(now.getTime() + 2 * DAY).toISOString();
  await add('/schedules', {
    code: 'CARD',
    name: 'Cardiology on call',
    duty: 'on-call',
    of: owner,
    firstDay: now.toISOString().slice(0, 10),
    handover: '08:00',
    turnHours: 24,
    members: [{ kind: 'person', id: nurse.id }],
    overrides: [{ from, to, who: null, reason: 'congress' }],
  });
  return ward.id;
}

async function writeRules(director: Asking): Promise<{ limitId: number; policyId: number }> {
  const known = await ask<{ items: { id: number }[] }>(director.get('/api/v1/limits'));
  if (known.items.length === 0) await ask(director.send('POST', '/api/v1/limits/starter'));
  const limits = await ask<{ items: { id: number }[] }>(director.get('/api/v1/limits'));
  await ask(
    director.send('POST', '/api/v1/repeat-rules', {
      parameterCode: '777-3',
      codeSystem: 'LN',
      parameterName: 'Platelets',
      scope: 'window',
      windowHours: 24,
      worseByPercent: '10',
      baseVersion: 0,
      reason: 'agreed with haematology',
      approve: true,
    }),
  );
  const after = (minutes: number) => ({ minutes, from: 'result' });
  const policy = await ask<{ id: number }>(
    director.send('POST', '/api/v1/escalation-policies', {
      match: { location: 'CCU' },
      notifyWithinMinutes: 20,
      warnBeforeMinutes: 5,
      steps: [
        { kind: 'notify', after: after(10), who: 'ward', how: 'call-task', repeat: { everyMinutes: 5, times: 2 } },
        { kind: 'notify', after: after(25), who: 'organization', how: 'email' },
        { kind: 'notify', after: after(30), who: 'supervisor', how: 'call-task' },
        { kind: 'exhausted', after: after(45) },
      ],
      baseVersion: 0,
      reason: 'agreed with intensive care',
      approve: true,
    }),
  );
  return { limitId: limits.items[0]?.id ?? 0, policyId: policy.id };
}

/** Nobody answers the telephone, so the ordering doctor gets a mail with the attempt. */
async function tellByMail(caller: Asking, billId: number): Promise<void> {
  const opened = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const { reports } = (await opened.json()) as { reports: { labReportId: number }[] };
  const body = {
    labReportIds: reports.map(({ labReportId }) => labReportId),
    isDraft: true,
    notification: { recipients: ['referral'], sendEmail: true, outcome: 'no-answer' },
  };
  await ask(caller.send('POST', `/api/v1/bills/${billId}/callouts`, body));
}
