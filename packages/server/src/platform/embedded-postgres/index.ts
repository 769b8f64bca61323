import { join } from 'node:path';
import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { initialise, start, stop, stopOrphan } from './cluster.ts';
import { prepareDataFolder, prepareSocketFolder, SHARED_FOLDER } from './folder.ts';
import { lockFolder } from './lock.ts';

export { serverAccount } from './account.ts';
export { prepareDataFolder } from './folder.ts';
export { DataFolderInUse } from './lock.ts';

export type EmbeddedOptions = {
  dataDir: string;
  /** Shown to whoever is refused because we hold the folder. 0: none. */
  port?: number;
  /** One line for the log: the folder moved, a stale lock was taken over, an orphan was stopped. */
  say?: (text: string) => void;
  /** false only for tests that never pull the plug: no fsync. */
  isDurable?: boolean;
};

export type EmbeddedPostgres = {
  url: string;
  /** Where the data really is; differs from the request when root's PostgreSQL account may not enter that. */
  dataDir: string;
  pid: number;
  /** Settles when the server ends, asked or not. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/** Locks the data folder, starts PostgreSQL 18 in it (making it when empty) and answers when it takes connections. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { port = 0, say = () => undefined, isDurable = true } = options;
  const account = serverAccount();
  const binaries = findBinaries(account, SHARED_FOLDER);
  const data = prepareDataFolder(options.dataDir, account);
  if (data.isMoved) say(`The account ${account?.name} may not enter ${data.requested}, so the data is kept in ${data.path}.`);
  const lock = lockFolder(data.path, { port, now: new Date() });
  if (lock.wasStale) say(`The process that held ${data.path} is gone; its lock was taken over.`);
  const cluster = {
    folder: join(data.path, 'postgresql'),
    logFile: join(data.path, 'postgres.log'),
    passwordFile: join(data.path, 'postgres-password'),
    binaries,
    account,
  };
  try {
    const orphan = await stopOrphan(cluster);
    if (orphan !== null) say(`PostgreSQL process ${orphan} had lost its program and was stopped.`);
    await initialise(cluster, isDurable);
    const { child, url } = await start(cluster, prepareSocketFolder(data.path, account), isDurable);
    const pid = child.pid ?? 0;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // A process that ends without closing (an unhandled fault) still asks for the shutdown on its way out.
    const farewell = (): void => void child.kill('SIGINT');
    process.once('exit', farewell);
    let stopping: Promise<void> | null = null;
    return {
      url,
      dataDir: data.path,
      pid,
      ended,
      stop: () => {
        stopping ??= stop(cluster, pid).then(() => {
          process.removeListener('exit', farewell);
          lock.release();
        });
        return stopping;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
