import {
  relatedOrdersSchema,
  type SavedView,
  savedViewSchema,
  type WorklistQuery,
  worklistFacetsSchema,
  worklistQuerySchema,
  worklistSchema,
} from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { resolveContacts } from '../directory/index.ts';
import { Refused } from '../platform/http.ts';
import { readFacets } from './facets.ts';
import { readRelated } from './related.ts';
import { readCriticalRecords, readWorklist } from './service.ts';
import { changeView, deleteView, listViews, saveView } from './views.ts';

const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
const now = at('10:45');

let test: TestDatabase;
let lab: Fixture;
/** By what is special about it. */
let bills: Record<'old' | 'twin' | 'second' | 'low' | 'mine' | 'called' | 'night', FixtureBill>;
const rows = async <T extends object>(query: string, values: unknown[] = []): Promise<T[]> =>
  (await test.db.pool.query<T>(query, values)).rows;

beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  const bill = (time: string, family: string, given: string, more: object = {}) =>
    seedBill(test.db, lab, { now: at(time), patient: { family, given }, ...more });
  bills = {
    old: await bill('09:30', 'Marlow', 'Alice'),
    twin: await bill('10:20', 'MARLOW', 'Anton', { reports: 2 }),
    second: await bill('10:21', 'Marlow', 'Alice', { doctorId: null }),
    low: await bill('10:22', 'Berger', 'Eva', { departmentId: lab.haematologyId }),
    mine: await bill('10:23', 'Ode', 'Kim'),
    called: await bill('10:24', 'Quist', 'Lars'),
    night: await bill('10:44', 'Zander', 'Uwe'),
  };
  const of = (bill: FixtureBill) => [lab.labId, bill.billId];
  await rows('update bills set patient_id = (select patient_id from bills where id = $2) where id = $1', [
    bills.second.billId,
    bills.old.billId,
  ]);
  // A result is never edited; this one is made low without a second way of writing fixtures.
  await rows(
    `begin; set local session_replication_role = replica; update results set verdict = 'critical-low' where lab_report_id in (${bills.low.reportIds.join()}); commit`,
  );
  await rows(`update lab_reports set test_code = 'NA', test_name = 'Sodium' where bill_id = $1`, [bills.low.billId]);
  await rows(
    `update bills set patient_class = 'outpatient', ward = null, ordering_phone = '555-0142', organization_id = null, doctor_id = null where id = $1`,
    [bills.night.billId],
  );
  await rows(
    `insert into bill_owners (lab_id, bill_id, assigned_user_id, assigned_name, assigned_at, event_seq) values ($1, $2, 'user-north', 'M. Osei', now(), 1)`,
    of(bills.mine),
  );
  await rows(
    `insert into bill_owners (lab_id, bill_id, claim_user_id, claim_name, claimed_at, lease_until, event_seq) values ($1, $2, 'other', 'S. Marsh', $3, $4, 1)`,
    [...of(bills.called), now, at('10:47')],
  );
  await rows(
    `insert into bill_presence (lab_id, bill_id, user_id, name, opened_at, seen_until, call_started_at) values ($1, $2, 'other', 'S. Marsh', $3, $4, $3)`,
    [...of(bills.called), at('10:44'), at('10:46')],
  );
  await rows(
    `insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, queued_at, message_id, state, due_at)
     values ($1, $2, 'B', 1, 'email', 'referral', 'Dr Vale', 'vale@example.org', '{}', $3, 'm1', 'queued', $3), ($1, $2, 'B', 1, 'sms', 'referral', 'Dr Vale', '1', '{}', $3, 'm2', 'queued', $3)`,
    [...of(bills.old), now],
  );
});
afterAll(() => test.drop());

const read = (query: Partial<Record<keyof WorklistQuery, unknown>> = {}, session: LabSession = lab.session) =>
  test.db.inLab(lab.labId, async (tx) =>
    worklistSchema.parse(await readWorklist(tx, session, worklistQuerySchema.parse(query), now, resolveContacts)),
  );
