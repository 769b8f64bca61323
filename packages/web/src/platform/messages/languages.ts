import type { en } from './en/index.ts';
import { pseudoCatalogue } from './pseudo.ts';

export type MessageId = keyof typeof en;
export type Catalogue = Readonly<Record<MessageId, string>>;

/** `en-XA` is no language: English with accents and 40 % longer, to find what is cut off or stands outside the catalogue. */
export const LANGUAGES = ['en', 'en-XA'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A further language is a line here that imports its folder; nobody loads it who has not chosen it. */
export const LOADERS: Record<Exclude<Language, 'en'>, (english: Catalogue) => Promise<Catalogue>> = {
  'en-XA': async (english) => pseudoCatalogue(english),
};
