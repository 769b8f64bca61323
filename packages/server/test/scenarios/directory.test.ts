import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchNewOrders } from '../../src/directory/index.ts';
import { type Fixture, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let server: Lab;
let lab: Fixture;
let supervisor: Visitor;
beforeAll(async () => {
  server = await startLab({ now: '2026-11-23T10:00:00Z', roles: ['http'] });
  lab = await furnish(server.db, server.labId);
  supervisor = await server.signIn('supervisor');
});
afterAll(() => server?.close());

type Body = Record<string, unknown>;
async function send(method: 'POST' | 'PUT', path: string, body: Body): Promise<{ status: number; body: Body }> {
  const answer = await supervisor.send(method, `/api/v1/directory${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
}
async function get<T = Body>(path: string): Promise<T> {
  const answer = await supervisor.get(`/api/v1${path}`);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}
type Page = { items: Body[]; nextCursor: string | null };
const events = async (type: string): Promise<{ text: string; payload: Body }[]> => {
  const { rows } = await server.db.inLab(server.labId, (tx) =>
    sql<{
      text: string;
      payload: Body;
    }>`select text, payload from events where lab_id = ${server.labId} and type = ${type} order by seq`.execute(tx),
  );
  return rows;
};

describe('doctors, organizations, wards and persons', () => {
  it('are made, found, paged and changed, each change with what it was', async () => {
    const made = await send('POST', '/persons', {
      code: 'P1',
      name: 'Nurse Kim',
      function: 'charge nurse',
      organizationId: lab.organizationId,
    });
    expect(made).toMatchObject({ status: 201, body: { code: 'P1', receives: 'may-receive', isActive: true, hasContact: false } });
    const { id } = made.body;
    const changed = await send('PUT', `/persons/${id}`, { code: 'P1', name: 'Nurse Kim', receives: 'must-confirm-relay' });
    expect(changed).toMatchObject({
      status: 200,
      body: { id, receives: 'must-confirm-relay', function: null, organizationId: null },
    });
    expect(await get(`/directory/persons/${id}`)).toEqual(changed.body);
    expect((await events('directory-changed')).at(-1)).toMatchObject({
      text: 'Directory changed by - Test supervisor, For - person P1',
      payload: { kind: 'person', id, before: { function: 'charge nurse' }, after: { receives: 'must-confirm-relay' } },
    });
    for (const name of ['Alder', 'Birch', 'Cedar']) await send('POST', '/wards', { code: name, name: `Ward ${name}` });
    const first = await get<Page>('/directory/wards?limit=2');
    const second = await get<Page>(`/directory/wards?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['Ward Alder', 'Ward Birch', 'Ward Cedar']);
    expect(second.nextCursor).toBeNull();
    expect((await get<Page>('/directory/doctors?q=finch&hasContact=true')).items).toMatchObject([
      { code: 'D1', hasContact: true },
    ]);
  });

  it.each([
    ['a code that is there', '/persons', { code: 'P1', name: 'Other' }, 409, 'directory.twice'],
    ['an organization that is not', '/wards', { code: 'W', name: 'W', organizationId: 987 }, 422, 'directory.unknown'],
    ['no name', '/doctors', { code: 'D9', name: ' ' }, 400, null],
    ['an unknown role', '/doctors', { code: 'D9', name: 'X', receives: 'sometimes' }, 400, null],
    ['no e-mail address', '/doctors', { code: 'D9', name: 'X', email: 'ward' }, 422, 'directory.address'],
    ['a field of another kind', '/wards', { code: 'W', name: 'W', email: 'a@b.example' }, 400, null],
  ])('with %s are refused', async (_what, path, body, status, code) => {
    const answer = await send('POST', path, body);
    expect(answer.status).toBe(status);
    if (code) expect(answer.body).toMatchObject({ code });
  });
});

