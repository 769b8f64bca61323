import {
  type Accepted,
  createIntake,
  findSource,
  INTAKE_DEFAULTS,
  type Intake,
  type IntakeOptions,
  type Source,
} from '../src/ingest/index.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { createLogger } from '../src/platform/log.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** One lab with one source on a database of its own, the intake service, and a clock that stands still until moved. */
export type IntakeLab = {
  deps: Deps;
  database: TestDatabase;
  labId: number;
  source: Source;
  intake: Intake;
  accept: (raw: Buffer | string, options?: { source?: Source }) => Promise<Accepted>;
  /** Rows of a query that sees every lab. */
  rows: <T = Record<string, unknown>>(query: string, values?: unknown[]) => Promise<T[]>;
  setSource: (columns: string) => Promise<Source>;
  now: () => Date;
  moveMinutes: (minutes: number) => void;
  close: () => Promise<void>;
};

export async function openIntakeLab(
  options: { onStatement?: (text: string) => void; intake?: Partial<IntakeOptions> } = {},
): Promise<IntakeLab> {
  const database = await createTestDatabase({ ...(options.onStatement ? { onStatement: options.onStatement } : {}) });
  let now = new Date('2026-03-02T08:00:00.000Z');
  const { config } = readConfig({});
  const deps: Deps = {
    db: database.db,
    clock: { now: () => now },
    config: { ...config, secret: 'x'.repeat(32) },
    log: createLogger('silent'),
  };
  const rows: IntakeLab['rows'] = async (query, values = []) => (await database.db.pool.query(query, values)).rows;
  await rows(`insert into labs (code, name, created_at) values ('north', 'North Laboratory', $1)`, [now]);
  await rows(`insert into sources (lab_id, code, name, mllp_port) values (1, 'lis', 'Laboratory system', 0)`);
  const readSource = async (): Promise<Source> => {
    const source = await deps.db.inLab(1, (tx) => findSource(tx, 1, 'lis'));
    if (!source) throw new Error('the source that was just written is not there');
    return source;
  };
  let source = await readSource();
  const intake = createIntake(deps, { ...INTAKE_DEFAULTS, ...options.intake });
  return {
    deps,
    database,
    labId: 1,
    source,
    intake,
    accept: (raw, more) =>
      intake.accept({ source: more?.source ?? source, transport: 'mllp', peer: '127.0.0.1', raw: Buffer.from(raw as string) }),
    rows,
    setSource: async (columns) => {
      await rows(`update sources set ${columns} where code = 'lis'`);
      source = await readSource();
      return source;
    },
    now: () => now,
    moveMinutes: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    close: async () => {
      await intake.drain();
      await database.drop();
    },
  };
}

export type MessageParts = {
  controlId?: string;
  /** MSH-7. */
  sentAt?: string;
  /** MSH-9. */
  type?: string;
  /** MSH-15 and MSH-16. */
  accept?: string;
  application?: string;
  sender?: string;
  /** PID-3 to PID-8; null leaves PID out. */
  pid?: string | null;
  pv1?: string;
  order?: string;
  filler?: string;
  test?: string;
  /** OBR-22 and OBR-25. */
  reportedAt?: string;
  reportStatus?: string;
  /** OBX-2 onwards. */
  obx?: string[];
};

/** A message of our own; all patients are invented. */
export function messageOf(parts: MessageParts = {}): Buffer {
  const {
    controlId = '1',
    sentAt = '20260302075500+0000',
    type = 'ORU^R01^ORU_R01',
    sender = 'LIS|NORTH',
    order = 'B1',
    filler = 'F1',
  } = parts;
  const { test = '24323-8^Chemistry^LN', reportedAt = '20260302075000+0000', reportStatus = 'F', pv1 = 'I|ICU^1^2' } = parts;
  const pid = parts.pid === undefined ? '4711^^^NORTH^MR||MUSTER^ANNA||19700101|F' : parts.pid;
  const obx = parts.obx ?? ['NM|2823-3^Potassium^LN||4.1|mmol/L|3.5-5.1|N|||F'];
  const segments = [
    `MSH|^~\\&|${sender}|CC|LAB|${sentAt}||${type}|${controlId}|P|2.5.1|||${parts.accept ?? ''}|${parts.application ?? ''}||UNICODE UTF-8`,
    ...(pid === null ? [] : [`PID|1||${pid}`]),
    `PV1|1|${pv1}`,
    `OBR|1|${order}|${filler}|${test}|||20260302070000+0000|||||||||D17^GREEN^GRETA||||||${reportedAt}|||${reportStatus}`,
    ...obx.map((line, i) => `OBX|${i + 1}|${line}`),
  ];
  return Buffer.from(`${segments.join('\r')}\r`);
}
