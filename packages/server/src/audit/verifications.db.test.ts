import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, seedLab } from '../../test/fixture.ts';
import { createLogger } from '../platform/log.ts';
import { appendEvents, listVerifications, SYSTEM_ACTOR, sealDay, verifyAndKeep, verifyDue } from './index.ts';

const HOUR_MS = 3_600_000;
let now = new Date('2026-11-23T10:00:00Z');
const later = (hours: number): void => {
  now = new Date(now.getTime() + hours * HOUR_MS);
};

let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  await append('first', 'second', 'third');
});
afterAll(() => test.drop());

const deps = () => ({ db: test.db, clock: { now: () => now }, log: createLogger('fatal', { write: () => undefined }) });
const append = (...texts: string[]) =>
  test.db.inLab(lab.labId, (tx) =>
    appendEvents(
      tx,
      lab.labId,
      texts.map((text) => ({ at: now, category: 640, type: 'report-classified', text, actor: SYSTEM_ACTOR })),
    ),
  );
const verify = () =>
  verifyAndKeep(deps(), lab.labId, { actor: { user_id: 'u', name: 'A. Lind', kind: 'user' }, through: 'screen' });
const newest = async () => (await test.db.inLab(lab.labId, (tx) => listVerifications(tx, lab.labId, 1)))[0];
async function tamper(text: string): Promise<void> {
  const client = await test.db.pool.connect();
  try {
    await client.query('alter table events disable trigger user');
    await client.query('update events set text = $1 where seq = 2', [text]);
    await client.query('alter table events enable trigger user');
  } finally {
    client.release();
  }
}

it('keeps who verified, when, and that all fits', async () => {
  expect(await verify()).toMatchObject({ checked: 3, broken: null });
  expect(await newest()).toMatchObject({
    at: now.toISOString(),
    askedBy: 'A. Lind',
    askedThrough: 'screen',
    checked: 3,
    broken: null,
  });
});

it('keeps the first event that does not fit, and that a later verification fits again', async () => {
  await tamper('nothing happened');
  later(1);
  const broken = { seq: 2, reason: 'column text is not what was hashed' };
  expect(await verify()).toMatchObject({ checked: 1, broken });
  expect(await newest()).toMatchObject({ at: now.toISOString(), checked: 1, broken });
  await tamper('second');
  await verify();
  expect(await newest()).toMatchObject({ checked: 5, broken: null });
  // Both outcomes stand in the chain that was verified.
  expect(await verify()).toMatchObject({ checked: 6, broken: null });
});

it('verifies by itself once for each sealed day, and finds what was changed meanwhile', async () => {
  expect(await verifyDue(deps())).toBe(0);
  expect(await sealDay(deps())).toBe(1);
  expect([await verifyDue(deps()), await verifyDue(deps())]).toEqual([1, 0]);
  expect(await newest()).toMatchObject({ askedThrough: 'daily', askedBy: 'Critical Callout', broken: null });
  await tamper('somebody else was told');
  later(24);
  await append('a day later');
  expect(await sealDay(deps())).toBe(1);
  const both = await Promise.all([verifyDue(deps()), verifyDue(deps())]);
  expect(both.toSorted()).toEqual([0, 1]);
  expect(await newest()).toMatchObject({ askedThrough: 'daily', broken: { seq: 2 } });
});

it('changes no outcome', async () => {
  const change = test.db.pool.query('update audit_verifications set broken_seq = null, broken_reason = null');
  await expect(change).rejects.toThrow('audit_verifications rows are never changed');
});
