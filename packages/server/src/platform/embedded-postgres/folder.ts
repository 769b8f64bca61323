import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Account, mayEnter } from './account.ts';

/** Where root's data goes when the account PostgreSQL runs under cannot enter the folder that was asked for. */
export const SHARED_FOLDER = '/var/lib/critical-callout';

/** 107 bytes are the limit of a unix socket path on Linux, 103 on macOS; the socket's own name takes 17. */
const LONGEST_SOCKET_FOLDER = 85;

export type DataFolder = { path: string; requested: string; isMoved: boolean };

/** The folder all our files live in: `postgresql/`, `lock.json`, `postgres.log`, `secret`. Made when missing. */
export function prepareDataFolder(requestedPath: string, account: Account | null, sharedFolder = SHARED_FOLDER): DataFolder {
  const requested = resolve(requestedPath);
  const isMoved = account !== null && !mayEnter(account, parentOf(requested));
  const hash = createHash('sha256').update(requested).digest('hex').slice(0, 12);
  const path = isMoved ? join(sharedFolder, hash) : requested;
  if (isMoved) mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  try {
    // As root the server's account must pass through; the files that are ours alone have mode 0600.
    mkdirSync(path, { recursive: true, mode: account ? 0o711 : 0o700 });
    if (account) chmodSync(path, 0o711);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `The data folder ${path} cannot be made (${code}). Set CALLOUT_DATA_DIR to a folder this account may write, or set DATABASE_URL.`,
    );
  }
  return { path, requested, isMoved };
}

const parentOf = (path: string): string => resolve(path, '..');

/** A folder only PostgreSQL's account may enter: whoever cannot enter it cannot reach the socket, so no password is needed. */
export function prepareSocketFolder(dataFolder: string, account: Account | null): string {
  const inside = join(dataFolder, 'run');
  const folder = Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER ? inside : shortFolder();
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

function shortFolder(): string {
  const base = Buffer.byteLength(tmpdir()) <= LONGEST_SOCKET_FOLDER - 20 ? tmpdir() : '/tmp';
  return mkdtempSync(join(base, 'callout-'));
}

/** The last lines PostgreSQL wrote, for the text of an error. */
export function lastLines(path: string, count: number): string {
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
