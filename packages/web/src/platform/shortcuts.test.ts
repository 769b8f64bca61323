import { expect, it } from 'vitest';
import {
  conflictOf,
  findShortcut,
  type KeyPress,
  type KeySettings,
  keysOf,
  type Place,
  SHORTCUT_NAMES,
  SHORTCUTS,
  showKey,
} from './shortcuts.ts';

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
const on: KeySettings = { hasSingleKeys: true, ownKeys: {} };
const off: KeySettings = { hasSingleKeys: false, ownKeys: {} };
const mapped: KeySettings = { hasSingleKeys: true, ownKeys: { next: ['m'], claim: [], palette: ['Ctrl+b'] } };

it.each<[string, KeyPress, Place, KeySettings, string | null]>([
  ['j in the list', press('j'), list, on, 'next'],
  ['J in the list', press('J', { shiftKey: true }), list, on, 'next'],
  ['j in the panel', press('j'), panel, on, null],
  ['j while typing', press('j'), { ...typing, region: 'list' }, on, null],
  ['j switched off', press('j'), list, off, null],
  ['the arrow with single keys off', press('ArrowDown'), list, off, 'next'],
  ['the arrow in the search field of the list', press('ArrowDown'), { ...typing, region: 'list' }, on, null],
  ['? anywhere', press('?', { shiftKey: true }), panel, on, 'help'],
  ['? while typing', press('?', { shiftKey: true }), typing, on, null],
  ['2 in the panel', press('2'), panel, on, 'outcome'],
  ['2 in the list', press('2'), list, on, 'view'],
  ['2 while typing', press('2'), typing, on, null],
  ['Ctrl+Enter while typing', press('Enter', { ctrlKey: true }), typing, on, 'attempt'],
  ['Ctrl+Shift+Enter', press('Enter', { ctrlKey: true, shiftKey: true }), typing, on, 'done'],
  ['Ctrl+K while typing', press('k', { ctrlKey: true }), typing, off, 'palette'],
  ['Ctrl+. while typing', press('.', { ctrlKey: true }), typing, off, 'silence'],
  ['Enter on a link does what the link says', press('Enter'), list, on, null],
  ['Escape while typing', press('Escape'), typing, on, 'close'],
  ['F6', press('F6'), typing, off, 'cycle'],
  ['m mapped for j', press('m'), list, mapped, 'next'],
  ['j mapped away', press('j'), list, mapped, null],
  ['c switched off alone', press('c'), list, mapped, null],
])('%s', (_what, key, place, settings, shortcut) => {
  const meaning = findShortcut(key, place, settings);
  expect(meaning && 'shortcut' in meaning ? meaning.shortcut : null).toBe(shortcut);
});

it('g begins a sequence, w ends it, and neither acts while typing or switched off', () => {
  expect(findShortcut(press('g'), panel, on)).toEqual({ prefix: 'g' });
  expect(findShortcut(press('w'), panel, on, 'g')).toEqual({ shortcut: 'goWorklist' });
  expect(findShortcut(press('j'), list, on, 'g')).toBeNull();
  expect(findShortcut(press('g'), typing, on)).toBeNull();
  expect(findShortcut(press('g'), panel, off)).toBeNull();
});

it('no key means two things in one place', () => {
  const clashes = SHORTCUT_NAMES.flatMap((name) =>
    keysOf(name, on).map((key) => [name, key, conflictOf(name, key, on)] as const),
  ).filter(([, , conflict]) => conflict !== null);
  expect(clashes).toEqual([]);
});

it.each([
  ['claim', 'j', 'next'],
  ['claim', 'g', 'goWorklist'],
  ['claim', 'Ctrl+w', 'reserved'],
  ['outcome', 'c', null],
  ['claim', 'y', null],
] as const)('%s on %s: %s', (name, key, conflict) => expect(conflictOf(name, key, on)).toBe(conflict));

it.each([
  ['Ctrl+k', 'Ctrl+K'],
  ['g w', 'G W'],
  ['ArrowDown', '↓'],
  ['Ctrl+.', 'Ctrl+.'],
  ['?', '?'],
])('%s is shown as %s', (key, shown) => expect(showKey(key)).toBe(shown));

it('every shortcut has keys and words', () => {
  for (const name of SHORTCUT_NAMES) expect(SHORTCUTS[name].keys.length).toBeGreaterThan(0);
});