const names = (page: { items: { billId: number }[] }) =>
  page.items.map(({ billId }) => Object.entries(bills).find(([, bill]) => bill.billId === billId)?.[0]);

describe('the list of open orders', () => {
  it.each<[string, () => Record<string, unknown>, string[]]>([
    ['the test', () => ({ test: 'NA' }), ['low']],
    ['the severity', () => ({ severity: 'critical-low' }), ['low']],
    ['the location type', () => ({ locationType: 'outpatient' }), ['night']],
    ['who has it: me', () => ({ assigned: 'me' }), ['mine']],
    ['who has it: somebody else', () => ({ assigned: 'other' }), ['called']],
    ['who has it: nobody', () => ({ assigned: 'nobody' }), ['old', 'twin', 'second', 'low', 'night']],
    ['its age', () => ({ minAgeMinutes: 60 }), ['old']],
    ['being called', () => ({ state: 'being-called' }), ['called']],
    ['nobody having had it for too long', () => ({ state: 'unowned' }), ['old', 'twin', 'second', 'low']],
    ['a telephone number', () => ({ q: '555-0142' }), ['night']],
    ['the numbers of orders', () => ({ billIds: `${bills.low.billId},${bills.mine.billId}` }), ['low', 'mine']],
    ['several at once', () => ({ departmentId: lab.haematologyId, severity: 'critical-low', minAgeMinutes: 5 }), ['low']],
    ['what does not go together', () => ({ test: 'NA', assigned: 'me' }), []],
  ])('is narrowed by %s, and says how many are left', async (_what, query, expected) => {
    const page = await read(query());
    expect(names(page)).toEqual(expected);
    expect(page.total).toBe(expected.length);
    expect(page.counts).toMatchObject({ pending: 7, beingCalled: 1, unowned: 4, mine: 1 });
  });

  it.each<[WorklistQuery['sort'], string[]]>([
    ['urgency', ['old', 'twin', 'second', 'low', 'mine', 'called', 'night']],
    ['newest', ['night', 'called', 'mine', 'low', 'second', 'twin', 'old']],
    ['oldest', ['old', 'twin', 'second', 'low', 'mine', 'called', 'night']],
    ['patient', ['low', 'old', 'second', 'twin', 'mine', 'called', 'night']],
    ['ward', ['old', 'twin', 'second', 'low', 'mine', 'called', 'night']],
    ['test', ['old', 'second', 'mine', 'called', 'night', 'twin', 'low']],
  ])('sorted by %s pages without gaps or repeats', async (sort, expected) => {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read({ sort, limit: 2, ...(cursor && { cursor }) });
      seen.push(...names(page));
      cursor = page.nextCursor;
    } while (cursor);
    expect([...seen].sort()).toEqual([...expected].sort());
    // Within equals the order's number decides; what is sorted by a name is grouped by it.
    if (sort !== 'test') expect(seen).toEqual(expected);
    else expect(seen.at(-1)).toBe('low');
  });

  it('says the place of every order and gives the rows of those asked for', async () => {
    const whole = await read({ limit: 4 });
    expect(whole.billIds).toEqual(whole.items.map(({ billId }) => billId));
    const some = await read({ limit: 4, rowsOf: `${bills.night.billId},${bills.second.billId}` });
    expect(names(some)).toEqual(['second']);
    expect({ ...some, items: [] }).toEqual({ ...whole, items: [] });
    expect(some.items).toEqual(whole.items.filter(({ billId }) => billId === bills.second.billId));
  });

  it('marks names that are alike, what else is open of the patient, who has it and what was sent', async () => {
    const items = new Map((await read()).items.map((item) => [names({ items: [item] })[0], item]));
    expect([...items].filter(([, item]) => item.hasSimilarName).map(([name]) => name)).toEqual(['old', 'twin', 'second']);
    expect(items.get('old')?.otherOpen).toEqual({ orders: 1, reports: 1 });
    expect(items.get('twin')?.otherOpen).toEqual({ orders: 0, reports: 0 });
    expect(items.get('old')?.notices).toEqual([
      { channel: 'email', sent: 0, waiting: 1, failed: 0 },
      { channel: 'sms', sent: 0, waiting: 1, failed: 0 },
    ]);
    expect(items.get('called')?.ownership).toMatchObject({
      claim: { name: 'S. Marsh' },
      people: [{ name: 'S. Marsh', callStartedAt: '2026-11-23T10:44:00.000Z' }],
      unownedSince: null,
    });
    expect(items.get('old')?.ownership).toMatchObject({
      claim: null,
      unownedSince: '2026-11-23T09:30:00.000Z',
      isUnownedTooLong: true,
    });
    expect(items.get('night')?.ownership).toMatchObject({ isUnownedTooLong: false });
    expect(items.get('old')?.nextContact).toEqual({ name: 'Dr Ada Finch', isOnDuty: false });
  });

  it('wants a pathologist’s advice once the ladder told the pathologists, and where the order is with them', async () => {
    expect((await read()).counts.advice).toBe(1);
    await rows(
      `begin; set local session_replication_role = replica;
       update escalation_steps s set done_at = s.due_at, outcome = 'told' from escalation_runs u
       where u.lab_id = s.lab_id and u.id = s.run_id and u.bill_id = ${bills.twin.billId} and s.who = 'pathologist'; commit`,
    );
    const page = await read({ state: 'advice' });
    expect(names(page)).toEqual(['twin', 'mine']);
    expect(page.counts.advice).toBe(2);
    const other = { ...lab.session, userId: 'somebody-else' };
    expect(names(await read({ state: 'advice' }, other))).toEqual(['twin']);
  });

  it('says how many results were checked today where nothing is open, and does not count them otherwise', async () => {
    const session: LabSession = { ...lab.session, kind: 'user', departmentDataType: 1, departmentIds: [lab.haematologyId + 999] };
    const empty = await read({}, session);
    expect([empty.counts.pending, empty.feed.resultsToday]).toEqual([0, 8]);
    expect((await read()).feed.resultsToday).toBeNull();
  });

  it('takes no name for alike that is out of sight', async () => {
    const session: LabSession = { ...lab.session, kind: 'user', departmentDataType: 1, departmentIds: [lab.haematologyId] };
    expect((await read({}, session)).items.map((item) => [item.hasSimilarName, item.otherOpen.orders])).toEqual([[false, 0]]);
  });

  it('shows numbers to call to those who call, and to nobody else', async () => {
    const auditor: LabSession = { ...lab.session, role: 'auditor' };
    const phones = async (session: LabSession) => {
      const page = await read({ billIds: String(bills.night.billId) }, session);
      const records = await test.db.inLab(lab.labId, (tx) =>
        readCriticalRecords(tx, session, bills.old.billId, now, resolveContacts),
      );
      return [
        page.items[0]?.orderingPhone,
        records.contacts.some(({ phone, email, points }) => phone ?? email ?? points.length > 0),
      ];
    };
    expect(await phones(lab.session)).toEqual(['555-0142', true]);
    expect(await phones(auditor)).toEqual([null, false]);
  });

  it('says of every feed when it was heard', async () => {
    const page = await read();
    expect(page.feed.sources).toEqual([{ name: 'LIS-1', lastMessageAt: page.feed.lastMessageAt, silentSince: null }]);
    expect(page.feed.lastMessageAt).not.toBeNull();
  });

  it('names the tests and people there are to filter by', async () => {
    const facets = await test.db.inLab(lab.labId, async (tx) =>
      worklistFacetsSchema.parse(await readFacets(tx, lab.session, now)),
    );
    expect(facets.tests.map(({ code }) => code).sort()).toEqual(['K', 'NA']);
    expect(facets.people).toEqual([
      { userId: 'user-north', name: 'M. Osei' },
      { userId: 'other', name: 'S. Marsh' },
    ]);
  });
});

