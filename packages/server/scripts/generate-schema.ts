// Writes what the migrations make: the types the queries are checked against, and the schema for people to read.
// Run after every new migration: node packages/server/scripts/generate-schema.ts
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts';
import { describeSchema, migrate } from '../src/platform/migrate/index.ts';

const server = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'callout-schema-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), isDurable: false });
try {
  await migrate(postgres.url);
  const options = [
    '--dialect=postgres',
    `--url=${postgres.url}`,
    `--out-file=${join(server, 'src/platform/db.generated.ts')}`,
    '--exclude-pattern=schema_migrations',
    '--date-parser=string', // db.ts keeps a date as text
    // db.ts reads bigint as number; bytea travels as Buffer.
    '--type-mapping={"int8":"number"}',
  ];
  execFileSync(process.execPath, [join(server, '../../node_modules/kysely-codegen/dist/cli/bin.js'), ...options], {
    stdio: 'inherit',
  });
  writeFileSync(join(server, 'schema.sql'), await describeSchema(postgres.url));
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
