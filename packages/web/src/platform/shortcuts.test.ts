import { expect, it } from 'vitest';
import { findShortcut, type KeyPress, type Place, SHORTCUTS } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const list: Place = { isTyping: false, region: 'list', isOnControl: true };
const panel: Place = { isTyping: false, region: 'panel', isOnControl: false };
const typing: Place = { isTyping: true, region: 'panel', isOnControl: true };

it.each<[string, KeyPress, Place, boolean, string | null]>([
  ['j in the list', press('j'), list, true, 'next'],
  ['J in the list', press('J', { shiftKey: true }), list, true, 'next'],
  ['j in the panel', press('j'), panel, true, null],
  ['j while typing', press('j'), { ...typing, region: 'list' }, true, null],
  ['j switched off', press('j'), list, false, null],
  ['the arrow with single keys off', press('ArrowDown'), list, false, 'next'],
  ['? anywhere', press('?', { shiftKey: true }), panel, true, 'help'],
  ['? while typing', press('?', { shiftKey: true }), typing, true, null],
  ['2 in the panel', press('2'), panel, true, 'outcome'],
  ['2 while typing', press('2'), typing, true, null],
  ['Ctrl+Enter while typing', press('Enter', { ctrlKey: true }), typing, true, 'attempt'],
  ['Ctrl+Shift+Enter', press('Enter', { ctrlKey: true, shiftKey: true }), typing, true, 'done'],
  ['Enter on a link does what the link says', press('Enter'), list, true, null],
  ['Escape while typing', press('Escape'), typing, true, 'close'],
  ['F6', press('F6'), typing, false, 'cycle'],
])('%s', (_what, key, place, hasSingleKeys, shortcut) => expect(findShortcut(key, place, hasSingleKeys)).toBe(shortcut));

it('no key means two things in one place', () => {
  const taken = Object.values(SHORTCUTS).flatMap(({ keys, within }) => keys.map((key) => `${within} ${key}`));
  expect(new Set(taken).size).toBe(taken.length);
});
