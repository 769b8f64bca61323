import { expect, it } from 'vitest';
import { initialForm } from './form.ts';
import { records, rules } from './records.fixture.ts';
import { mergeForm } from './typed-text.ts';

const fresh = initialForm(records(), rules().settings);

it('brings back every field of today’s form and nothing another version knew', () => {
  const kept = {
    ...fresh,
    comment: 'ward asks to be called back',
    told: { name: 'Kelly Park', contact: '', role: 'RN', title: 'old field' },
    heard: { p11: '6.8' },
    sendEmail: true,
    outcome: 7,
  };
  const merged = mergeForm(fresh, kept, false);
  expect(merged).toMatchObject({
    comment: kept.comment,
    told: { name: 'Kelly Park', role: 'RN' },
    heard: { p11: '6.8' },
    outcome: '',
  });
  expect(merged).not.toHaveProperty('sendEmail');
  expect(merged.told).not.toHaveProperty('title');
});

it('clears what was read back when the order has changed since', () => {
  expect(mergeForm(fresh, { ...fresh, heard: { p11: '6.8' } }, true).heard).toEqual({});
});
