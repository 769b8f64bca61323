export { CalloutButton } from './callout-button.tsx';
export { useDrafts } from './drafts.ts';
export { useSaves } from './save-queue.ts';
