import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIntake, findSource, type Intake, type Source } from '../../src/ingest/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate/index.ts';
import { messageOf } from '../intake-lab.ts';

let folder: string;
let postgres: EmbeddedPostgres;
let db: Database;
let intake: Intake;
let source: Source;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callout-down-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  await migrate(postgres.url);
  db = openDatabase({ url: postgres.url, poolSize: 4 });
  await db.pool.query(`insert into labs (code, name, created_at) values ('north', 'North Laboratory', now())`);
  await db.pool.query(`insert into sources (lab_id, code, name) values (1, 'lis', 'Laboratory system')`);
  const { config } = readConfig({});
  intake = createIntake({ db, clock: systemClock, config: { ...config, secret: 'x'.repeat(32) }, log: createLogger('silent') });
  const found = await db.inLab(1, (tx) => findSource(tx, 1, 'lis'));
  if (!found) throw new Error('the source that was just written is not there');
  source = found;
});

afterAll(async () => {
  await db.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('says nothing positive while the database is away, and takes everything when it is sent again', async () => {
  const codes = new Map<string, string[]>();
  const send = async (id: string): Promise<boolean> => {
    const raw = messageOf({ controlId: id, order: id, filler: id });
    const answer = await intake.accept({ source, transport: 'mllp', peer: null, raw });
    const [code = 'none'] = answer.acks.map((ack) => /\rMSA\|([A-Z]{2})/.exec(ack.toString())?.[1] ?? '?');
    codes.set(id, [...(codes.get(id) ?? []), code]);
    return answer.isStored;
  };
  const ids = Array.from({ length: 400 }, (_, i) => `D${i}`);
  expect(await send('first')).toBe(true);
  // In full flow, so that the end finds messages waiting, in a transaction and in a commit.
  const flow = Promise.all(ids.map(send));
  const stopped = postgres.stop();
  const stored = await flow;
  await stopped;
  expect(await send('away')).toBe(false);
  expect(codes.get('away')).toEqual(['AR']);

  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  const acknowledged = ids.filter((_, i) => stored[i]);
  for (const id of acknowledged) expect(codes.get(id)).toEqual(['AA']);
  const kept = async (): Promise<string[]> =>
    (await db.pool.query<{ id: string }>('select control_id as id from inbound_messages')).rows.map((row) => row.id);
  expect(await kept()).toEqual(expect.arrayContaining(acknowledged));
  const open = [...ids, 'away'].filter((id) => !acknowledged.includes(id));
  expect(await Promise.all(open.map(send))).toEqual(open.map(() => true));
  for (const id of open) expect(codes.get(id)).toEqual(['AR', 'AA']);
  expect((await kept()).sort()).toEqual(['first', 'away', ...ids].sort());
});
