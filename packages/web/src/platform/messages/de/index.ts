import { authWords } from './auth.ts';
import { calloutWords } from './callout.ts';
import { ownershipWords } from './ownership.ts';
import { resultWords } from './result.ts';
import { shellWords } from './shell.ts';
import { uiWords } from './ui.ts';
import { worklistWords } from './worklist.ts';

/** What is not here yet is shown in English. */
export const de = {
  ...shellWords,
  ...authWords,
  ...uiWords,
  ...worklistWords,
  ...resultWords,
  ...ownershipWords,
  ...calloutWords,
} as const;
