import type { Setup } from '@critical-callout/contract/setup';

/** Sends something to the server and shows what it answered; false where it was refused, which the page says. */
export type Run = (work: () => Promise<Setup>) => Promise<boolean>;

export type StepProps = { step: Setup['steps'][number]; setup: Setup; mayWrite: boolean; run: Run };
