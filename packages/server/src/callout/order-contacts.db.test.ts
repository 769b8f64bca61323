import type { DirectoryTask } from '@critical-callout/contract/directory';
import type { OrderContacts } from '@critical-callout/contract/order-contacts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, furnish, seedBill } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';

let lab: Lab;
let fixture: Fixture;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab();
  fixture = await furnish(lab.db, lab.labId);
  caller = await lab.signIn('technologist', { name: 'M. Osei' });
});
afterAll(() => lab.close());

const contactsOf = async (billId: number, by = caller): Promise<OrderContacts> =>
  (await (await by.get(`/api/v1/bills/${billId}/contacts`)).json()) as OrderContacts;
const eventsOf = async (billId: number) => {
  const logs = await caller.get(`/api/v1/callout-logs?billId=${billId}`);
  return ((await logs.json()) as { entries: { type: string; text: string; data: Record<string, unknown> }[] }).entries;
};

it('a contact is passed over with a reason: an event and a line of the contacts say so until the order opens again', async () => {
  const bill = await seedBill(lab.db, fixture);
  const party = { kind: 'doctor', id: fixture.doctorId };
  const skip = (body: object) => caller.send('POST', `/api/v1/bills/${bill.billId}/contacts/skip`, body);
  const refused = await skip({ party, name: 'Dr Ada Finch', reason: 'x' });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('reason');
  expect((await skip({ party, name: 'Dr Ada Finch', reason: 'in theatre until three' })).status).toBe(200);
  expect((await contactsOf(bill.billId)).skipped).toEqual([
    { party, name: 'Dr Ada Finch', reason: 'in theatre until three', by: 'M. Osei', at: lab.clock.now().toISOString() },
  ]);
  expect(await eventsOf(bill.billId)).toContainEqual(
    expect.objectContaining({
      type: 'callout-contact-skipped',
      text: 'Contact skipped - Dr Ada Finch, By - M. Osei, Reason - in theatre until three',
    }),
  );
  lab.clock.advance({ minutes: 1 });
  await lab.db.inLab(lab.labId, (tx) =>
    sql`update lab_reports set critical_at = ${lab.clock.now()} where lab_id = ${lab.labId} and bill_id = ${bill.billId}`.execute(
      tx,
    ),
  );
  expect((await contactsOf(bill.billId)).skipped).toEqual([]);
});

it('somebody the directory does not know is added to the order, and whoever keeps the directory has a task, once', async () => {
  const bill = await seedBill(lab.db, fixture);
  const hill = { name: 'Dr Hill', phone: '555-0177', role: 'registrar', note: 'named by the ward' };
  for (const _twice of [1, 2])
    expect((await caller.send('POST', `/api/v1/bills/${bill.billId}/contacts`, hill)).status).toBe(200);
  const { added } = await contactsOf(bill.billId);
  expect(added).toMatchObject([hill, hill]);
  const auditor = await lab.signIn('auditor');
  expect((await contactsOf(bill.billId, auditor)).added[0]?.phone).toBeNull();
  expect((await auditor.send('POST', `/api/v1/bills/${bill.billId}/contacts`, hill)).status).toBe(403);
  const admin = await lab.signIn('lab-admin');
  const { items } = (await (await admin.get('/api/v1/directory/tasks')).json()) as { items: DirectoryTask[] };
  expect(items.filter(({ kind }) => kind === 'suggested-contact')).toMatchObject([
    {
      detail: `Dr Hill, registrar, 555-0177: added by M. Osei for order ${bill.billNumber}. named by the ward`,
      billId: bill.billId,
    },
  ]);
});

it('counts calls by name or number, each once however many reports, and those that reached somebody', async () => {
  const bill = await seedBill(lab.db, fixture, { reports: 2 });
  const call = (outcome: string, told: object, isDraft = true) =>
    caller.send(
      'POST',
      `/api/v1/bills/${bill.billId}/callouts`,
      { labReportIds: bill.reportIds, isDraft, notification: { notifiedByCall: told, outcome } },
      { 'if-match': '"4"' },
    );
  expect((await call('no-answer', { name: 'Dr Ada Finch', contact: '' })).status).toBe(201);
  lab.clock.advance({ minutes: 3 });
  expect((await call('busy', { name: 'Switchboard', contact: '555 0111' })).status).toBe(201);
  expect((await call('reached-no-read-back', { name: 'Dr Ada Finch', contact: '555-0111' }, false)).status).toBe(201);
  const { talks } = await contactsOf(bill.billId);
  const now = lab.clock.now().toISOString();
  expect(talks.find(({ name }) => name === 'Dr Ada Finch')).toEqual({
    name: 'Dr Ada Finch',
    tried: 3,
    reached: 1,
    lastAt: now,
    lastReachedAt: now,
  });
  expect(talks.find(({ name }) => name === 'Harbour Clinic')).toMatchObject({ tried: 0, reached: 0, lastAt: null });
});

it('names who else opened an order, ten minutes of a person as one line, and nobody’s own looks', async () => {
  const bill = await seedBill(lab.db, fixture);
  const other = await lab.signIn('supervisor', { name: 'R. Patel' });
  for (const visitor of [other, other, caller]) await visitor.get(`/api/v1/bills/${bill.billId}/critical-records`);
  const views = async (visitor: Visitor) => (await visitor.get(`/api/v1/bills/${bill.billId}/views`)).json();
  const at = lab.clock.now().toISOString();
  expect(await views(caller)).toEqual({ views: [{ who: 'R. Patel', at, until: at, times: 2 }] });
  expect(await views(other)).toEqual({ views: [{ who: 'M. Osei', at, until: at, times: 1 }] });
});

it('names the messages of an order to whoever sees the order, not to who keeps the feed, and leaves a line in the access log', async () => {
  const bill = await seedBill(lab.db, fixture);
  const path = `/api/v1/bills/${bill.billId}/messages`;
  expect((await (await lab.signIn('integrator')).get(path)).status).toBe(403);
  const answer = await (await caller.get(path)).json();
  expect(answer).toMatchObject({ messages: [{ source: 'LIS', state: 'PROCESSED', isInScope: true }] });
  const { rows } = await lab.db.inLab(lab.labId, (tx) =>
    sql<{ bill_ids: number[] }>`select bill_ids from access_log where action = 'order.messages'`.execute(tx),
  );
  expect(rows).toEqual([{ bill_ids: [bill.billId] }]);
});

it('what was said of a contact does not change', async () => {
  const bill = await seedBill(lab.db, fixture);
  await caller.send('POST', `/api/v1/bills/${bill.billId}/contacts`, { name: 'Dr Hill', phone: '555-0177' });
  const change = (statement: ReturnType<typeof sql>) => lab.db.inLab(lab.labId, (tx) => statement.execute(tx));
  await expect(change(sql`update callout_contacts set name = 'x' where bill_id = ${bill.billId}`)).rejects.toThrow(
    /does not change/,
  );
  await expect(change(sql`delete from callout_contacts where bill_id = ${bill.billId}`)).rejects.toThrow(
    /does not change|permission/,
  );
});
