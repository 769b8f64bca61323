import { chooseLanguage, type MessageLanguage } from '@critical-callout/domain/delivery';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

export const WORDS: Record<MessageLanguage, Words> = { en: EN, de: DE, es: ES, fr: FR };

/** Each language by its own name: whoever looks for theirs may read no other. */
export const LANGUAGE_NAMES: Record<MessageLanguage, string> = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' };

/** What the address (`?lang=`) and the browser say about languages. */
export type LanguageWishes = { chosen: string | undefined; accepted: string | undefined };

/** What the reader chose on the page, else the language their message was written in, else the one their browser likes best. */
export function pageLanguage({ chosen, accepted }: LanguageWishes, ofMessage: string | null = null): MessageLanguage {
  return chooseLanguage([chosen, ofMessage, ...byPreference(accepted ?? '')]);
}

/** `Accept-Language` (RFC 9110, 12.5.4): the best quality first; what is refused with `q=0` is no wish. */
function byPreference(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(';');
      const quality = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)$/.exec(one)?.[1]).find(Boolean);
      return { tag, quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag);
}
