export { endRepeats } from './end.ts';
export { repeatsRoutes } from './routes.ts';
export { type RepeatCandidate, suppressRepeats } from './suppress.ts';
export { listSuppressed } from './suppression-queries.ts';
