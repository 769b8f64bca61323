export { describeSchema } from './describe.ts';
export { MIGRATIONS_FOLDER, type Migration, readMigrations } from './files.ts';
export { type MigrateResult, migrate } from './migrate.ts';
