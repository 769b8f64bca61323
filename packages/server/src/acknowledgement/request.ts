import type { LanguageWishes } from './words/index.ts';

/** Who asks, by the token in the address, from where, and in which language they read. */
export type Asked = { token: string; requestId: string; address: string; languages: LanguageWishes };
/** What a form brought: names to text, as typed. */
export type Form = ReadonlyMap<string, string>;
