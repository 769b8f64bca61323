import { readHl7v2 } from '@critical-callout/domain/ingest';
import type { PracticeMessage } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { PRACTICE_USERS } from './practice-lab.ts';
import { type Demo, startDemo } from './run.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Played = { message: PracticeMessage; answer: string };

async function play(
  messages: number,
  seed: number,
  secret = 'a secret of forty characters for tests..',
): Promise<{ demo: Demo; played: Played[] }> {
  const played: Played[] = [];
  const env = {
    DATABASE_URL: database.url,
    CALLOUT_SECRET: secret,
    CALLOUT_HTTP_PORT: '0',
    CALLOUT_MLLP_PORT: '0',
    CALLOUT_LOG_LEVEL: 'silent',
  };
  const demo = await startDemo({
    env,
    speed: 1000,
    seed,
    messages,
    onAnswer: (message, answer) => played.push({ message, answer }),
  });
  await demo.played;
  return { demo, played };
}

async function signIn(demo: Demo, userName: string, password = demo.password): Promise<Response> {
  return fetch(`${demo.url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { origin: demo.url, 'content-type': 'application/json' },
    body: JSON.stringify({ username: userName, password }),
  });
}

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await database.db.inSystem((tx) => query.execute(tx))).rows;
const billOf = ({ message }: Played): string => {
  const [one] = readHl7v2(message.text).messages;
  return one?.outcome === 'results' ? (one.message.orders[0]?.billNumber ?? '') : '';
};

/** Tells the organization of one open order by e-mail, as the callout panel does. */
async function tellByMail(demo: Demo): Promise<{ status: number; body: string }> {
  const signedIn = await signIn(demo, 'tess');
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const headers = { cookie, origin: demo.url };
  const list = await fetch(`${demo.url}/api/v1/worklist?tab=pending`, { headers });
  const { items } = (await list.json()) as {
    items: { billId: number; version: number; billNumber: string; reports: { labReportId: number }[] }[];
  };
  const bill = items.find(({ billNumber }) => !billNumber.startsWith('unreadable-'));
  if (!bill) throw new Error('the worklist is empty');
  const answer = await fetch(`${demo.url}/api/v1/bills/${bill.billId}/callouts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'demo-1', 'if-match': `"${bill.version}"` },
    body: JSON.stringify({
      labReportIds: bill.reports.map(({ labReportId }) => labReportId),
      isDraft: true,
      notification: { recipients: ['organization'], sendEmail: true, outcome: 'left-message', comment: 'Asked to call back.' },
    }),
  });
  return { status: answer.status, body: await answer.text() };
}

describe('the demo', () => {
  it('plays a day, puts exactly what needs a call on the worklist, and continues at the next start', async () => {
    const first = await play(120, 5);
    try {
      expect(first.played).toHaveLength(120);
      for (const { message, answer } of first.played)
        expect([message.kind, /\rMSA\|(..)/.exec(answer)?.[1]]).toEqual([message.kind, message.kind === 'broken' ? 'AE' : 'AA']);
      const latest = new Map(
        first.played.filter(({ message }) => message.kind !== 'broken').map((one) => [billOf(one), one.message.isCritical]),
      );
      const expected = [...latest].filter(([bill, isCritical]) => isCritical && bill !== '').map(([bill]) => bill);
      const open = await rows(sql<{
        bill_number: string;
      }>`select b.bill_number from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
        join results x on x.lab_id = r.lab_id and x.lab_report_id = r.id and x.superseded_at is null and x.is_critical
        where r.critical_values = 1 group by b.bill_number`);
      const isUnread = (bill: string) => bill.startsWith('unreadable-');
      expect(
        open
          .map((row) => row.bill_number)
          .filter((bill) => !isUnread(bill))
          .sort(),
      ).toEqual(expected.sort());
      // A broken message that carries HH, LL or AA opens a callout of its own.
      const unread = first.played.filter(({ message }) => message.kind === 'broken' && message.isCritical);
      expect(open.filter((row) => isUnread(row.bill_number))).toHaveLength(unread.length);
      expect(expected.length).toBeGreaterThan(5);
      const broken = await rows(sql<{ n: number }>`select count(*) as n from inbound_messages where state = 'QUARANTINED'`);
      expect(broken[0]?.n).toBe(first.played.filter(({ message }) => message.kind === 'broken').length);

      expect((await signIn(first.demo, 'tess')).status).toBe(200);
      expect((await signIn(first.demo, 'tess', 'not the password at all')).status).toBe(401);

      const told = await tellByMail(first.demo);
      expect([told.status, told.body]).toEqual([201, expect.any(String)]);
      const mailbox = async () => (await fetch(first.demo.mailboxUrl)).text();
      await vi.waitFor(async () => expect(await mailbox()).toContain('[PRACTICE] Critical result'), { timeout: 30_000 });
    } finally {
      await first.demo.close();
    }

    const second = await play(10, 6);
    try {
      expect(second.demo.password).toBe(first.demo.password);
      expect((await signIn(second.demo, 'sofia')).status).toBe(200);
      const [counts] = await rows(sql<{
        labs: number;
        members: number;
        bills: number;
      }>`select (select count(*) from labs) as labs,
        (select count(*) from memberships) as members, (select count(*) from bills) as bills`);
      expect(counts?.labs).toBe(1);
      expect(counts?.members).toBe(PRACTICE_USERS.length);
      expect(counts?.bills).toBeGreaterThan(new Set(first.played.map(billOf)).size);
    } finally {
      await second.demo.close();
    }
  });

  it('prints a password that works after the secret changed', async () => {
    const { demo } = await play(0, 1, 'another secret of forty characters, moved');
    try {
      expect((await signIn(demo, 'otto')).status).toBe(200);
    } finally {
      await demo.close();
    }
  });

  it('is a practice lab whose users reach every role, with limits as examples and the policy proven', async () => {
    const [lab] = await rows(sql<{ is_practice: boolean; policy: object }>`select is_practice,
      (select value from lab_settings s where s.lab_id = l.id and s.key = 'callout_policy') as policy from labs l`);
    expect(lab).toEqual({ is_practice: true, policy: { completion: 'proven' } });
    const limits = await rows(
      sql<{
        approved: number;
        waiting: number;
      }>`select count(approved_at) as approved, count(*) - count(approved_at) as waiting from limits`,
    );
    expect(limits[0]?.approved).toBe(0);
    expect(limits[0]?.waiting).toBeGreaterThan(50);
    const roles = await rows(sql<{ role: string }>`select distinct role from memberships order by role`);
    expect(roles.map(({ role }) => role)).toEqual([...new Set(PRACTICE_USERS.map(({ role }) => role))].sort());
  });

  it('does not mix with a laboratory that is not for practice', async () => {
    const real = await createTestDatabase();
    try {
      await real.db.inSystem((tx) =>
        sql`insert into labs (code, name, created_at) values ('north', 'Northside', now())`.execute(tx),
      );
      const env = {
        DATABASE_URL: real.url,
        CALLOUT_SECRET: 'a secret of forty characters for tests..',
        CALLOUT_HTTP_PORT: '0',
        CALLOUT_MLLP_PORT: '0',
        CALLOUT_LOG_LEVEL: 'silent',
      };
      await expect(startDemo({ env, speed: 1, seed: 1 })).rejects.toThrow(/"north", which is not for practice/);
    } finally {
      await real.drop();
    }
  });
});