describe('what one call would serve', () => {
  it('is the patient’s other open orders, and those of others by doctor, else ward, else organization', async () => {
    const related = await test.db.inLab(lab.labId, async (tx) =>
      relatedOrdersSchema.parse(await readRelated(tx, lab.session, bills.old.billId, now, resolveContacts)),
    );
    expect(names({ items: related.samePatient })).toEqual(['second']);
    expect(related.sameRecipient.map(({ kind, name, items }) => [kind, name, names({ items })])).toEqual([
      ['doctor', 'Dr Ada Finch', ['twin', 'low', 'mine', 'called']],
    ]);
    const bySecond = await test.db.inLab(lab.labId, (tx) =>
      readRelated(tx, lab.session, bills.second.billId, now, resolveContacts),
    );
    expect(bySecond.sameRecipient.map(({ kind, name }) => [kind, name])).toEqual([['ward', '7B']]);
  });

  it('is not said of an order out of sight', async () => {
    const session: LabSession = { ...lab.session, kind: 'user', departmentDataType: 1, departmentIds: [lab.haematologyId] };
    const asked = test.db.inLab(lab.labId, (tx) => readRelated(tx, session, bills.old.billId, now, resolveContacts));
    await expect(asked).rejects.toMatchObject({ status: 404 });
  });
});

