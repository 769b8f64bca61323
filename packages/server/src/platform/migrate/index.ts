export { describeSchema } from './describe.ts';
export { MIGRATIONS_FOLDER, type Migration, readMigrations } from './files.ts';
export { type MigrateResult, MigrationRefused, migrate } from './migrate.ts';
