import { orderPageSchema, patientAuditSchema, patientPageSchema } from '@critical-callout/contract/patients';
import { searchAnswerSchema, searchQuerySchema } from '@critical-callout/contract/search';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill, seedLab } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { searchReports } from './queries.ts';

let lab: Lab;
let fixture: Fixture;
let caller: Visitor;
let vale: FixtureBill;
let valentine: FixtureBill;
beforeAll(async () => {
  lab = await startLab();
  fixture = await furnish(lab.db, lab.labId);
  caller = await lab.signIn('technologist');
  vale = await seedBill(lab.db, fixture, { patient: { family: 'Vale', given: 'Robin' } });
  valentine = await seedBill(lab.db, fixture, {
    patient: { family: 'Valentine', given: 'Kim' },
    reports: 2,
    departmentId: fixture.haematologyId,
  });
  await seedBill(lab.db, fixture, { patient: { family: '100%_sure', given: 'Lee' } });
  await seedBill(lab.db, await seedLab(lab.db, 'south'), { patient: { family: 'Valerius', given: 'Canary' } });
});
afterAll(() => lab.close());

const search = async (q: string, more = '') => {
  const answer = await caller.get(`/api/v1/search?q=${encodeURIComponent(q)}${more}`);
  return searchAnswerSchema.parse(await answer.json());
};
const bills = (answer: { items: { billId: number | null }[] }) => answer.items.map((item) => item.billId);

describe('search', () => {
  it('finds by the beginning of a name, newest first, with two identifiers, in the own laboratory only', async () => {
    const answer = await search('val');
    expect(bills(answer)).toEqual([valentine.billId, valentine.billId, vale.billId]);
    expect(answer.items[2]).toMatchObject({
      patientName: 'VALE, Robin',
      born: '1945-07-14',
      patientIdentifier: expect.stringMatching(/^MRN/),
      criticalValues: 1,
    });
  });

  it('finds by order and accession number, and filters by status', async () => {
    expect(bills(await search(vale.billNumber.toLowerCase()))).toContain(vale.billId);
    expect(bills(await search('valentine', '&criticalValues=2'))).toEqual([]);
    expect(await search('val', '&limit=2')).toMatchObject({ hasMore: true });
  });

  it.each(['100%', '%%%', '___', "val' or 1=1", '\\\\\\'])('takes %s for text, not for a pattern', async (q) => {
    const found = await search(q);
    expect(found.items.map((item) => item.patientName)).toEqual(q === '100%' ? ['100%_SURE, Lee'] : []);
  });

  it('shows a session only what it may see, and leaves its line in the access log', async () => {
    const session: LabSession = { ...fixture.session, kind: 'user', departmentDataType: 1, departmentIds: [fixture.chemistryId] };
    const found = await lab.db.inLab(lab.labId, (tx) => searchReports(tx, session, searchQuerySchema.parse({ q: 'val' })));
    expect(bills(found)).toEqual([vale.billId]);
    const { rows } = await lab.db.inLab(lab.labId, (tx) =>
      sql`select 1 from access_log where action = 'search' and bill_ids @> array[${vale.billId}::bigint]`.execute(tx),
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  it('finds what the screens show: a whole name with its comma, a number in groups', async () => {
    expect(bills(await search('VALE, Rob'))).toEqual([vale.billId]);
    expect(bills(await search('Vale, Kim'))).toEqual([]);
    const { patientIdentifier } = (await search('vale,')).items[0] ?? {};
    expect(bills(await search(`${patientIdentifier?.slice(0, 3)} ${patientIdentifier?.slice(3)}`))).toContain(vale.billId);
    expect(bills(await search(', r'))).toEqual([]);
  });

  it('asks for three characters', async () => {
    const answer = await caller.get('/api/v1/search?q=va');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'query.q', message: expect.stringContaining('3') }] });
  });
});

