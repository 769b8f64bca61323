import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { lastLines } from './folder.ts';
import { commandLine, existsProcess, isAlive, processesIn } from './process.ts';

export const SUPERUSER = 'callout';
export const IS_WINDOWS = process.platform === 'win32';
const READY_TIMEOUT_MILLISECONDS = 60_000; // crash recovery of a large log
const STOP_TIMEOUT_MILLISECONDS = 20_000;
const LOG_FILE_LIMIT_BYTES = 10 * 1024 * 1024;

export type Cluster = { folder: string; logFile: string; passwordFile: string; binaries: Binaries; account: Account | null };
export type Running = { child: ChildProcess; url: string };

/** Makes the database folder when there is none. A half-made one (killed in the middle) never gets the final name. */
export async function initialise({ folder, passwordFile, binaries, account }: Cluster, isDurable: boolean): Promise<boolean> {
  if (existsSync(folder)) {
    checkVersion(folder);
    return false;
  }
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (account) chownSync(draft, account.uid, account.gid);
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  // On the private unix socket the folder's mode decides who may connect; on TCP (Windows only) a random password does.
  const args = ['-D', draft, '-U', SUPERUSER, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'];
  args.push(`--auth-local=${IS_WINDOWS ? 'scram-sha-256' : 'trust'}`, '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`);
  if (!isDurable) args.push('--no-sync');
  await run(binaries.initdb, args, account);
  renameSync(draft, folder);
  return true;
}

function checkVersion(folder: string): void {
  const file = join(folder, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'nothing';
  if (found !== '18') {
    throw new Error(
      `${folder} holds a database of PostgreSQL ${found}; this program brings PostgreSQL 18. ` +
        'Move the data over with pg_dump and pg_restore (docs/operations.md, Upgrade), or set CALLOUT_DATA_DIR to another folder.',
    );
  }
}

/** Starts the server and answers when it accepts connections. */
export async function start(cluster: Cluster, socketFolder: string, port: number, isDurable: boolean): Promise<Running> {
  const { folder, logFile, binaries, account } = cluster;
  if (existsSync(logFile) && statSync(logFile).size > LOG_FILE_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const settings: Record<string, string> = {
    listen_addresses: IS_WINDOWS ? '127.0.0.1' : '',
    unix_socket_directories: IS_WINDOWS ? '' : socketFolder,
    unix_socket_permissions: '0700',
    port: String(port),
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Statements and the DETAIL of a violated key hold patient data, which never goes to a log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(isDurable
      ? { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }
      : { fsync: 'off', full_page_writes: 'off' }),
  };
  const args = ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(logFile, 'a', 0o600);
  // Detached: Ctrl-C in a terminal reaches every process of the group, and the database has to outlive the work in hand.
  const child = spawn(binaries.postgres, args, {
    ...identity(account),
    stdio: ['ignore', log, log],
    detached: !IS_WINDOWS,
    windowsHide: true,
  });
  closeSync(log);
  await untilReady(child, folder, logFile);
  return { child, url: urlOf(cluster, socketFolder, port) };
}

function urlOf({ passwordFile }: Cluster, socketFolder: string, port: number): string {
  if (!IS_WINDOWS) return `postgresql://${SUPERUSER}@/postgres?host=${encodeURIComponent(socketFolder)}&port=${port}`;
  return `postgresql://${SUPERUSER}:${readFileSync(passwordFile, 'utf8')}@127.0.0.1:${port}/postgres`;
}

async function untilReady(child: ChildProcess, folder: string, logFile: string): Promise<void> {
  let failure: string | null = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `code ${code}`}`;
  });
  const end = Date.now() + READY_TIMEOUT_MILLISECONDS;
  while (Date.now() < end) {
    if (failure !== null)
      throw new Error(`PostgreSQL did not start in ${folder}: ${failure}. The end of ${logFile}:\n${lastLines(logFile, 8)}`);
    const lines = postmasterLines(folder);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    await delay(10);
  }
  child.kill('SIGQUIT');
  throw new Error(
    `PostgreSQL in ${folder} was not ready after ${READY_TIMEOUT_MILLISECONDS / 1000} s. The end of ${logFile}:\n${lastLines(logFile, 8)}`,
  );
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. Immediate only when that hangs. */
export async function stop(cluster: Cluster, pid: number): Promise<void> {
  if (IS_WINDOWS) {
    await run(cluster.binaries.pgCtl, ['stop', '-D', cluster.folder, '-m', 'fast', '-w'], null);
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const end = Date.now() + STOP_TIMEOUT_MILLISECONDS;
    while (Date.now() < end) {
      if (!isAlive(pid)) return;
      await delay(10);
    }
  }
}

/**
 * Our lock is held, so a server that still runs on this folder has lost its program (kill -9). It is shut down, which
 * also ends whatever sessions it had. Sessions whose server was killed as well are waited for: two sets of them on one
 * folder would destroy it. Answers the number of the server that was stopped.
 */
export async function stopOrphan(cluster: Cluster, socketFolder: string): Promise<number | null> {
  const pid = Number(postmasterLines(cluster.folder)[0] ?? 0);
  if (pid === 0) return null;
  const isServer = isAlive(pid) && (commandLine(pid)?.includes(cluster.folder) ?? false);
  if (isServer) await stop(cluster, pid);
  const end = Date.now() + STOP_TIMEOUT_MILLISECONDS;
  for (let left = processesIn(cluster.folder); left.length > 0; left = processesIn(cluster.folder)) {
    if (Date.now() > end)
      throw new Error(
        `PostgreSQL processes ${left.join(', ')} still work in ${cluster.folder} and do not end. End them and start again.`,
      );
    await delay(20);
  }
  // PostgreSQL takes any process with the old number for itself: one of another program, or its own remains where nobody
  // collects dead processes (PID 1 of many containers). Nothing runs here any more, so its marks are only in the way.
  if (existsProcess(pid)) rmSync(join(cluster.folder, 'postmaster.pid'), { force: true });
  for (const name of readdirSync(socketFolder)) if (name.endsWith('.lock')) rmSync(join(socketFolder, name), { force: true });
  return isServer ? pid : null;
}

function postmasterLines(folder: string): string[] {
  const file = join(folder, 'postmaster.pid');
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** PostgreSQL gets no environment of ours: it holds secrets, and a stray PG* variable would change what it does. */
function identity(account: Account | null): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
  if (IS_WINDOWS) env.SystemRoot = process.env.SystemRoot ?? '';
  return { ...(account && { uid: account.uid, gid: account.gid }), cwd: account ? '/' : process.cwd(), env };
}

function run(file: string, args: string[], account: Account | null): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { ...identity(account), windowsHide: true }, (error, stdout, stderr) => {
      if (!error) return resolve();
      const said = `${stderr}${stdout}`.trim() || error.message;
      reject(new Error(`${file} failed: ${said}`));
    });
  });
}
