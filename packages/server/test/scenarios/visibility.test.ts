import { roleMay } from '@critical-callout/domain/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateUser } from '../../src/auth/index.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
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

/** One lab, three orders: in the department and of the doctor of whoever asks, in neither, and without department. */
let server: Lab;
let lab: Fixture;
const bills = {} as Record<'ours' | 'theirs' | 'nobodys', FixtureBill>;
let supervisor: Visitor;

beforeAll(async () => {
  // A mail server that is never called: the messages stay queued.
  server = await startLab({ now: NOW, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await seedLab(server.db);
  bills.ours = await seedBill(server.db, lab, { now: NOW });
  bills.theirs = await seedBill(server.db, lab, { now: NOW, departmentId: lab.haematologyId, doctorId: null });
  bills.nobodys = await seedBill(server.db, lab, { now: NOW, departmentId: null, doctorId: null });
  supervisor = await server.signIn('supervisor', { labId: lab.labId, userName: 'supervisor' });
  for (const bill of Object.values(bills)) {
    expect((await attempt(supervisor, bill, { ...calling, recipients: ['organization'], sendEmail: true })).status).toBe(201);
  }
});
afterAll(() => server?.close());

const attempt = (visitor: Visitor, { billId, reportIds }: FixtureBill, notification: object = calling) =>
  visitor.send('POST', `/api/v1/bills/${billId}/callouts`, { labReportIds: reportIds, isDraft: true, notification }, why);
const why = { 'x-support-reason': 'ticket 4711' };

type Sees = (keyof typeof bills)[];
const sessions: [string, () => Partial<CreateUser> & Pick<CreateUser, 'role'>, Sees][] = [
  [
    'an in-house doctor',
    () => ({ role: 'doctor', docType: 0, doctorId: lab.doctorId, departmentIds: [lab.chemistryId] }),
    ['ours', 'nobodys'],
  ],
  ['a referral doctor', () => ({ role: 'doctor', docType: 2, doctorId: lab.doctorId }), ['ours']],
  [
    "a lab user of the session's departments",
    () => ({ role: 'technologist', departmentDataType: 0, departmentIds: [lab.chemistryId] }),
    ['ours', 'nobodys'],
  ],
  [
    "a lab user of the user's departments",
    () => ({ role: 'technologist', departmentDataType: 1, departmentIds: [lab.chemistryId] }),
    ['ours', 'nobodys'],
  ],
  [
    'a supervisor of one department',
    () => ({ role: 'supervisor', departmentDataType: 1, departmentIds: [lab.chemistryId] }),
    ['ours', 'nobodys'],
  ],
  ['a lab user of no department', () => ({ role: 'technologist', departmentDataType: 1, departmentIds: [] }), ['nobodys']],
  ['support', () => ({ role: 'support' }), ['ours', 'theirs', 'nobodys']],
];

describe.each(sessions)('%s', (name, access, sees) => {
  let visitor: Visitor;
  beforeAll(async () => {
    const user = access();
    visitor = await server.signIn(user.role, { labId: lab.labId, userName: name.replaceAll(/[^a-z]/g, ''), ...user });
  });
  const get = async (path: string) => visitor.get(path, why);
  const seen = Object.keys as (of: typeof bills) => Sees;

  it('has exactly these orders in the worklist and in its counts', async () => {
    const list = (await (await get('/api/v1/worklist')).json()) as { items: { billId: number }[]; counts: { pending: number } };
    expect(list.items.map(({ billId }) => billId).sort()).toEqual(sees.map((which) => bills[which].billId).sort());
    expect(list.counts.pending).toBe(sees.length);
  });

  it('reads the records, history and callouts of these and of no other', async () => {
    for (const which of seen(bills)) {
      const { billId, reportIds } = bills[which];
      const isSeen = sees.includes(which);
      expect((await get(`/api/v1/bills/${billId}/critical-records`)).status, which).toBe(isSeen ? 200 : 404);
      for (const query of [`billId=${billId}`, `labReportId=${reportIds[0]}`]) {
        const { entries } = (await (await get(`/api/v1/callout-logs?${query}`)).json()) as { entries: unknown[] };
        expect(entries.length > 0, `${which} ${query}`).toBe(isSeen);
      }
      if (!roleMay(access().role, 'deliveries.read')) continue;
      const { deliveries } = (await (await get(`/api/v1/deliveries?billId=${billId}`)).json()) as { deliveries: unknown[] };
      expect(deliveries.length > 0, `${which} deliveries`).toBe(isSeen);
    }
  });

  it('finds and exports these and no other', async () => {
    const found = (await (await get('/api/v1/search?q=Sample')).json()) as { items: { billId: number }[] };
    expect(found.items.map(({ billId }) => billId).sort()).toEqual(sees.map((which) => bills[which].billId).sort());
    const { role } = access();
    const csv = await get('/api/v1/exports/callouts.csv?from=2026-11-01&to=2026-12-01');
    expect(csv.status).toBe(roleMay(role, 'exports.read') ? 200 : 403);
    if (csv.status !== 200) return;
    const text = await csv.text();
    for (const which of seen(bills)) expect(text.includes(bills[which].billNumber), which).toBe(sees.includes(which));
  });

  it('writes to these and to no other: an order out of sight is an unknown one', async () => {
    const unknown = await attempt(visitor, { billId: 987_654, billNumber: '', reportIds: [987_654], resultIds: [] });
    for (const which of seen(bills)) {
      const answer = await attempt(visitor, bills[which]);
      if (!sees.includes(which)) {
        expect(answer.status, which).toBe(unknown.status);
        continue;
      }
      expect(answer.status, which).toBe(201);
      const body = { isDraft: true, notification: calling };
      const single = await visitor.send('POST', `/api/v1/lab-reports/${bills[which].reportIds[0]}/notify`, body, why);
      expect(single.status, `${which} notify`).toBe(201);
    }
    expect(unknown.status).toBe(404);
    for (const which of seen(bills).filter((one) => !sees.includes(one))) {
      for (const action of ['notify', 'sign']) {
        const body = action === 'sign' ? { via: 'manual' } : { isDraft: true, notification: calling };
        const path = `/api/v1/lab-reports/${bills[which].reportIds[0]}/${action}`;
        const { status } = await visitor.send('POST', path, body, why);
        expect([403, 404], `${which} ${action}`).toContain(status);
      }
    }
  });

  it('hears of these and of no other in the live stream', async () => {
    const marker = await attempt(supervisor, bills[sees[0] ?? 'ours']);
    expect(marker.status).toBe(201);
    const { rows } = await server.deps.db.pool.query('select max(seq)::int as seq from events where lab_id = $1', [lab.labId]);
    const answer = await visitor.get('/api/v1/events', { ...why, 'last-event-id': '0' });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(`id: ${rows[0].seq}\n`)) break;
    }
    for (const which of seen(bills)) expect(text.includes(`"billId":${bills[which].billId},`), which).toBe(sees.includes(which));
  });
});

