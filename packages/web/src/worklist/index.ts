export { fetchViews, markPaged, worklistKeys } from './api.ts';
export { UrgencyMark } from './cells.tsx';
export { focusList } from './focus.ts';
export { worklistRoute } from './routes.tsx';
export { findSimilarNames } from './similar-names.ts';
export { takeTogether } from './together.ts';
export { knownPending } from './use-worklist.ts';
