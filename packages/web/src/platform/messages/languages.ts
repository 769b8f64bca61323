import type { all } from './en/all.ts';
import { pseudoCatalogue } from './pseudo.ts';

export type MessageId = keyof typeof all;
export type Catalogue = Readonly<Record<MessageId, string>>;
/** A catalogue, or as much of it as has been fetched. */
export type Words = Readonly<Partial<Catalogue>>;

/** `en-XA` is no language: English with accents and 40 % longer, to find what is cut off or stands outside the catalogue. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'en-XA'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a language says instead of the English words at hand. */
export type Translation = (english: Words) => Words;
/** `later` comes after the first screen stands, so that no language makes that one slower. */
type Loader = { first: () => Promise<Translation>; later?: () => Promise<Translation> };

/** A word that a language has not is said in English, rather than not at all; a test says which. */
const over =
  (own: Words): Translation =>
  (english) => ({ ...english, ...own });

/** A further language is a line here that imports its folder; nobody loads it who has not chosen it. */
export const LOADERS: Record<Exclude<Language, 'en'>, Loader> = {
  de: {
    first: async () => over((await import('./de/index.ts')).de),
    later: async () => over((await import('./de/later.ts')).later),
  },
  es: {
    first: async () => over((await import('./es/index.ts')).es),
    later: async () => over((await import('./es/later.ts')).later),
  },
  fr: {
    first: async () => over((await import('./fr/index.ts')).fr),
    later: async () => over((await import('./fr/later.ts')).later),
  },
  'en-XA': { first: async () => pseudoCatalogue },
};