describe('contact points', () => {
  it("get the lab's country calling code, once for each owner, purpose and channel", async () => {
    const admin = await server.signIn('director');
    const set = await admin.send('PUT', '/api/v1/settings/directory', { default_calling_code: '+49' });
    expect(set.status).toBe(200);
    const owner = { kind: 'doctor', id: lab.doctorId };
    const made = await send('POST', '/contact-points', {
      owner,
      channel: 'sms',
      value: '030 / 555 01 23',
      purpose: 'critical-notification',
    });
    expect(made).toMatchObject({
      status: 201,
      body: { value: '030 / 555 01 23', dialled: '+49305550123', hours: null, preference: 100 },
    });
    expect(
      await send('POST', '/contact-points', { owner, channel: 'sms', value: '+49 30 5550123', purpose: 'critical-notification' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'directory.twice' },
    });
    expect(await send('POST', '/contact-points', { owner, channel: 'email', value: 'a@b.example, c@d.example' })).toMatchObject({
      status: 422,
      body: { code: 'directory.address' },
    });
    expect(
      (
        await send('POST', '/contact-points', {
          owner,
          channel: 'phone',
          value: '1',
          hours: [{ days: [8], from: '08:00', to: '9' }],
        })
      ).status,
    ).toBe(400);
    const { id } = made.body;
    const off = await send('PUT', `/contact-points/${id}`, { owner, channel: 'sms', value: '030 5550123', isActive: false });
    expect(off.body).toMatchObject({ id, isActive: false, purpose: 'general' });
    expect((await get<Page>(`/directory/contact-points?ownerKind=doctor&ownerId=${lab.doctorId}&isActive=false`)).items).toEqual([
      off.body,
    ]);
  });
});

describe('cover', () => {
  it('is refused to oneself, backwards in time, and beside another cover of the same doctor', async () => {
    const other = (await send('POST', '/doctors', { code: 'D2', name: 'Dr Ben Reed', phone: '030 5550222' })).body.id;
    const body = (from: string, to: string, id = other) => ({
      doctorId: lab.doctorId,
      coveredBy: { kind: 'doctor', id },
      from: `2026-12-${from}T00:00:00Z`,
      to: `2026-12-${to}T00:00:00Z`,
    });
    expect((await send('POST', '/delegations', body('02', '01'))).status).toBe(400);
    expect(await send('POST', '/delegations', body('01', '02', lab.doctorId))).toMatchObject({
      status: 422,
      body: { code: 'directory.covers-self' },
    });
    const made = await send('POST', '/delegations', body('01', '05'));
    expect(made.status).toBe(201);
    expect(await send('POST', '/delegations', body('04', '06'))).toMatchObject({
      status: 409,
      body: { code: 'directory.overlap', detail: expect.stringContaining('2026-12-01T00:00:00.000Z') },
    });
    expect((await send('POST', '/delegations', body('05', '06'))).status).toBe(201);
    expect((await send('PUT', `/delegations/${made.body.id}`, { ...body('01', '05'), isActive: false })).body).toMatchObject({
      isActive: false,
    });
    expect((await get<Page>(`/directory/delegations?doctorId=${lab.doctorId}&isCurrent=true`)).items).toHaveLength(1);
  });
});

describe('a rota', () => {
  it('is made, changed and looked at fourteen days ahead, with its gaps', async () => {
    const ward = (await send('POST', '/wards', { code: '7B', name: 'Ward 7B' })).body.id;
    const rota = {
      code: 'R1',
      name: 'Ward 7B nights',
      duty: 'on-call',
      of: { kind: 'ward', id: ward },
      firstDay: '2026-11-23',
      handover: '20:00',
      turnHours: 24,
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }],
      members: [{ kind: 'doctor', id: lab.doctorId }],
    };
    expect((await send('POST', '/schedules', { ...rota, handover: '8 pm' })).status).toBe(400);
    expect(await send('POST', '/schedules', { ...rota, members: [{ kind: 'person', id: 987 }] })).toMatchObject({
      status: 422,
      body: { details: { field: 'members' } },
    });
    const made = await send('POST', '/schedules', rota);
    expect(made).toMatchObject({ status: 201, body: rota });
    const preview = await get<{ onDuty: unknown; gaps: unknown[]; spans: unknown[] }>(
      `/directory/schedules/${made.body.id}/preview?at=2026-11-23T22:00:00Z`,
    );
    expect(preview.onDuty).toMatchObject({ kind: 'doctor', name: 'Dr Ada Finch', canBeReached: true });
    expect(preview.gaps).toHaveLength(14);
    const changed = await send('PUT', `/schedules/${made.body.id}`, { ...rota, hours: null });
    expect(changed.body).toMatchObject({ hours: null });
    expect((await get<{ gaps: unknown[] }>(`/directory/schedules/${made.body.id}/preview?at=2026-11-23T22:00:00Z`)).gaps).toEqual(
      [],
    );
  });
});

