import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { de } from './de/index.ts';
import { all as en } from './en/all.ts';
import { authWords } from './en/auth.ts';
import { calloutWords } from './en/callout.ts';
import { catalogues as firstCatalogues } from './en/index.ts';
import { laterCatalogues } from './en/later.ts';
import { resultWords } from './en/result.ts';
import { shellWords } from './en/shell.ts';
import { uiWords } from './en/ui.ts';
import { worklistWords } from './en/worklist.ts';
import { es } from './es/index.ts';
import { fr } from './fr/index.ts';
import { LOADERS } from './languages.ts';
import { pseudoCatalogue, pseudoMessage } from './pseudo.ts';

const catalogues = [...firstCatalogues, ...laterCatalogues];

it('no id stands in two rooms', () => {
  const ids = catalogues.flatMap((words): string[] => Object.keys(words));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids).toHaveLength(Object.keys(en).length);
});

it('every message of the catalogue and of the pseudo-locale can be formatted', () => {
  const problems: string[] = [];
  for (const messages of [en, pseudoCatalogue(en)]) {
    const intl = createIntl({ locale: 'en', messages, onError: ({ message }) => problems.push(message) });
    for (const [id, message] of Object.entries(messages)) {
      const names = [...message.matchAll(/\{(\w+)/g)].map(([, name]) => [name, 2]);
      intl.formatMessage({ id }, Object.fromEntries(names));
    }
  }
  expect(problems).toEqual([]);
});

/** What somebody sees who signs in, reads the list, makes a call and records it. */
const WORKING_ROOMS = [authWords, shellWords, uiWords, worklistWords, resultWords, calloutWords];
/** `{name}` and `{count, plural, …`; not the words of a plural or select form, which stand in braces as well. */
const argumentsOf = (message: string): string[] =>
  [...new Set([...message.matchAll(/(?<!\b(?:one|other|You) )\{(\w+)/g)].map(([, name]) => name ?? ''))].sort();

describe.each(['de', 'es', 'fr'] as const)('%s', (language) => {
  it('names what English names in every message, and can be formatted', async () => {
    const messages = await LOADERS[language](en);
    const problems: string[] = [];
    const intl = createIntl({ locale: language, messages, onError: ({ message }) => problems.push(message) });
    for (const [id, message] of Object.entries(messages)) {
      if (!(id in en)) continue;
      const names = argumentsOf(en[id as keyof typeof en]);
      expect(argumentsOf(message), id).toEqual(names);
      intl.formatMessage({ id }, Object.fromEntries(names.map((name) => [name, 2])));
    }
    expect(problems).toEqual([]);
  });

  it('says nearly all of the worklist, the panel, the sign-in and the status strip', async () => {
    const messages = await LOADERS[language](en);
    const ids = WORKING_ROOMS.flatMap((words) => Object.keys(words) as (keyof typeof en)[]);
    const { [language]: own } = { de, es, fr };
    const missing = ids.filter((id) => !(id in own));
    expect(missing.length / ids.length, missing.join(' ')).toBeLessThan(0.4);
    expect(messages['signIn.submit']).not.toBe(en['signIn.submit']);
  });
});

it.each([
  ['Save', '[Šávé··]'],
  [
    '{count, plural, one {# row} other {# rows}} of {total}',
    '[{count, plural, one {# ŕöŵ} other {# ŕöŵš}} öf {total}····························]',
  ],
])('%s becomes longer and keeps its variables', (message, expected) => {
  const pseudo = pseudoMessage(message);
  expect(pseudo.replaceAll('·', '')).toBe(expected.replaceAll('·', ''));
  expect(pseudo.length).toBeGreaterThan(message.length);
});
