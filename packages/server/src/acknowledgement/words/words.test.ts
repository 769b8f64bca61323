import { expect, it } from 'vitest';
import { pageLanguage, WORDS } from './index.ts';

/** Every text of the words; what is made from a value, with values in it. */
function textsIn(words: unknown, path = ''): [path: string, text: string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function') return [[path, String(words('4.1', '6.2', 3))]];
  return Object.entries(words as object).flatMap(([name, part]) => textsIn(part, `${path}.${name}`));
}

/** The same word in more than one of the languages, or a word of none. */
const ALIKE = /^\.months|\.(patient\.title|codeMessage\.practice)|^\.error$|\.prove\.(to|code)$|critical$|Normal|final$/i;

it.each(['de', 'es', 'fr'] as const)('%s says everything in its own words', (language) => {
  const english = new Map(textsIn(WORDS.en));
  const own = textsIn(WORDS[language]);
  expect(own.map(([path]) => path).filter((path) => !english.has(path))).toEqual([]);
  expect(own.filter(([path, text]) => text.trim() === '' && english.get(path) !== '')).toEqual([]);
  const same = own.filter(([path, text]) => english.get(path) === text && !ALIKE.test(path));
  expect(same).toEqual([]);
});

it.each([
  [{ chosen: 'fr', accepted: 'de' }, 'es', 'fr'],
  [{ chosen: 'xx', accepted: 'de' }, 'es', 'es'],
  [{ chosen: undefined, accepted: 'de' }, 'en', 'en'],
  [{ chosen: undefined, accepted: 'nl, de-CH;q=0.7, fr;q=0.9' }, null, 'fr'],
  [{ chosen: undefined, accepted: undefined }, null, 'en'],
])('%o with a message in %s: %s', (wishes, ofMessage, language) => {
  expect(pageLanguage(wishes, ofMessage)).toBe(language);
});
