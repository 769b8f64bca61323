import { createIntl } from 'react-intl';
import { expect, it } from 'vitest';
import { catalogues, en } from './en/index.ts';
import { pseudoCatalogue, pseudoMessage } from './pseudo.ts';

it('no id stands in two rooms', () => {
  const ids = catalogues.flatMap((words) => Object.keys(words));
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
