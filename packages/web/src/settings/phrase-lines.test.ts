import { expect, it } from 'vitest';
import { readPhrases, writePhrases } from './phrase-lines.ts';

it('reads what it writes, and refuses a line that is no phrase', () => {
  const phrases = [
    { code: 'cb', text: 'Asked to be called back.' },
    { code: 'k2', text: 'Result = second sample' },
  ];
  expect(readPhrases(writePhrases(phrases))).toEqual(phrases);
  expect(readPhrases('\n cb=ok \n\n')).toEqual([{ code: 'cb', text: 'ok' }]);
  expect(readPhrases('')).toEqual([]);
  for (const wrong of ['cb', 'CB = loud', 'cb =', '= text']) expect(readPhrases(wrong)).toBeNull();
});
