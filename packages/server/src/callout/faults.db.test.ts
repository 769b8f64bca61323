import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import type { Database } from '../platform/db.ts';
import { type ProcessCallout, processCallout, type QueueDeliveries, reviewReports } from './index.ts';

const now = new Date('2026-11-23T10:12:00Z');
const directory = { resolveContacts, reportWrongNumber, suggestContact };
let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

/** A message is queued by a statement of its own, so that the submit has one more place to break. */
const queue: QueueDeliveries = async (tx, request) => {
  await sql`insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, message_id, state, due_at, queued_at)
    select lab_id, id, bill_number, ${request.eventSeq}, 'email', 'organization', 'Harbour Clinic', 'desk@harbour.example', '{"subject":"s","text":"t","html":"h"}',
      ${`<${request.eventSeq}@test>`}, 'queued', ${now}, ${now} from bills where lab_id = ${request.labId} and id = ${request.billId}`.execute(
    tx,
  );
  return { queued: [], missing: [] };
};

function submit(bill: FixtureBill, db: Database, more: Partial<ProcessCallout> = {}) {
  const input: ProcessCallout = {
    session: lab.session,
    billId: bill.billId,
    labReportIds: bill.reportIds,
    isDraft: false,
    seenVersion: 3,
    baseUrl: '',
    now,
    notification: {
      recipients: ['organization'],
      sendEmail: true,
      sendFax: false,
      sendSms: false,
      sendWhatsapp: false,
      notifiedByCall: { name: 'Rowan Birch', contact: '' },
    },
    ...more,
  };
  return db.inLab(lab.labId, (tx) => processCallout(tx, input, queue, directory));
}

/** Everything a submit may write, as one text: equal texts, nothing was written. */
const footprint = (bill: FixtureBill): Promise<string> =>
  test.db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{ text: string }>`select jsonb_build_object(
        'reports', (select jsonb_agg(r order by r.id) from lab_reports r where r.bill_id = ${bill.billId}),
        'callouts', (select jsonb_agg(c order by c.id) from critical_callouts c where c.bill_id = ${bill.billId}),
        'events', (select count(*) from events), 'head', (select seq from event_heads), 'outbox', (select jsonb_agg(o) from search_outbox o where o.bill_id = ${bill.billId}),
        'deliveries', (select count(*) from deliveries), 'bill', (select b.version from bills b where b.id = ${bill.billId}))::text as text`.execute(
      tx,
    );
    return rows[0]?.text ?? '';
  });

/** A pool whose connection is torn at the nth statement, before it is sent: what a lost network or a dead server looks like. */
function breakingAt(n: number): { db: Database; count: () => number } {
  const db = test.open({ poolSize: 1 });
  let sent = 0;
  db.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const torn = client as pg.PoolClient & { connection: { stream: { destroy: () => void } } };
    Object.assign(client, {
      query: (...args: unknown[]) => {
        sent += 1;
        if (sent === n) torn.connection.stream.destroy();
        return query(...args);
      },
    });
  });
  return { db, count: () => sent };
}

describe('everything or nothing', () => {
  it.each([
    ['a closing', false],
    ['an attempt', true],
  ])(
    'writes nothing when the connection breaks before any one of its statements, and all of it afterwards: %s',
    async (_name, isDraft) => {
      const bill = await seedBill(test.db, lab, { reports: 3 });
      await submit(bill, test.db, { isDraft: true, labReportIds: bill.reportIds.slice(0, 1) });
      const before = await footprint(bill);
      for (let n = 1; n <= 40; n += 1) {
        const { db, count } = breakingAt(n);
        const outcome = await submit(bill, db, { isDraft }).then(
          () => 'written',
          () => 'refused',
        );
        if (outcome === 'written') {
          // The break lay behind the last statement: every place before it was tried.
          expect(count()).toBeLessThan(n);
          expect(n).toBeGreaterThan(12);
          expect(await footprint(bill)).not.toBe(before);
          return;
        }
        expect([n, await footprint(bill)]).toEqual([n, before]);
      }
      expect.fail('the submit never went through');
    },
  );
});