describe('the language somebody is written to in', () => {
  it('is kept with them, left as it is by whoever does not say it, and refused where no message is written in it', async () => {
    const made = await send('POST', '/doctors', { code: 'DL', name: 'Dr Lang', language: 'de' });
    expect(made).toMatchObject({ status: 201, body: { language: 'de' } });
    const path = `/doctors/${made.body.id}`;
    expect((await send('PUT', path, { code: 'DL', name: 'Dr Lange' })).body).toMatchObject({ name: 'Dr Lange', language: 'de' });
    expect((await send('PUT', path, { code: 'DL', name: 'Dr Lange', language: null })).body).toMatchObject({ language: null });
    expect((await send('PUT', path, { code: 'DL', name: 'Dr Lange', language: 'tlh' })).status).toBe(400);
  });
});

describe('a file', () => {
  const header =
    'kind,code,name,function,organization_code,receives,is_active,general_phone,general_email,general_fax,purpose,channel,value,hours,preference,verified_at,contact_is_active';
  const load = (csv: string, dryRun: boolean) => send('POST', '/import', { csv, dryRun });

  it('is shown what it would change, with an error for each line, and saves nothing while one is wrong', async () => {
    const csv = [
      header,
      'ward,9A,Ward 9A,,ORG,,yes,,,,critical-notification,phone,030 5559,Mo-Fr 08:00-16:00,10,,yes',
      'ward,9A,Ward nine,,ORG,,yes,,,,general,fax,030 5551,,,,',
      'person,P7,Nurse Lee,nurse,NOPE,,yes,,,,general,pager,77,,,,',
      'robot,R2,X,,,,,,,,,,,,,,',
      'person,P8,Nurse Ash,nurse,,maybe,perhaps,,,,general,phone,abc,weekdays,1.5,yesterday,',
    ].join('\n');
    const tried = await load(csv, true);
    expect(tried.status).toBe(200);
    expect((tried.body.errors as { line: number; field: string }[]).map(({ line, field }) => `${line} ${field}`)).toEqual([
      '3 code',
      '4 organization_code',
      '5 kind',
      '6 is_active',
      '6 receives',
      '6 hours',
      '6 preference',
      '6 verified_at',
    ]);
    expect(await load(csv, false)).toMatchObject({ status: 422, body: { code: 'directory.import' } });
    expect((await get<Page>('/directory/wards?q=9A')).items).toEqual([]);
  });

  it('that is right is saved whole, and read again changes nothing', async () => {
    const csv = [
      header,
      'organization,NEW,New Clinic,,,,yes,030 555100,desk@new.example,,critical-notification,email,critical@new.example,,,,yes',
      'ward,9A,Ward 9A,,NEW,,yes,,,,critical-notification,phone,030 5559000,Mo-Fr 08:00-16:00,10,2026-11-01T00:00:00Z,yes',
      'ward,9A,Ward 9A,,NEW,,yes,,,,general,fax,030 5559001,,,,',
      "person,P9,'=cmd|calc,nurse,,must-confirm-relay,yes,,,,,,,,,,",
      'lab,,,,,,,,,,general,phone,9000,,,,',
    ].join('\r\n');
    const tried = await load(csv, true);
    expect(tried.body).toMatchObject({ dryRun: true, parties: { created: 3 }, contactPoints: { created: 4 }, errors: [] });
    expect((await get<Page>('/directory/wards?q=9A')).items).toEqual([]);
    expect((await load(csv, false)).body).toMatchObject({
      dryRun: false,
      parties: { created: 3 },
      contactPoints: { created: 4 },
    });
    expect((await load(csv, false)).body).toMatchObject({
      parties: { created: 0, changed: 0 },
      contactPoints: { created: 0, changed: 0, unchanged: 4 },
    });
    const exported = await (await supervisor.get('/api/v1/directory/export.csv')).text();
    expect(exported).toContain("'=cmd|calc");
    expect(exported).toContain(
      'ward,9A,Ward 9A,,,NEW,must-confirm-relay,,yes,,,,critical-notification,phone,030 5559000,Mo-Fr 08:00-16:00,10,2026-11-01T00:00:00.000Z,yes',
    );
    // A ward is the same ward however its code is written.
    const renamed = await load(`kind,code,name,organization_code\nward,9a,Ward 9A East,NEW`, false);
    expect(renamed.body).toMatchObject({ parties: { created: 0, changed: 1 } });
    expect((await get<Page>('/directory/wards?q=9a')).items).toMatchObject([
      { code: '9a', name: 'Ward 9A East', hasContact: true },
    ]);
    expect((await load(exported, false)).body).toMatchObject({ parties: { created: 0, changed: 1 } });
    // A column the file does not have changes nothing.
    await load(
      'kind,code,name,purpose,channel,value\norganization,NEW,New Clinic,critical-notification,email,critical@new.example\nward,9A,Ward 9A,critical-notification,phone,030 5559000',
      false,
    );
    expect(await (await supervisor.get('/api/v1/directory/export.csv')).text()).toBe(exported);
    const again = await load(exported, false);
    expect(again.body).toMatchObject({
      parties: { created: 0, changed: 0 },
      contactPoints: { created: 0, changed: 0 },
      errors: [],
    });
  });
});

