import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { de } from './de/index.ts';
import { later as deLater } from './de/later.ts';
import { all as en } from './en/all.ts';
import { catalogues as firstCatalogues } from './en/index.ts';
import { laterCatalogues } from './en/later.ts';
import { es } from './es/index.ts';
import { later as esLater } from './es/later.ts';
import { fr } from './fr/index.ts';
import { later as frLater } from './fr/later.ts';
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

/** `{name}` and `{count, plural, …`: braces at even depth; those at odd depth hold the words of a form. */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  let depth = 0;
  for (const [found, name] of message.matchAll(/\{(\w*)|\}/g)) {
    if (found === '}') depth -= 1;
    else if (depth++ % 2 === 0 && name) names.add(name);
  }
  return [...names].sort();
}

describe.each([
  ['de', { ...de, ...deLater }],
  ['es', { ...es, ...esLater }],
  ['fr', { ...fr, ...frLater }],
] as const)('%s', (language, words) => {
  const own: Readonly<Record<string, string>> = words;

  it('says every message of the English catalogues, and no other', () => {
    expect(Object.keys(en).filter((id) => !(id in own))).toEqual([]);
    expect(Object.keys(own).filter((id) => !(id in en))).toEqual([]);
  });

  it('names what English names in every message, and can be formatted', () => {
    const problems: string[] = [];
    const intl = createIntl({ locale: language, messages: own, onError: ({ message }) => problems.push(message) });
    for (const [id, message] of Object.entries(own)) {
      const names = argumentsOf(en[id as keyof typeof en] ?? '');
      expect(argumentsOf(message), id).toEqual(names);
      intl.formatMessage({ id }, Object.fromEntries(names.map((name) => [name, 2])));
    }
    expect(problems).toEqual([]);
  });

  it('is loaded in two steps over whatever English is there', async () => {
    const { first, later } = LOADERS[language];
    const english = { 'signIn.submit': en['signIn.submit'], 'setup.lead': en['setup.lead'], 'no.id': 'x' };
    expect((await first())(english)).toMatchObject({ ...english, 'signIn.submit': words['signIn.submit'] });
    expect(await later?.().then((translate) => translate(english)['setup.lead'])).toBe(words['setup.lead']);
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