describe('a patient', () => {
  const patientOf = async ({ billId }: FixtureBill): Promise<number> => {
    const found = sql<{ id: number }>`select patient_id as id from bills where id = ${billId}`;
    return (await lab.db.inSystem((tx) => found.execute(tx))).rows[0]?.id ?? 0;
  };

  it('is shown with orders, reports, values and what became of their callouts, and the reading is noted', async () => {
    const id = await patientOf(valentine);
    const page = patientPageSchema.parse(await (await caller.get(`/api/v1/patients/${id}`)).json());
    expect(page).toMatchObject({ patient: { familyName: 'Valentine', born: '1945-07-14' }, hasMore: false });
    expect(page.orders).toMatchObject([{ billId: valentine.billId, orderingName: 'Dr Ada Finch', ward: '7B' }]);
    expect(page.orders[0]?.reports).toHaveLength(2);
    expect(page.orders[0]?.reports[0]).toMatchObject({
      criticalValues: 1,
      isDismissed: false,
      done: null,
      results: [{ parameterName: 'Potassium', value: '6.8', unit: 'mmol/L', isCritical: true, versions: 1 }],
    });
    const auditor = await lab.signIn('auditor');
    const trail = patientAuditSchema.parse(await (await auditor.get(`/api/v1/patients/${id}/audit`)).json());
    expect(trail.looks.map(({ action, who }) => [action, who])).toContainEqual(['patient.read', 'Test technologist']);
    expect(trail.events.map(({ type }) => type)).toContain('report-became-critical');
    expect((await caller.get(`/api/v1/patients/${id}/audit`)).status).toBe(403);
  });

  it('has an order page with what it holds, noted like every reading', async () => {
    const page = orderPageSchema.parse(await (await caller.get(`/api/v1/orders/${valentine.billId}`)).json());
    expect(page).toMatchObject({ patient: { familyName: 'Valentine' }, order: { billNumber: valentine.billNumber, ward: '7B' } });
    expect(page.order.reports.map(({ labReportId }) => labReportId)).toEqual(valentine.reportIds);
    const unknown = await caller.get('/api/v1/orders/987654');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'search.order-unknown' }]);
  });

  it('has a log that is taken out with a reason: formula-safe, in the order in which it happened, noted with the reason', async () => {
    const id = await patientOf(vale);
    await lab.db.inLab(lab.labId, (tx) =>
      appendEvents(tx, lab.labId, [
        {
          at: new Date(),
          category: 640,
          type: 'note',
          text: '=HYPERLINK("http://x")',
          actor: SYSTEM_ACTOR,
          bill_id: vale.billId,
        },
      ]),
    );
    expect((await caller.send('POST', `/api/v1/patients/${id}/log`, { reason: 'court order 7' })).status).toBe(403);
    const director = await lab.signIn('director');
    const short = await director.send('POST', `/api/v1/patients/${id}/log`, { reason: 'x' });
    expect([short.status, await short.json()]).toMatchObject([400, { errors: [{ field: 'body.reason' }] }]);
    const answer = await director.send('POST', `/api/v1/patients/${id}/log`, { reason: 'court order 7' });
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="patient_\d+_log_/);
    const text = await answer.text();
    expect(text.split('\r\n')[0]).toBe('Time (UTC),Kind,Who,What,Order,Test,Value,Unit,Reason');
    expect(text).toMatch(/,result,LIS-1,"?critical-high, critical"?,[^,]*,Potassium,6\.8,mmol\/L,/);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain(',look,Test technologist,search,');
    const times = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.slice(0, 24));
    expect(times).toEqual(times.toSorted());
    const noted = sql<{ action: string; reason: string }>`select action, reason from access_log where action = 'patient.export'`;
    expect((await lab.db.inLab(lab.labId, (tx) => noted.execute(tx))).rows).toEqual([
      { action: 'patient.export', reason: 'court order 7' },
    ]);
    const event = sql<{ reason: string }>`select payload ->> 'reason' as reason from events where type = 'patient-log-exported'`;
    expect((await lab.db.inLab(lab.labId, (tx) => event.execute(tx))).rows).toEqual([{ reason: 'court order 7' }]);
  });

  it('whose order went to another record says where it is now, and is still found by its old address', async () => {
    const merged = await seedBill(lab.db, fixture, { patient: { family: 'Valence', given: 'Old' } });
    const kept = await seedBill(lab.db, fixture, { patient: { family: 'Valence', given: 'New' } });
    const [former, now] = [await patientOf(merged), await patientOf(kept)];
    await lab.db.inLab(lab.labId, async (tx) => {
      await sql`update bills set patient_id = ${now} where lab_id = ${lab.labId} and id = ${merged.billId}`.execute(tx);
      const moved = { bill_id: merged.billId, former_patient_id: former, patient_id: now };
      const text = 'The laboratory system moved the order to another patient';
      await appendEvents(tx, lab.labId, [
        { at: new Date(), category: 641, type: 'order-patient-changed', text, actor: SYSTEM_ACTOR, ...moved },
      ]);
    });
    const page = async (id: number) => patientPageSchema.parse(await (await caller.get(`/api/v1/patients/${id}`)).json());
    expect(await page(former)).toMatchObject({
      orders: [],
      moves: [{ direction: 'into', billNumber: merged.billNumber, other: { id: now } }],
    });
    expect((await page(now)).moves).toMatchObject([{ direction: 'from', billNumber: merged.billNumber, other: { id: former } }]);
  });

  it('has messages for whoever may read them, of this patient only', async () => {
    const support = await lab.signIn('support');
    const reason = { 'x-support-reason': 'ticket 7' };
    const answer = await support.get(`/api/v1/patients/${await patientOf(vale)}/messages`, reason);
    const { messages } = (await answer.json()) as { messages: { state: string; source: string }[] };
    expect(messages).toMatchObject([{ state: 'PROCESSED', source: 'LIS' }]);
    expect(await (await caller.get(`/api/v1/patients/${await patientOf(vale)}/messages`)).json()).toEqual({
      messages,
      hasMore: false,
    });
    const integrator = await lab.signIn('integrator');
    expect((await integrator.get(`/api/v1/patients/${await patientOf(vale)}/messages`)).status).toBe(403);
  });

  it('has messages that are read whole or not at all: not by whoever may not see one of their orders', async () => {
    const mixed = await seedBill(lab.db, fixture, { patient: { family: 'Mixed', given: 'Robin' }, reports: 2 });
    const other = sql`update lab_reports set department_id = ${fixture.haematologyId} where id = ${mixed.reportIds[1]}`;
    await lab.db.inSystem((tx) => other.execute(tx));
    const chemist = await lab.signIn('caller', {
      userName: 'chemist',
      departmentDataType: 1,
      departmentIds: [fixture.chemistryId],
    });
    const messageOf = async (visitor: Visitor, { billId }: FixtureBill) => {
      const { messages } = (await (await visitor.get(`/api/v1/bills/${billId}/messages`)).json()) as {
        messages: { id: number; isInScope: boolean }[];
      };
      return { ...messages[0], content: await visitor.get(`/api/v1/order-messages/${messages[0]?.id}`) };
    };
    const own = await messageOf(chemist, vale);
    expect([own.isInScope, own.content.status, await own.content.json()]).toMatchObject([
      true,
      200,
      { text: vale.billNumber, state: 'PROCESSED' },
    ]);
    const partly = await messageOf(chemist, mixed);
    expect([partly.isInScope, await partly.content.json()]).toMatchObject([
      false,
      { status: 403, code: 'messages.out-of-scope' },
    ]);
    expect((await messageOf(caller, mixed)).content.status).toBe(200);
    const hidden = await chemist.get(`/api/v1/order-messages/${(await messageOf(caller, valentine)).id}`);
    const unknown = await chemist.get('/api/v1/order-messages/987654');
    expect([hidden.status, unknown.status, await hidden.json()]).toMatchObject([404, 404, { code: 'messages.not-found' }]);
    const noted = sql<{ bill_ids: number[] }>`select bill_ids from access_log where action = 'inbound-message.read' order by id`;
    expect((await lab.db.inLab(lab.labId, (tx) => noted.execute(tx))).rows.map(({ bill_ids }) => bill_ids)).toEqual([
      [vale.billId],
      [mixed.billId],
      [valentine.billId],
    ]);
  });

  it('of whom a session may see nothing is unknown to it', async () => {
    const referral = await lab.signIn('doctor', { userName: 'referral.2', docType: 2, doctorId: await otherDoctor() });
    const hidden = await referral.get(`/api/v1/patients/${await patientOf(vale)}`);
    const unknown = await referral.get('/api/v1/patients/987654');
    expect([hidden.status, unknown.status]).toEqual([404, 404]);
    expect(await hidden.json()).toMatchObject({ code: 'search.patient-unknown' });
  });

  const otherDoctor = async (): Promise<number> => {
    const made = sql<{
      id: number;
    }>`insert into doctors (lab_id, code, name) values (${lab.labId}, 'D2', 'Dr Lee Hart') returning id`;
    return (await lab.db.inLab(lab.labId, (tx) => made.execute(tx))).rows[0]?.id ?? 0;
  };
});