describe('an order nobody can be reached for', () => {
  it('is a task as soon as it has come, is marked on the worklist, and is mended by a contact', async () => {
    const idle = async () => {
      await server.db.inLab(server.labId, (tx) =>
        sql`update organizations set email = null, phone = null where code = 'ORG'`.execute(tx),
      );
      return seedBill(server.db, lab, { now: server.clock.now(), doctorId: null });
    };
    const bill = await idle();
    const tasks = async (state: string) => (await get<Page>(`/directory/tasks?state=${state}`)).items;
    // The ward of the order, 7B, has no contact point either.
    await watchNewOrders(server.deps);
    await watchNewOrders(server.deps);
    expect(await tasks('open')).toMatchObject([{ kind: 'missing-contact', billId: bill.billId, billNumber: bill.billNumber }]);
    const worklist = await get<{ items: { billId: number; hasNoContact: boolean }[] }>('/worklist');
    expect(worklist.items.find(({ billId }) => billId === bill.billId)).toMatchObject({ hasNoContact: true });
    expect(await get(`/bills/${bill.billId}/critical-records`)).toMatchObject({ hasNoContact: true });
    const ward = (await get<Page>('/directory/wards?q=7B')).items[0]?.id;
    expect(
      (await send('POST', '/contact-points', { owner: { kind: 'ward', id: ward }, channel: 'phone', value: '7777' })).status,
    ).toBe(201);
    await watchNewOrders(server.deps);
    expect(await tasks('open')).toEqual([]);
    expect((await tasks('closed'))[0]).toMatchObject({
      closedBy: 'Critical Callout',
      closingNote: 'The directory has a contact for this order now.',
    });
    expect((await events('directory-task-opened')).map(({ payload }) => payload.bill_id)).toEqual([bill.billId]);
  });

  it('of a wrong number is closed by a person, once, with a note', async () => {
    const bill = await seedBill(server.db, lab, { now: server.clock.now() });
    const caller = await server.signIn('technologist');
    const attempted = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, {
      labReportIds: bill.reportIds,
      isDraft: true,
      notification: {
        recipients: ['referral'],
        outcome: 'wrong-number',
        notifiedByCall: { name: 'Dr Ada Finch', contact: '555-0111' },
      },
    });
    expect(attempted.status).toBe(201);
    const [task] = (await get<Page>('/directory/tasks')).items;
    expect(task).toMatchObject({ kind: 'wrong-number', subject: 'number: 5550111' });
    const path = `/api/v1/directory/tasks/${task?.id}/close`;
    expect((await caller.send('POST', path, { note: 'corrected' })).status).toBe(403);
    expect((await supervisor.send('POST', path, {})).status).toBe(400);
    const closed = await supervisor.send('POST', path, { note: 'new number from the practice' });
    expect(await closed.json()).toMatchObject({ closedBy: 'Test supervisor', closingNote: 'new number from the practice' });
    expect((await supervisor.send('POST', path, { note: 'once more' })).status).toBe(409);
  });
});
