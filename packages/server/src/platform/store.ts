import type { Config, ReadConfig } from './config.ts';
import { DataFolderInUse, startEmbeddedPostgres } from './embedded-postgres/index.ts';
import type { Logger } from './log.ts';
import { readOrMakeSecret } from './secret.ts';

/** Where the rows are: PostgreSQL by URL or our own, with the configuration completed by what the data folder holds. */
export type Store = { url: string; config: Config; lost: Promise<never>; close: () => Promise<void> };

const never = new Promise<never>(() => undefined);

/**
 * Opens the store. With `isBeside` a command may work on the data folder of a server that runs: it uses that server's
 * database instead of being refused.
 */
export async function openStore(config: ReadConfig, log: Logger, { isBeside = false } = {}): Promise<Store> {
  if (config.databaseUrl !== null) {
    // readConfig refuses a DATABASE_URL without CALLOUT_SECRET.
    return {
      url: config.databaseUrl,
      config: { ...config, secret: config.secret ?? '' },
      lost: never,
      close: async () => undefined,
    };
  }
  try {
    const embedded = await startEmbeddedPostgres({
      dataDir: config.dataDir,
      port: config.httpPort,
      say: (text) => log.warn(text),
    });
    const secret = config.secret ?? readOrMakeSecret(embedded.dataDir);
    return {
      url: embedded.url,
      config: { ...config, secret, dataDir: embedded.dataDir },
      lost: embedded.lost,
      close: embedded.stop,
    };
  } catch (error) {
    if (!isBeside || !(error instanceof DataFolderInUse) || error.holder.url === null) throw error;
    const secret = config.secret ?? readOrMakeSecret(error.folder);
    return {
      url: error.holder.url,
      config: { ...config, secret, dataDir: error.folder },
      lost: never,
      close: async () => undefined,
    };
  }
}
