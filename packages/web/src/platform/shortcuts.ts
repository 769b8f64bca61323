import type { MessageId } from './messages/languages.ts';

export type Region = 'list' | 'panel' | 'page';
type Shortcut = {
  /** What triggers it until somebody maps it otherwise. `g w` is a sequence: g, then w. */
  keys: readonly string[];
  /** Where the focus must be. */
  within: Region;
  label: MessageId;
  /** The key says which of several is meant (outcome 1–9), so it can be switched off but not mapped. */
  isGroup?: boolean;
};

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * All shortcuts in one place: sheet, palette, `aria-keyshortcuts`, preferences and the listener read this table. Single
 * characters act only while no field is being typed in, and can be switched off (WCAG 2.1.4). A room that has a new key
 * adds its line here and handles it with `useShortcuts`.
 */
export const SHORTCUTS = {
  next: { keys: ['j', 'ArrowDown'], within: 'list', label: 'key.next' },
  previous: { keys: ['k', 'ArrowUp'], within: 'list', label: 'key.previous' },
  open: { keys: ['Enter', 'o'], within: 'list', label: 'key.open' },
  claim: { keys: ['c'], within: 'list', label: 'key.claim' },
  release: { keys: ['u'], within: 'list', label: 'key.release' },
  assign: { keys: ['a'], within: 'list', label: 'key.assign' },
  note: { keys: ['n'], within: 'list', label: 'key.note' },
  escalate: { keys: ['e'], within: 'list', label: 'key.escalate' },
  select: { keys: ['x'], within: 'list', label: 'key.select' },
  rowMenu: { keys: ['.'], within: 'list', label: 'key.rowMenu' },
  history: { keys: ['h'], within: 'list', label: 'key.history' },
  print: { keys: ['p'], within: 'list', label: 'key.print' },
  view: { keys: DIGITS, within: 'list', label: 'key.view', isGroup: true },
  outcome: { keys: DIGITS, within: 'panel', label: 'key.outcome', isGroup: true },
  search: { keys: ['/'], within: 'page', label: 'key.search' },
  help: { keys: ['?'], within: 'page', label: 'key.help' },
  palette: { keys: ['Ctrl+k'], within: 'page', label: 'key.palette' },
  goWorklist: { keys: ['g w'], within: 'page', label: 'key.goWorklist' },
  goOrders: { keys: ['g o'], within: 'page', label: 'key.goOrders' },
  goDeliveries: { keys: ['g d'], within: 'page', label: 'key.goDeliveries' },
  goHandover: { keys: ['g h'], within: 'page', label: 'key.goHandover' },
  goSettings: { keys: ['g s'], within: 'page', label: 'key.goSettings' },
  close: { keys: ['Escape'], within: 'page', label: 'key.close' },
  attempt: { keys: ['Ctrl+Enter'], within: 'page', label: 'key.attempt' },
  done: { keys: ['Ctrl+Shift+Enter'], within: 'page', label: 'key.done' },
  copyNumber: { keys: ['Alt+p'], within: 'page', label: 'key.copyNumber' },
  nextUrgent: { keys: ['Alt+n'], within: 'page', label: 'key.nextUrgent' },
  backToList: { keys: ['Alt+b'], within: 'page', label: 'key.backToList' },
  silence: { keys: ['Ctrl+.'], within: 'page', label: 'key.silence' },
  cycle: { keys: ['F6'], within: 'page', label: 'key.cycle' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;
export const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as ShortcutName[];
const definitionOf = (name: ShortcutName): Shortcut => SHORTCUTS[name];

/** What a person has mapped otherwise; an empty list switches a shortcut off. */
export type OwnKeys = Partial<Record<ShortcutName, readonly string[]>>;
export type KeySettings = { hasSingleKeys: boolean; ownKeys: OwnKeys };

export const keysOf = (name: ShortcutName, { ownKeys }: Pick<KeySettings, 'ownKeys'>): readonly string[] =>
  ownKeys[name] ?? SHORTCUTS[name].keys;

/** A character alone, or a sequence of them: what somebody who speaks to the computer would trigger by talking. */
export const isSingle = (key: string): boolean => key.split(' ').every((part) => part.length === 1);

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean };

/** `Ctrl+Shift+Enter`, `j`, `?`: Shift counts only with named keys, because `?` is typed with it on some keyboards and not on others. */
export function nameOfKey(press: KeyPress): string {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const isNamed = press.key.length > 1;
  const parts = [(press.ctrlKey || press.metaKey) && 'Ctrl', press.altKey && 'Alt', press.shiftKey && isNamed && 'Shift', key];
  return parts.filter(Boolean).join('+');
}

export type Place = { isTyping: boolean; region: string | null; isOnControl: boolean };

/** What a key means where the focus is: a shortcut, the beginning of a sequence, or nothing. */
export type Meaning = { shortcut: ShortcutName } | { prefix: string } | null;

export function findShortcut(press: KeyPress, place: Place, settings: KeySettings, prefix = ''): Meaning {
  const key = nameOfKey(press);
  const typed = prefix === '' ? key : `${prefix} ${key}`;
  let begins = false;
  for (const name of SHORTCUT_NAMES) {
    const { within } = SHORTCUTS[name];
    if (within !== 'page' && place.region !== within) continue;
    for (const bound of keysOf(name, settings)) {
      if (isSingle(bound) && (place.isTyping || !settings.hasSingleKeys)) continue;
      // The keys of a list move a caret or press a button elsewhere.
      if (within !== 'page' && place.isTyping && !bound.includes('+')) continue;
      // Enter on a link or a button already does what it says.
      if (bound === 'Enter' && place.isOnControl) continue;
      if (bound === typed) return { shortcut: name };
      if (bound.startsWith(`${typed} `)) begins = true;
    }
  }
  return begins ? { prefix: typed } : null;
}

/** Keys that browsers and systems keep for themselves, or that people need to move about a page. */
const RESERVED = new Set(
  'Ctrl+t Ctrl+n Ctrl+w Ctrl+r Ctrl+l Ctrl+c Ctrl+v Ctrl+x Ctrl+a Ctrl+z Ctrl+f Ctrl+p Ctrl+s Ctrl+Tab Alt+F4 Alt+ArrowLeft Alt+ArrowRight F1 F5 F11 F12 Tab Shift+Tab Enter Backspace Delete'.split(
    ' ',
  ),
);

/** Why a key cannot be given to a shortcut: the browser has it, or another shortcut that can act in the same place. */
export function conflictOf(name: ShortcutName, key: string, settings: KeySettings): 'reserved' | ShortcutName | null {
  if (RESERVED.has(key) && !(SHORTCUTS[name].keys as readonly string[]).includes(key)) return 'reserved';
  for (const other of SHORTCUT_NAMES) {
    if (other === name || !overlap(SHORTCUTS[name].within, SHORTCUTS[other].within)) continue;
    if (keysOf(other, settings).some((taken) => taken === key || taken.startsWith(`${key} `) || key.startsWith(`${taken} `)))
      return other;
  }
  return null;
}

const overlap = (one: Region, other: Region): boolean => one === other || one === 'page' || other === 'page';

export const canBeMapped = (name: ShortcutName): boolean => definitionOf(name).isGroup !== true;

const SHOWN: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', ' ': '␣' };

/** As it stands on the keys: `Ctrl+K`, `G W`, `↓`. */
export const showKey = (key: string): string =>
  key
    .split(' ')
    .map((press) =>
      press
        .split(/\+(?=.)/)
        .map((part) => SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join('+'),
    )
    .join(' ');