describe('two users, one order', () => {
  it('a hundred times: one done, one refused by name, and both records once the second adds theirs', async () => {
    const other = { ...lab.session, userId: 'u2', userName: 'J. Lind' };
    for (let round = 0; round < 100; round += 1) {
      const bill = await seedBill(test.db, lab, { reports: 2 });
      const first = submit(bill, test.db, { seenVersion: 2 });
      const second = submit(bill, test.db, { seenVersion: 2, session: other });
      const outcomes = await Promise.allSettled([first, second]);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      const rejected = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(rejected?.reason).toMatchObject({ status: 409, refusal: { refusal: 'callout.stale-version' } });
      await submit(bill, test.db, { seenVersion: 3, session: other });
      const { rows } = await test.db.inLab(lab.labId, (tx) =>
        sql<{ rows: number; acts: number; open: number }>`select count(*) as rows, count(distinct event_seq) as acts,
          (select count(*) from lab_reports where bill_id = ${bill.billId} and critical_values <> 2) as open
          from critical_callouts where bill_id = ${bill.billId}`.execute(tx),
      );
      expect(rows[0]).toEqual({ rows: 4, acts: 2, open: 0 });
    }
  });
});

describe('reports that arrive meanwhile', () => {
  it('make the closing stale, so that nobody closes what nobody saw', async () => {
    const bill = await seedBill(test.db, lab, { reports: 100 });
    const critical = { value: '7.0', unit: 'mmol/L', isCritical: true };
    const [first = 0] = bill.reportIds;
    const review = test.db.inLab(lab.labId, (tx) =>
      reviewReports(tx, {
        labId: lab.labId,
        now,
        reports: [
          {
            labReportId: first,
            billId: bill.billId,
            testName: 'K',
            current: 1,
            patientClass: null,
            results: [{ identity: 'K', ...critical, isAbnormal: true, status: 'C' }],
            changes: [{ identity: 'K', kind: 'changed', before: { ...critical, value: '6.8' }, after: critical }],
          },
        ],
      }),
    );
    const [, closing] = await Promise.allSettled([review, submit(bill, test.db, { seenVersion: 2 })]);
    const states = await footprint(bill);
    if (closing.status === 'fulfilled') expect(JSON.parse(states).bill).toBe(4);
    else expect(closing.reason).toMatchObject({ status: 409 });
    expect(
      JSON.parse(states).reports.filter((report: { critical_values: number }) => [1, 2].includes(report.critical_values)),
    ).toHaveLength(100);
  });
});

describe('the stored JSON', () => {
  it('is refused by the database with a key too many or too few', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, test.db, { isDraft: true });
    const copyWith = (meta: string, values = 'critical_values_meta') =>
      test.db.inLab(lab.labId, (tx) =>
        sql
          .raw(
            `insert into critical_callouts (lab_id, bill_id, bill_number, is_draft, superseded_at, recipients, critical_callout_meta, critical_values_meta, outcome, performed_by_user,
              performed_at, recorded_at, event_seq) select lab_id, bill_id, bill_number, true, recorded_at, recipients, ${meta}, ${values}, outcome, performed_by_user, performed_at,
              recorded_at, event_seq from critical_callouts where bill_id = ${bill.billId} limit 1`,
          )
          .execute(tx),
      );
    await expect(copyWith(`critical_callout_meta || '{"colour": 1}'`)).rejects.toThrow(/critical_callouts_meta_keys/);
    await expect(copyWith(`critical_callout_meta - 'log_message'`)).rejects.toThrow(/critical_callouts_meta_keys/);
    await expect(copyWith('critical_callout_meta', `'[{"parameter_name": "K", "mood": "x"}]'`)).rejects.toThrow(
      /critical_callouts_values_keys/,
    );
    await copyWith('critical_callout_meta');
  });
});
