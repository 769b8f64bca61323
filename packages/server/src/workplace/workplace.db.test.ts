import { userPreferencesSchema } from '@critical-callout/contract/workplace';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { verifyAndKeep } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { createLogger } from '../platform/log.ts';
import { findPreferences, putPreferences } from './queries.ts';
import { dropTypedText, keepTypedText, noteWorkstation, readStatus, readTypedText } from './service.ts';

const now = new Date('2026-11-23T10:45:00Z');

let test: TestDatabase;
let lab: Fixture;
let bill: FixtureBill;
let other: LabSession;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  bill = await seedBill(test.db, lab, { now });
  other = { ...lab.session, userId: 'other', userName: 'A. Lind' };
  await test.db.inSystem(async (tx) => {
    for (const { userId, userName } of [lab.session, other]) {
      await sql`insert into users (id, name, username, email, created_at, updated_at)
        values (${userId}, ${userName}, ${userId}, ${`${userId}@harbour.example`}, ${now}, ${now})`.execute(tx);
      await sql`insert into memberships (lab_id, user_id, role, kind, department_data_type, created_at, updated_at)
        values (${lab.labId}, ${userId}, 'caller', 'user', 0, ${now}, ${now})`.execute(tx);
    }
  });
});
afterAll(() => test.drop());

const inLab = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => test.db.inLab(lab.labId, work);
const text = (comment: string) => ({ seenVersion: 2, form: { comment } });

it('keeps what one person typed about an order until it is dropped, and shows it to nobody else', async () => {
  expect(await inLab((tx) => readTypedText(tx, lab.session, bill.billId))).toEqual({ kept: null });
  await inLab((tx) => keepTypedText(tx, lab.session, bill.billId, text('ward asks'), now));
  await inLab((tx) => keepTypedText(tx, lab.session, bill.billId, text('ward asks to be called back'), now));
  await inLab((tx) => keepTypedText(tx, other, bill.billId, text('mine'), now));
  expect(await inLab((tx) => readTypedText(tx, lab.session, bill.billId))).toEqual({
    kept: { ...text('ward asks to be called back'), updatedAt: now.toISOString() },
  });
  await inLab((tx) => dropTypedText(tx, lab.session, bill.billId));
  expect(await inLab((tx) => readTypedText(tx, lab.session, bill.billId))).toEqual({ kept: null });
  expect((await inLab((tx) => readTypedText(tx, other, bill.billId))).kept?.form).toEqual({ comment: 'mine' });
});

it('refuses text about an order the session does not see as if it were unknown', async () => {
  const hidden: LabSession = { ...lab.session, kind: 'user', departmentIds: [] } as LabSession;
  for (const session of [hidden, { ...hidden, departmentIds: [lab.haematologyId] } as LabSession]) {
    await expect(inLab((tx) => readTypedText(tx, session, bill.billId))).rejects.toMatchObject({ status: 404 });
    await expect(inLab((tx) => keepTypedText(tx, session, bill.billId, text('x'), now))).rejects.toMatchObject({ status: 404 });
  }
});

it('forgets text that nobody went on with for days', async () => {
  await inLab((tx) => keepTypedText(tx, other, bill.billId, text('Friday'), now));
  const monday = new Date(now.getTime() + 3 * 86_400_000);
  await inLab((tx) => keepTypedText(tx, lab.session, bill.billId, text('Monday'), monday));
  expect((await inLab((tx) => readTypedText(tx, other, bill.billId))).kept?.form).toEqual({ comment: 'Friday' });
  await inLab((tx) =>
    keepTypedText(tx, lab.session, bill.billId, text('Friday again'), new Date(now.getTime() + 5 * 86_400_000)),
  );
  expect(await inLab((tx) => readTypedText(tx, other, bill.billId))).toEqual({ kept: null });
});

it('preferences follow their person and refuse what is not one', async () => {
  expect(await inLab((tx) => findPreferences(tx, lab.session))).toEqual({});
  const chosen = userPreferencesSchema.parse({ hasSingleKeys: false, ownKeys: { next: ['m'], claim: [] } });
  await inLab((tx) => putPreferences(tx, lab.session, chosen, now));
  expect(await inLab((tx) => findPreferences(tx, lab.session))).toEqual(chosen);
  expect(await inLab((tx) => findPreferences(tx, other))).toEqual({});
  expect(userPreferencesSchema.safeParse({ patient: 'x' }).success).toBe(false);
});

