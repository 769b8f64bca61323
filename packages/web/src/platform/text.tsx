import type { ReactNode } from 'react';
import { createIntl, createIntlCache, RawIntlProvider, useIntl } from 'react-intl';
import { en } from './messages/en.ts';

export type MessageId = keyof typeof en;
export type Values = Record<string, string | number>;
export type Translate = (id: MessageId, values?: Values) => string;

const intl = createIntl({ locale: 'en', messages: en, onError: (error) => console.warn(error.message) }, createIntlCache());

export function TextProvider({ children }: { children: ReactNode }): ReactNode {
  return <RawIntlProvider value={intl}>{children}</RawIntlProvider>;
}

/** The words of the catalogue; an id that is not in it does not compile. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  return (id, values) => formatMessage({ id }, values);
}

/** The same outside components (live events, the save queue). */
export const text: Translate = (id, values) => intl.formatMessage({ id }, values);
