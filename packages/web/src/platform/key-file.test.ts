import { expect, it } from 'vitest';
import { readKeyFile, writeKeyFile } from './key-file.ts';

const file = (ownKeys: Record<string, string[]>, more: object = {}) =>
  JSON.stringify({ kind: 'critical-callout-keys', version: 1, hasSingleKeys: true, ownKeys, ...more });

it('is read back as it was written', () => {
  const settings = { hasSingleKeys: false, ownKeys: { next: ['m'], claim: [], palette: ['Ctrl+b'] } };
  expect(readKeyFile(writeKeyFile(settings))).toEqual({ ...settings, leftOut: [] });
});

it.each([
  ['unknown here', { teleport: ['t'] }, ['teleport'], {}],
  ['of the browser', { next: ['Ctrl+t'] }, ['next'], {}],
  ['taken by another', { next: ['k'] }, ['next'], {}],
  ['of a group, which cannot be mapped', { view: ['z'] }, ['view'], {}],
  ['free because another was switched off', { next: ['k'], previous: [] }, [], { next: ['k'], previous: [] }],
])('a key %s', (_name, ownKeys, leftOut, taken) => {
  expect(readKeyFile(file(ownKeys))).toEqual({ hasSingleKeys: true, ownKeys: taken, leftOut });
});

it.each(['', 'x', '[]', '{"kind":"critical-callout-keys"}', file({}, { version: 2 })])('%s is no file of keys', (text) => {
  expect(readKeyFile(text)).toBeNull();
});
