import { en } from './index.ts';
import { later } from './later.ts';

/** Every word the screens show, in English. Another language is a folder beside this one with the same ids. */
export const all = { ...en, ...later } as const;