describe('a named view', () => {
  const view = (name: string, more: Partial<SavedView> = {}): SavedView =>
    savedViewSchema.parse({ name, view: { filters: { state: 'overdue', assigned: 'me' }, sort: 'patient' }, ...more });
  const inLab = <T>(work: (tx: Parameters<typeof listViews>[0]) => Promise<T>) => test.db.inLab(lab.labId, work);
  const supervisor = (): LabSession => ({ ...lab.session, role: 'supervisor', userId: 'boss', userName: 'Boss' });
  const codeOf = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => null,
      (reason) => reason,
    );
    return error instanceof Refused ? [error.status, error.refusal.refusal] : error;
  };

  it('is private unless a supervisor shares it; names are taken once for each person', async () => {
    const mine = await inLab((tx) => saveView(tx, lab.session, view('My late ones'), now));
    expect(mine).toMatchObject({
      isMine: true,
      view: { filters: { state: 'overdue', assigned: 'me' }, sort: 'patient', hiddenColumns: [] },
    });
    expect(await codeOf(inLab((tx) => saveView(tx, lab.session, view('my LATE ones'), now)))).toEqual([
      409,
      'worklist.view-name',
    ]);
    expect(await codeOf(inLab((tx) => saveView(tx, lab.session, view('All', { isShared: true }), now)))).toEqual([
      403,
      'worklist.may-not-share',
    ]);
    const shared = await inLab((tx) => saveView(tx, supervisor(), view('Everybody', { isShared: true }), now));
    expect((await inLab((tx) => listViews(tx, lab.session))).map(({ name, isMine }) => [name, isMine])).toEqual([
      ['My late ones', true],
      ['Everybody', false],
    ]);
    expect((await inLab((tx) => listViews(tx, supervisor()))).map(({ name }) => name)).toEqual(['Everybody']);
    expect(await codeOf(inLab((tx) => changeView(tx, lab.session, shared.id, view('Mine now'), now)))).toEqual([
      403,
      'worklist.view-not-yours',
    ]);
    expect(await codeOf(inLab((tx) => deleteView(tx, supervisor(), mine.id, now)))).toEqual([404, 'worklist.view-unknown']);
    expect(await inLab((tx) => changeView(tx, lab.session, mine.id, view('Late'), now))).toMatchObject({ name: 'Late' });
    await inLab((tx) => deleteView(tx, supervisor(), shared.id, now));
    expect((await inLab((tx) => listViews(tx, lab.session))).map(({ name }) => name)).toEqual(['Late']);
    expect(await rows(`select payload->>'what' as what from events where type = 'worklist-view-changed' order by seq`)).toEqual([
      { what: 'shared' },
      { what: 'deleted' },
    ]);
  });
});
