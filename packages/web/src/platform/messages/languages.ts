import type { all } from './en/all.ts';
import { pseudoCatalogue } from './pseudo.ts';

export type MessageId = keyof typeof all;
export type Catalogue = Readonly<Record<MessageId, string>>;

/** `en-XA` is no language: English with accents and 40 % longer, to find what is cut off or stands outside the catalogue. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'en-XA'] as const;
export type Language = (typeof LANGUAGES)[number];

type Loader = (english: Catalogue) => Promise<Catalogue>;

/** What a language does not say yet is said in English, rather than not at all. */
const over =
  (load: () => Promise<Readonly<Record<string, string>>>): Loader =>
  async (english) => ({ ...english, ...(await load()) });

/** A further language is a line here that imports its folder; nobody loads it who has not chosen it. */
export const LOADERS: Record<Exclude<Language, 'en'>, Loader> = {
  de: over(async () => (await import('./de/index.ts')).de),
  es: over(async () => (await import('./es/index.ts')).es),
  fr: over(async () => (await import('./fr/index.ts')).fr),
  'en-XA': async (english) => pseudoCatalogue(english),
};
