import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, seedLab } from '../../test/fixture.ts';
import { appendEvents, type NewEvent, recordAccess, SYSTEM_ACTOR, sealDay, startLiveFeed, verifyEvents } from './index.ts';

const now = new Date('2026-11-23T10:00:00.123Z');
const event = (text: string, more: Partial<NewEvent> = {}): NewEvent => ({
  at: now,
  category: 640,
  type: 'report-classified',
  text,
  actor: SYSTEM_ACTOR,
  ...more,
});

let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

const append = (...events: NewEvent[]) => test.db.inLab(lab.labId, (tx) => appendEvents(tx, lab.labId, events));

/** What only somebody with the database owner's rights could do. */
async function tamper(statement: string): Promise<void> {
  const client = await test.db.pool.connect();
  try {
    await client.query(`alter table events disable trigger user; ${statement}; alter table events enable trigger user`);
  } finally {
    client.release();
  }
}

describe('the audit chain', () => {
  it('numbers events without gaps however many write at once, and verifies', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        append(
          event(`first ${index}`),
          event(`second ${index}`, { bill_id: 4, lab_report_ids: [7, 8], note: 'ünïcode \u2028 "x"' }),
        ),
      ),
    );
    expect(await verifyEvents(test.db, lab.labId)).toMatchObject({ checked: 40, broken: null, head: { seq: 40 } });
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const attempt = test.db.inLab(lab.labId, async (tx) => {
      await appendEvents(tx, lab.labId, [event('never happened')]);
      throw new Error('the write after it failed');
    });
    await expect(attempt).rejects.toThrow('the write after it failed');
    expect(await verifyEvents(test.db, lab.labId)).toMatchObject({ checked: 40, broken: null });
  });

  it.each([
    [
      'changed text',
      `update events set text = 'nothing happened' where seq = 7`,
      `update events set text = (payload->>'text') where seq = 7`,
      { seq: 7, reason: 'column text is not what was hashed' },
    ],
    [
      'a changed payload',
      `update events set payload = replace(payload::text, 'first', 'other')::json where seq = 9`,
      `update events set payload = replace(payload::text, 'other', 'first')::json where seq = 9`,
      { seq: 9, reason: 'its content does not match its hash' },
    ],
    [
      'a moved time',
      `update events set at = at - interval '1 hour' where seq = 3`,
      `update events set at = (payload->>'at')::timestamptz where seq = 3`,
      { seq: 3, reason: 'column at is not what was hashed' },
    ],
    [
      'a head moved back',
      `update event_heads set seq = 39`,
      `update event_heads set seq = 40`,
      { seq: 41, reason: 'the chain ends at 40, its head says 39' },
    ],
  ])('names the first line that does not fit: %s', async (_name, harm, repair, broken) => {
    await tamper(harm);
    expect((await verifyEvents(test.db, lab.labId)).broken).toEqual(broken);
    await tamper(repair);
    expect((await verifyEvents(test.db, lab.labId)).broken).toBeNull();
  });

  it('is sealed once a day; a chain rewritten from the start contradicts its seal', async () => {
    const deps = { db: test.db, clock: { now: () => now } };
    expect(await sealDay(deps)).toBe(1);
    expect(await sealDay(deps)).toBe(0);
    await tamper(`update event_seals set hash = sha256('x')`).catch(() => undefined);
    expect((await verifyEvents(test.db, lab.labId)).broken).toBeNull();
    await tamper(
      `alter table event_seals disable trigger user; update event_seals set hash = sha256('x'); alter table event_seals enable trigger user`,
    );
    expect((await verifyEvents(test.db, lab.labId)).broken).toEqual({
      seq: 40,
      reason: 'its hash is not the one sealed on 2026-11-23',
    });
  });

  it('names a missing line', async () => {
    await tamper(`delete from events where seq = 20`);
    expect((await verifyEvents(test.db, lab.labId)).broken).toEqual({ seq: 20, reason: 'event 20 is missing' });
  });
});

describe('beside the chain', () => {
  it('keeps who looked at which orders, and refuses to change it', async () => {
    await test.db.inLab(lab.labId, (tx) =>
      recordAccess(tx, lab.session, { action: 'worklist.read', billIds: [1, 2], at: now, requestId: 'r1', address: '127.0.0.1' }),
    );
    const { rows } = await test.db.inLab(lab.labId, (tx) =>
      sql`select user_id, action, bill_ids, reason from access_log`.execute(tx),
    );
    expect(rows).toEqual([{ user_id: lab.session.userId, action: 'worklist.read', bill_ids: [1, 2], reason: null }]);
    await expect(test.db.inLab(lab.labId, (tx) => sql`update access_log set action = 'x'`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
  });

  it('tells listeners of a lab about its own news only', async () => {
    const other = await seedLab(test.db, 'south');
    const feed = await startLiveFeed(test.db);
    const heard: string[] = [];
    const gotOwn = new Promise<void>((resolve) => feed.subscribe(other.labId, () => resolve(void heard.push('south'))));
    feed.subscribe(lab.labId + 1_000, () => heard.push('elsewhere'));
    await test.db.inLab(other.labId, (tx) => appendEvents(tx, other.labId, [event('news')]));
    await gotOwn;
    expect(heard).toEqual(['south']);
    await feed.close();
  });
});
