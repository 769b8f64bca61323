import { type ReactNode, useCallback } from 'react';
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl';
import { en } from './messages/en/index.ts';
import { type Language, LOADERS, type MessageId, type Translation, type Words } from './messages/languages.ts';
import { createStore, useStore } from './store.ts';

export type { MessageId } from './messages/languages.ts';
export type Values = Record<string, string | number>;
export type Translate = (id: MessageId, values?: Values) => string;

const cache = createIntlCache();
const inLanguage = (messages: Words, language: Language = 'en'): IntlShape =>
  createIntl({ locale: language, messages, onError: (error) => console.warn(error.message) }, cache);

let english: Words = en;
let chosen: Language = 'en';
let translate: Translation = (words) => words;
const current = createStore(inLanguage(english));

/** Words that came with a page. */
export function addWords(words: Words): void {
  english = { ...english, ...words };
  current.set(inLanguage(translate(english), chosen));
}

/** Fetches the words of a language and shows them; until then, and when they cannot be fetched, the words before stay. */
export async function changeLanguage(language: Language): Promise<void> {
  const loader = language === 'en' ? undefined : LOADERS[language];
  const first: Translation = (await loader?.first()) ?? ((words) => words);
  const show = (translation: Translation): void => {
    chosen = language;
    translate = translation;
    current.set(inLanguage(translate(english), language));
  };
  show(first);
  const later = await loader?.later?.();
  // Somebody who changed the language again meanwhile is not taken back to this one.
  if (later && chosen === language) show((words) => later(first(words)));
}

export function TextProvider({ children }: { children: ReactNode }): ReactNode {
  return <RawIntlProvider value={useStore(current)}>{children}</RawIntlProvider>;
}

/** The words of the catalogue; an id that is not in it does not compile. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  // The same function while the words are the same: an effect that says something must not run with every render.
  return useCallback((id, values) => formatMessage({ id }, values), [formatMessage]);
}

/** The same outside components (live events, the save queue). */
export const text: Translate = (id, values) => current.get().formatMessage({ id }, values);
