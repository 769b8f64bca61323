import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../free-port.ts';
import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { IS_WINDOWS, initialise, start, stop, stopOrphan } from './cluster.ts';
import { prepareDataFolder, prepareSocketFolder, SHARED_FOLDER } from './folder.ts';
import { lockFolder } from './lock.ts';
import { supervise } from './supervise.ts';

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
  /** The server's process now; another one after a restart. */
  pid: () => number;
  /** Rejects when the server ended unasked and could not be started again; never settles otherwise. */
  lost: Promise<never>;
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
    const socketFolder = prepareSocketFolder(data.path, account);
    const orphan = await stopOrphan(cluster, socketFolder);
    if (orphan !== null) say(`PostgreSQL process ${orphan} had lost its program and was stopped.`);
    await initialise(cluster, isDurable);
    // The number is only part of the socket's name where there is a socket.
    const serverPort = IS_WINDOWS ? await findFreePort() : 5432;
    const server = await supervise(() => start(cluster, socketFolder, serverPort, isDurable), say);
    lock.publish(server.url);
    let stopping: Promise<void> | null = null;
    return {
      url: server.url,
      dataDir: data.path,
      pid: server.pid,
      lost: server.lost,
      stop: () => {
        stopping ??= server
          .end((pid) => stop(cluster, pid))
          .then(() => {
            if (!socketFolder.startsWith(data.path)) rmSync(socketFolder, { recursive: true, force: true });
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
