import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { type Measure, type Measurement, median } from './figure.ts';
import { freePort } from './free-port.ts';
import { connectMllp, makeOru } from './mllp-sender.ts';

const PROGRAM = fileURLToPath(new URL('../packages/server/bin/critical-callout.js', import.meta.url));
const GOAL_MS = 3_000;
const GOAL_IDLE_MB = 200;
const GOAL_LOAD_MB = 400;

/** From the start of the process to ready with an empty embedded store, and the memory of the server's own process. */
export const measure: Measure = async ({ isSmoke, say }) => {
  const starts: number[] = [];
  for (let run = 1; run <= (isSmoke ? 1 : 5); run += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'callout-p7-'));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
    const server = await start({ CALLOUT_DATA_DIR: join(folder, 'data') });
    starts.push(server.readyMs);
    say(`start ${run}: ready after ${Math.round(server.readyMs)} ms`);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const results: Measurement[] = [
    {
      id: 'P7',
      figure: 'start to ready, embedded, empty',
      goal: '≤ 3 s',
      measured: `${(median(starts) / 1000).toFixed(2)} s (${starts.length} starts, slowest ${(Math.max(...starts) / 1000).toFixed(2)} s)`,
      isMet: median(starts) <= GOAL_MS,
    },
  ];
  return [...results, ...(await measureMemory(isSmoke, say))];
};

async function measureMemory(isSmoke: boolean, say: (text: string) => void): Promise<Measurement[]> {
  const database = await createBenchDatabase();
  try {
    await database.db.inSystem(async (tx) => {
      const lab = await tx
        .insertInto('labs')
        .values({ code: 'bench', name: 'Bench', created_at: new Date() })
        .returning('id')
        .executeTakeFirstOrThrow();
      await tx.insertInto('sources').values({ lab_id: lab.id, code: 'LIS', name: 'LIS', mllp_port: 0 }).execute();
    });
    const server = await start({ DATABASE_URL: database.url, CALLOUT_SECRET: 'a secret of forty characters for benches' });
    try {
      await sleep(isSmoke ? 1_000 : 10_000);
      const idle = server.memoryMb();
      say(`idle: ${idle} MB`);
      const { sent, seconds, highest } = await load(server, isSmoke ? 2 : 60);
      say(`load: ${sent} messages in ${seconds.toFixed(0)} s, ${highest} MB`);
      return [
        {
          id: 'P7',
          figure: 'memory of the server process, idle',
          goal: '≤ 200 MB',
          measured: `${idle} MB`,
          isMet: idle <= GOAL_IDLE_MB,
        },
        {
          id: 'P7',
          figure: 'memory of the server process, under load',
          goal: '≤ 400 MB',
          measured: `${highest} MB (${Math.round(sent / seconds)} ORU/s of 14 OBX for ${Math.round(seconds)} s, 20 connections)`,
          isMet: highest <= GOAL_LOAD_MB,
        },
      ];
    } finally {
      await server.stop();
    }
  } finally {
    await database.drop();
  }
}

type Server = { readyMs: number; mllpPort: number; memoryMb: () => number; stop: () => Promise<void> };

async function start(env: Record<string, string>): Promise<Server> {
  const [httpPort, mllpPort] = [await freePort(), await freePort()];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      PATH: process.env.PATH,
      CALLOUT_HTTP_PORT: String(httpPort),
      CALLOUT_MLLP_PORT: String(mllpPort),
      CALLOUT_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (;;) {
    if (hasEnded) throw new Error(`critical-callout serve ended with ${await ended} before it was ready`);
    if (performance.now() - startedAt > 60_000) {
      child.kill('SIGKILL');
      throw new Error('critical-callout serve was not ready after 60 s');
    }
    const isReady = await fetch(`http://127.0.0.1:${httpPort}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) break;
    await sleep(5);
  }
  return {
    readyMs: performance.now() - startedAt,
    mllpPort,
    memoryMb: () => residentMb(child),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** 20 connections, each sending its next message as soon as the one before is answered. */
async function load(server: Server, seconds: number): Promise<{ sent: number; seconds: number; highest: number }> {
  let sent = 0;
  let highest = server.memoryMb();
  const watch = setInterval(() => {
    highest = Math.max(highest, server.memoryMb());
  }, 250);
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  try {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const connection = await connectMllp(server.mllpPort);
        for (let number = 1; performance.now() < until; number += 1) {
          const ack = await connection.send(makeOru(`C${index}`, number));
          if (!/(^|\r)MSA\|(AA|CA)\|/.test(ack))
            throw new Error(`message C${index}-${number} was answered: ${ack.replaceAll('\r', ' ')}`);
          sent += 1;
        }
        connection.close();
      }),
    );
  } finally {
    clearInterval(watch);
  }
  return { sent, seconds: (performance.now() - startedAt) / 1_000, highest };
}

function residentMb(child: ChildProcess): number {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, which only Linux has');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
  return Math.round(kilobytes / 1024);
}