it('names feeds that fell silent, since they were last heard', async () => {
  expect((await inLab((tx) => readStatus(tx, lab.session, now))).feeds).toEqual([]);
  const heard = new Date(now.getTime() - 30 * 60_000);
  await test.db.inSystem(async (tx) => {
    const { rows } = await sql<{
      id: number;
    }>`insert into sources (lab_id, code, name) values (${lab.labId}, 'LIS-9', 'Night feed')
      returning id`.execute(tx);
    await sql`insert into feed_watch (lab_id, source_id, last_received_at, silent_at)
      values (${lab.labId}, ${rows[0]?.id}, ${heard}, ${now})`.execute(tx);
  });
  expect((await inLab((tx) => readStatus(tx, lab.session, now))).feeds).toEqual([
    { name: 'Night feed', silentSince: heard.toISOString() },
  ]);
});

it('writes down that an alarm was silenced and whether the test tone was heard', async () => {
  await inLab((tx) => noteWorkstation(tx, lab.session, { what: 'shift-started', isSoundHeard: false, hasNotices: true }, now));
  await inLab((tx) => noteWorkstation(tx, lab.session, { what: 'alarm-silenced', seconds: 120 }, now));
  const { rows } = await inLab((tx) =>
    sql<{
      text: string;
    }>`select text from events where lab_id = ${lab.labId} order by seq desc limit 2`.execute(tx),
  );
  expect(rows.map((row) => row.text)).toEqual([
    expect.stringContaining('Alarm silenced for 120 s'),
    expect.stringContaining('sound NOT heard'),
  ]);
});

it('says what is overdue, what arrived just now and when the next falls due, only within the scope of the session', async () => {
  const chemistry = { labReportId: bill.reportIds[0], department: 'Chemistry', dueAt: '2026-11-23T11:15:00.000Z' };
  const status = (session: LabSession, at: Date) => inLab((tx) => readStatus(tx, session, at));
  expect((await status(lab.session, now)).work).toEqual({
    overdue: 0,
    unclaimed: 0,
    exhausted: 0,
    nextDueAt: '2026-11-23T11:15:00.000Z',
    arrived: [chemistry],
    failedDeliveries: [],
  });
  const later = new Date(now.getTime() + 31 * 60_000);
  expect((await status(lab.session, later)).work).toMatchObject({ overdue: 1, unclaimed: 1, nextDueAt: null, arrived: [] });
  await inLab((tx) =>
    sql`insert into bill_owners (lab_id, bill_id, claim_user_id, claim_name, claimed_at, lease_until, event_seq)
      select ${lab.labId}, ${bill.billId}, 'other', 'A. Lind', ${later}, ${later}::timestamptz + interval '5 minutes', max(seq)
      from events where lab_id = ${lab.labId}`.execute(tx),
  );
  expect((await status(lab.session, later)).work).toMatchObject({ overdue: 1, unclaimed: 0 });
  const elsewhere = { ...lab.session, departmentIds: [lab.haematologyId] } as LabSession;
  expect((await status(elsewhere, later)).work).toMatchObject({ overdue: 0, arrived: [] });
  expect((await status({ ...lab.session, role: 'integrator' } as LabSession, later)).work).toBeNull();
});

it('says to everybody that the audit trail does not verify, until a verification fits again', async () => {
  await inLab((tx) => noteWorkstation(tx, other, { what: 'alarm-silenced', seconds: 120 }, now));
  const log = createLogger('fatal', { write: () => undefined });
  const actor = { user_id: other.userId, name: other.userName, kind: 'user' } as const;
  const verify = () => verifyAndKeep({ db: test.db, clock: { now: () => now }, log }, lab.labId, { actor, through: 'screen' });
  const failure = async () => (await inLab((tx) => readStatus(tx, lab.session, now))).auditFailure;
  const { rows } = await test.db.pool.query<{ text: string }>('select text from events where lab_id = $1 and seq = 1', [
    lab.labId,
  ]);
  const writeOver = (text: string | undefined) =>
    test.db.pool.query(`alter table events disable trigger user; update events set text = '${text}' where lab_id = ${lab.labId} and seq = 1;
      alter table events enable trigger user`);
  expect(await failure()).toBeNull();
  await writeOver('nobody was told');
  expect(await failure()).toBeNull();
  await verify();
  expect(await failure()).toEqual({ at: now.toISOString(), seq: 1, reason: 'column text is not what was hashed' });
  await writeOver(rows[0]?.text);
  await verify();
  expect(await failure()).toBeNull();
});
