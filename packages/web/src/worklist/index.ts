export { UrgencyMark } from './cells.tsx';
export { findSimilarNames } from './similar-names.ts';
export { knownPending } from './use-worklist.ts';
export { focusList } from './worklist-list.tsx';
