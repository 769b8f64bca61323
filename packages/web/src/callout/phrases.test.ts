import { expect, it } from 'vitest';
import { fillScript } from './call-script.tsx';
import { expandPhrases } from './phrases.ts';

const phrases = [{ code: 'cb', text: 'Asked to be called back.' }];

it.each([
  [';cb ', 'Asked to be called back. '],
  ['spoke slowly ;cb ', 'spoke slowly Asked to be called back. '],
  [';cb', ';cb'],
  [';nothing ', ';nothing '],
  ['a;cb ', 'a;cb '],
])('%j becomes %j', (typed, text) => expect(expandPhrases(typed, phrases)).toBe(text));

it('fills the places of the script and leaves unknown ones', () => {
  expect(fillScript('This is {caller}, {lab}. {pause} {test}', { caller: 'M. Osei', lab: 'Harbour', test: 'Potassium' })).toBe(
    'This is M. Osei, Harbour. {pause} Potassium',
  );
});
