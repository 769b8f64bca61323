import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';
import { findFreePort } from '../../src/platform/free-port.ts';
import { migrate } from '../../src/platform/migrate/index.ts';
import { messageOf } from '../intake-lab.ts';
import { foreignSender, type SentMessage } from '../peers/foreign-sender.ts';
import { type Program, runProgram } from '../programs/run.ts';

// A server that is killed keeps nothing in its hands; what it said it had must be in the store. So the store is durable
// here (fsync), and what was said is written down by the senders, outside of it.
const CONNECTIONS = 8;
const MESSAGES = 40;
const KILLS = 6;

let folder: string;
let postgres: EmbeddedPostgres;
let db: Database;
let port: number;
let server: Program | null = null;

const startServer = async (): Promise<void> => {
  const program = runProgram(join(import.meta.dirname, '../../bin/critical-callout.js'), ['serve', '--roles', 'mllp,tick'], {
    DATABASE_URL: postgres.url,
    CALLOUT_SECRET: 'a secret of forty characters for tests..',
    CALLOUT_MLLP_PORT: String(port),
    CALLOUT_LOG_LEVEL: 'error',
  });
  server = program;
  await program.nextLine();
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callout-intake-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  await migrate(postgres.url);
  db = openDatabase({ url: postgres.url, poolSize: 3 });
  port = await findFreePort();
  await db.pool.query(`insert into labs (code, name, created_at) values ('north', 'North Laboratory', now())`);
  await db.pool.query(`insert into sources (lab_id, code, name, mllp_port) values (1, 'lis', 'Laboratory system', 0)`);
});

afterAll(async () => {
  await server?.kill('SIGKILL');
  await db.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers that are the same in every run (mulberry32), so that a failure can be repeated. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function messagesOf(connection: number): SentMessage[] {
  return Array.from({ length: MESSAGES }, (_, i) => {
    const id = `K${connection}-${i}`;
    const enhanced = i % 3 === 0 ? { accept: 'AL', application: 'NE' } : {};
    const isCritical = i % 5 === 0;
    const obx = [`NM|2823-3^Potassium^LN||${isCritical ? '7.1' : '4.2'}|mmol/L|3.5-5.1|${isCritical ? 'HH' : 'N'}|||F`];
    return {
      id,
      raw: messageOf({
        controlId: id,
        order: id,
        filler: id,
        pid: `P${connection}-${i % 7}^^^N^MR||MUSTER^${i}`,
        obx,
        ...enhanced,
      }),
    };
  });
}

const POSITIVE = new Set(['AA', 'CA']);

function answeredIn(witness: string): Map<string, string> {
  const lines = readFileSync(witness, 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(lines.flatMap(([what, id = '', code = '']) => (what === 'answered' && POSITIVE.has(code) ? [[id, code]] : [])));
}

it('loses nothing it acknowledged and writes nothing twice when it is killed again and again', async () => {
  await startServer();
  const random = numbers(20_260_302);
  const senders = Array.from({ length: CONNECTIONS }, (_, connection) => {
    const witness = join(folder, `witness-${connection}`);
    writeFileSync(witness, '');
    return { witness, messages: messagesOf(connection) };
  });
  const unanswered = ({ witness, messages }: (typeof senders)[number]): SentMessage[] => {
    const answered = answeredIn(witness);
    return messages.filter(({ id }) => !answered.has(id));
  };

  for (let kill = 1; kill <= KILLS; kill += 1) {
    // What is still to do is divided among the rounds, so that every kill comes in the middle of work.
    const rounds = senders.map((sender) => {
      const open = unanswered(sender);
      const share = open.slice(0, Math.ceil(open.length / (KILLS - kill + 2)));
      return foreignSender(port, sender.witness, random).send([...share, ...sender.messages.slice(0, 2)]);
    });
    const before = senders.reduce((sum, { witness }) => sum + answeredIn(witness).size, 0);
    const wanted = before + Math.floor(random() * 20);
    await expect
      .poll(() => senders.reduce((sum, { witness }) => sum + answeredIn(witness).size, 0), { timeout: 20_000, interval: 2 })
      .toBeGreaterThanOrEqual(wanted);
    await server?.kill('SIGKILL');
    await Promise.all(rounds);
    // Before anybody sends anything again: what was acknowledged is there.
    const stored = await storedMessages();
    for (const { witness } of senders) for (const id of answeredIn(witness).keys()) expect(stored.get(id) ?? []).toHaveLength(1);
    await startServer();
  }

  for (const sender of senders) await foreignSender(port, sender.witness, random).send(unanswered(sender));
  const stored = await storedMessages();
  expect(stored.size).toBe(CONNECTIONS * MESSAGES);
  for (const sender of senders) {
    expect(unanswered(sender)).toEqual([]);
    for (const { id, raw } of sender.messages) {
      const rows = stored.get(id) ?? [];
      expect(rows.map((row) => row.state)).toEqual(['PROCESSED']);
      expect(rows[0]?.raw.equals(raw)).toBe(true);
    }
  }
  const { rows } = await db.pool.query(
    `select (select count(*)::int from results) as results, (select count(*)::int from bills) as bills,
       (select count(*)::int from lab_reports where critical_values = 1) as open,
       (select count(*)::int from events where type = 'report-became-critical') as events`,
  );
  const critical = CONNECTIONS * Math.ceil(MESSAGES / 5);
  expect(rows[0]).toEqual({ results: CONNECTIONS * MESSAGES, bills: CONNECTIONS * MESSAGES, open: critical, events: critical });
});

it('answers what is in work when it is asked to stop', async () => {
  const witness = join(folder, 'witness-stop');
  writeFileSync(witness, '');
  const messages = Array.from({ length: 200 }, (_, i) => ({
    id: `S${i}`,
    raw: messageOf({ controlId: `S${i}`, order: `S${i}` }),
  }));
  const sending = foreignSender(port, witness, numbers(7)).send(messages);
  await expect.poll(() => answeredIn(witness).size, { timeout: 20_000, interval: 2 }).toBeGreaterThan(10);
  await server?.kill('SIGTERM');
  await sending;
  const answered = answeredIn(witness);
  const stored = await storedMessages();
  for (const id of answered.keys()) expect(stored.get(id)).toHaveLength(1);
  // Clean: nothing was stored whose answer was not given any more.
  expect([...stored.keys()].filter((id) => id.startsWith('S'))).toHaveLength(answered.size);
});

async function storedMessages(): Promise<Map<string, { raw: Buffer; state: string }[]>> {
  const { rows } = await db.pool.query<{ id: string; raw: Buffer; state: string }>(
    'select control_id as id, raw, state from inbound_messages',
  );
  const byId = new Map<string, { raw: Buffer; state: string }[]>();
  for (const { id, raw, state } of rows) byId.set(id, [...(byId.get(id) ?? []), { raw, state }]);
  return byId;
}
