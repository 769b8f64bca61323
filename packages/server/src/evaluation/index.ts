export { runBackTests } from './back-test.ts';
export { writeLimits } from './csv.ts';
export { dryRunHl7 } from './dry-run.ts';
export { importLimits } from './import.ts';
export { listLatestLimits } from './limit-queries.ts';
export { loadRules } from './load-rules.ts';
export { evaluationRoutes } from './routes.ts';
export { loadStarterLimits, starterRules } from './starter.ts';
