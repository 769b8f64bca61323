import { useEffect, useRef } from 'react';
import { preferences } from './preferences.ts';
import type { MessageId } from './text.tsx';

/**
 * All shortcuts in one place. `single` keys are single characters: they act only while the focus is in the region named
 * in `within` and no field is being typed in, and can be switched off (WCAG 2.1.4).
 */
export const SHORTCUTS = {
  next: { keys: ['j', 'ArrowDown'], within: 'list', single: true, label: 'key.next' },
  previous: { keys: ['k', 'ArrowUp'], within: 'list', single: true, label: 'key.previous' },
  open: { keys: ['Enter', 'o'], within: 'list', single: true, label: 'key.open' },
  search: { keys: ['/'], within: 'page', single: true, label: 'key.search' },
  help: { keys: ['?'], within: 'page', single: true, label: 'key.help' },
  outcome: { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], within: 'panel', single: true, label: 'key.outcome' },
  close: { keys: ['Escape'], within: 'page', single: false, label: 'key.close' },
  attempt: { keys: ['Ctrl+Enter'], within: 'page', single: false, label: 'key.attempt' },
  done: { keys: ['Ctrl+Shift+Enter'], within: 'page', single: false, label: 'key.done' },
  nextUrgent: { keys: ['Alt+n'], within: 'page', single: false, label: 'key.nextUrgent' },
  backToList: { keys: ['Alt+b'], within: 'page', single: false, label: 'key.backToList' },
  cycle: { keys: ['F6'], within: 'page', single: false, label: 'key.cycle' },
} as const satisfies Record<
  string,
  { keys: readonly string[]; within: 'list' | 'panel' | 'page'; single: boolean; label: MessageId }
>;

export type ShortcutName = keyof typeof SHORTCUTS;
export type Handlers = Partial<Record<ShortcutName, (key: string) => void>>;

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean };

/** `Ctrl+Shift+Enter`, `j`, `?`: Shift counts only with named keys, because `?` is typed with it on some keyboards and not on others. */
export function nameOfKey(press: KeyPress): string {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const isNamed = press.key.length > 1;
  const parts = [(press.ctrlKey || press.metaKey) && 'Ctrl', press.altKey && 'Alt', press.shiftKey && isNamed && 'Shift', key];
  return parts.filter(Boolean).join('+');
}

export type Place = { isTyping: boolean; region: string | null; isOnControl: boolean };

/** Which shortcut a key press means where the focus is, or null. */
export function findShortcut(press: KeyPress, place: Place, hasSingleKeys: boolean): ShortcutName | null {
  const name = nameOfKey(press);
  for (const [shortcut, { keys, within, single }] of Object.entries(SHORTCUTS) as [
    ShortcutName,
    (typeof SHORTCUTS)[ShortcutName],
  ][]) {
    if (!(keys as readonly string[]).includes(name)) continue;
    if (single && (place.isTyping || (name.length === 1 && !hasSingleKeys))) continue;
    if (within !== 'page' && place.region !== within) continue;
    // Enter on a link or a button already does what it says.
    if (name === 'Enter' && place.isOnControl) continue;
    return shortcut;
  }
  return null;
}

function placeOf(target: EventTarget | null): Place {
  const element = target instanceof HTMLElement ? target : null;
  const isTextInput = element instanceof HTMLInputElement && !['radio', 'checkbox', 'button', 'submit'].includes(element.type);
  return {
    isTyping:
      isTextInput ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement ||
      element?.isContentEditable === true,
    region: element?.closest<HTMLElement>('[data-region]')?.dataset.region ?? null,
    isOnControl: element?.closest('a, button, summary, input') !== null,
  };
}

/** Answers key presses while the component is on the page. Nothing happens while a dialog is open. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
      const shortcut = findShortcut(event, placeOf(event.target), preferences.get().hasSingleKeys);
      const handler = shortcut && latest.current[shortcut];
      if (!handler) return;
      event.preventDefault();
      handler(event.key);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** For `aria-keyshortcuts`. */
export const ariaKeys = (name: ShortcutName): string => SHORTCUTS[name].keys.join(' ').replaceAll('Ctrl', 'Control');