describe('an order with reports of two departments', () => {
  let bill: FixtureBill;
  let chemist: Visitor;
  const [shown, hidden] = [0, 1];
  const records = async (visitor: Visitor) =>
    (await (await visitor.get(`/api/v1/bills/${bill.billId}/critical-records`)).json()) as {
      reports: { labReportId: number }[];
      attemptedCallout: { criticalValuesMeta: unknown[]; criticalCalloutComment: string };
    };
  beforeAll(async () => {
    bill = await seedBill(server.db, lab, { now: NOW, reports: 2 });
    await server.deps.db.pool.query('update lab_reports set department_id = $1 where id = $2', [
      lab.haematologyId,
      bill.reportIds[hidden],
    ]);
    chemist = await server.signIn('technologist', {
      labId: lab.labId,
      userName: 'chemist',
      departmentDataType: 1,
      departmentIds: [lab.chemistryId],
    });
  });

  it('shows and takes only the reports of the session, the values of a draft included', async () => {
    expect((await records(chemist)).reports.map(({ labReportId }) => labReportId)).toEqual([bill.reportIds[shown]]);
    const foreign = await attempt(chemist, bill);
    expect(foreign.status).toBe(422);
    expect(await foreign.json()).toMatchObject({ code: 'callout.not-open', details: { labReportIds: [bill.reportIds[hidden]] } });
    const theirs = { ...bill, reportIds: bill.reportIds.slice(hidden) };
    expect((await attempt(supervisor, theirs, { ...calling, comment: 'theirs' })).status).toBe(201);
    expect((await records(supervisor)).attemptedCallout.criticalValuesMeta).toHaveLength(1);
    expect((await records(chemist)).attemptedCallout).toMatchObject({ criticalValuesMeta: [], criticalCalloutComment: 'theirs' });
    const ours = { ...bill, reportIds: bill.reportIds.slice(shown, hidden) };
    expect((await attempt(chemist, ours)).status).toBe(201);
    expect((await records(chemist)).attemptedCallout.criticalValuesMeta).toHaveLength(1);
  });

  it('shows what was read back of several departments only to whoever may see all of them', async () => {
    const readBack = { values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) };
    expect((await attempt(supervisor, bill, { ...calling, readBack })).status).toBe(201);
    const seenBy = async (visitor: Visitor) => {
      const logs = await (await visitor.get(`/api/v1/callout-logs?billId=${bill.billId}`)).text();
      return [JSON.stringify(await records(visitor)).includes('"heard":"6.8"'), logs.includes('"heard":"6.8"')];
    };
    expect(await seenBy(supervisor)).toEqual([true, true]);
    expect(await seenBy(chemist)).toEqual([false, false]);
  });
});
