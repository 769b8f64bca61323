import type { ReactNode } from 'react';
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl';
import { en } from './messages/en/index.ts';
import { type Catalogue, type Language, LOADERS, type MessageId } from './messages/languages.ts';
import { createStore, useStore } from './store.ts';

export type { MessageId } from './messages/languages.ts';
export type Values = Record<string, string | number>;
export type Translate = (id: MessageId, values?: Values) => string;

/** A catalogue, or as much of it as has been fetched. */
type Words = Readonly<Partial<Catalogue>>;

const cache = createIntlCache();
const inLanguage = (messages: Words, language: Language = 'en'): IntlShape =>
  createIntl({ locale: language, messages, onError: (error) => console.warn(error.message) }, cache);

let english: Words = en;
let chosen: Language = 'en';
const current = createStore(inLanguage(english));

/** Words that came with a page; those of another language are whole from the start. */
export function addWords(words: Words): void {
  english = { ...english, ...words };
  if (chosen === 'en') current.set(inLanguage(english));
}

/** Fetches the catalogue of a language and shows it; until then, and when it cannot be fetched, the words before stay. */
export async function changeLanguage(language: Language): Promise<void> {
  const messages = language === 'en' ? english : await LOADERS[language]((await import('./messages/en/all.ts')).all);
  chosen = language;
  current.set(inLanguage(messages, language));
}

export function TextProvider({ children }: { children: ReactNode }): ReactNode {
  return <RawIntlProvider value={useStore(current)}>{children}</RawIntlProvider>;
}

/** The words of the catalogue; an id that is not in it does not compile. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  return (id, values) => formatMessage({ id }, values);
}

/** The same outside components (live events, the save queue). */
export const text: Translate = (id, values) => current.get().formatMessage({ id }, values);
