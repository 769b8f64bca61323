export { CalloutButton } from './callout-button.tsx';
export { useDrafts } from './drafts.ts';
export { preloadPanel } from './preload-panel.ts';
export { useSaves } from './save-queue.ts';
