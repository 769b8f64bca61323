import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, startMark } from './process.ts';

/**
 * Who holds a data folder. `token` names this one holding of the lock and nothing else; `url` is set once the database
 * runs, for commands that work beside the server. The file is readable by its owner alone.
 */
export type LockHolder = {
  pid: number;
  startedAt: string;
  startMark: string | null;
  machine: string;
  port: number;
  token: string;
  url: string | null;
};
export type Lock = { holder: LockHolder; wasStale: boolean; publish: (url: string) => void; release: () => void };

const LOCK_FILE = 'lock.json';
const HEARTBEAT_MILLISECONDS = 5_000;
/** A holder on another machine (a shared or remounted folder) cannot be asked; it counts as gone after six silent beats. */
const FOREIGN_STALE_MILLISECONDS = 30_000;

/** The folder belongs to another running process. The text says which, since when, and what to do. */
export class DataFolderInUse extends Error {
  readonly folder: string;
  readonly holder: LockHolder;
  constructor(folder: string, holder: LockHolder) {
    const where = holder.machine === hostname() ? '' : ` on machine ${holder.machine}`;
    const port = holder.port > 0 ? `, HTTP port ${holder.port}` : '';
    super(
      `The data folder ${folder} is in use by process ${holder.pid}${where} (running since ${holder.startedAt}${port}). ` +
        'Stop that process, or set CALLOUT_DATA_DIR to another folder; several processes on one database need DATABASE_URL.',
    );
    this.name = 'DataFolderInUse';
    this.folder = folder;
    this.holder = holder;
  }
}

/** Takes the folder for this process or throws DataFolderInUse. A lock whose holder is gone is taken over. */
export function lockFolder(folder: string, { port, now }: { port: number; now: Date }): Lock {
  const path = join(folder, LOCK_FILE);
  const holder: LockHolder = {
    pid: process.pid,
    startedAt: now.toISOString(),
    startMark: startMark(process.pid),
    machine: hostname(),
    port,
    token: randomUUID(),
    url: null,
  };
  // Written aside and linked into place, so that nobody ever reads half a lock.
  const draft = join(folder, `lock.${holder.token}`);
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (tryLink(draft, path)) return held(path, holder, false);
      const other = readHolder(path);
      if (other === null) continue; // released between the two looks
      if (!isStale(path, other)) throw new DataFolderInUse(folder, other);
      if (takeOver(folder, path, draft, other)) return held(path, holder, true);
    }
    throw new Error(`The lock ${path} changed hands again and again; start one process only.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function held(path: string, holder: LockHolder, wasStale: boolean): Lock {
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The folder may be away for a moment; the next beat tries again.
    }
  }, HEARTBEAT_MILLISECONDS).unref();
  return {
    holder,
    wasStale,
    publish: (url) => {
      const draft = `${path}.${holder.token}`;
      writeFileSync(draft, JSON.stringify({ ...holder, url }), { mode: 0o600 });
      renameSync(draft, path);
    },
    release: () => {
      clearInterval(beat);
      if (readHolder(path)?.token === holder.token) rmSync(path, { force: true });
    },
  };
}

/**
 * Two processes may find the same stale lock at once. The one that makes the marker named after the stale lock's token
 * wins, and only the winner replaces the lock: the dead holder cannot, and no other process has this marker.
 */
function takeOver(folder: string, path: string, draft: string, stale: LockHolder): boolean {
  const marker = join(folder, `lock.${stale.token}.taken`);
  if (!tryLink(draft, marker)) {
    const winner = readHolder(marker);
    if (winner && isStale(marker, winner)) rmSync(marker, { force: true }); // died in the middle of taking over
    return false;
  }
  try {
    if (readHolder(path)?.token !== stale.token) return false;
    const copy = `${draft}.new`;
    linkSync(draft, copy);
    renameSync(copy, path);
    return true;
  } finally {
    rmSync(marker, { force: true });
  }
}

function isStale(path: string, holder: LockHolder): boolean {
  if (holder.machine !== hostname()) {
    return Date.now() - statSync(path, { throwIfNoEntry: true }).mtimeMs > FOREIGN_STALE_MILLISECONDS;
  }
  if (!isAlive(holder.pid)) return true;
  const mark = startMark(holder.pid);
  return holder.startMark !== null && mark !== null && mark !== holder.startMark;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export function readHolder(path: string): LockHolder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    throw new Error(`${path} is not a lock of this program. If nothing runs on this folder, delete the file and start again.`);
  }
}
