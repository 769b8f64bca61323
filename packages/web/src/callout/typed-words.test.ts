import { expect, it } from 'vitest';
import { panelWords } from '../platform/messages/en/panel.ts';
import { addWords, text } from '../platform/text.tsx';
import { toldWords } from './conflict-strip.tsx';
import { initialForm } from './form.ts';
import { records, rules } from './records.fixture.ts';
import { typedWords } from './typed-words.ts';

addWords(panelWords);
const order = records();

it('what was typed is said in words, with the patient and the value, and nothing that is empty', () => {
  const form = {
    ...initialForm(order, rules().settings),
    outcome: 'reached-read-back' as const,
    told: { name: 'Kelly Park', contact: '', role: 'RN' },
    heard: { 'p11_2823-3_1': '6.8' },
  };
  expect(typedWords(form, order, text).split('\n')).toEqual([
    'Callout · Order H-2077',
    'SAMPLE, John',
    'Potassium 6.8\u00a0mmol/L · Value read back: Potassium 6.8',
    'Outcome of the call: Reached, read back',
    'Name of the person told: Kelly Park',
    'Role (RN, MD, …): RN',
  ]);
});

it.each<[Record<string, unknown>, string]>([
  [
    {
      told: { name: 'Dr Patel' },
      read_back: {
        values: [
          { resultId: 1, heard: '8.6' },
          { resultId: 1, heard: '6.8' },
          { resultId: 2, heard: '2.1' },
        ],
      },
    },
    'told Dr Patel · read-back 6.8, 2.1',
  ],
  [{ told: null, read_back: null }, ''],
  [{}, ''],
])('the record of somebody else names whom they told and what was read back: %j', (data, words) => {
  expect(toldWords(data, text)).toBe(words);
});
