import type { Command } from 'commander';
import { readConfig } from '../platform/config.ts';
import { createLogger } from '../platform/log.ts';
import { migrate } from '../platform/migrate/index.ts';
import { openStore } from '../platform/store.ts';

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description("bring the database to this program's schema (serve does it too)")
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { config } = readConfig(process.env);
      const store = await openStore(config, createLogger(config.logLevel));
      try {
        const result = await migrate(store.url);
        if (json) return void process.stdout.write(`${JSON.stringify(result)}\n`);
        for (const name of result.applied) process.stdout.write(`applied ${name}\n`);
        process.stdout.write(`The database has schema version ${result.version}.\n`);
      } finally {
        await store.close();
      }
    });
}
