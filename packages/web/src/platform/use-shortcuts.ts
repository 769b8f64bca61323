import { useEffect, useRef } from 'react';
import { preferences } from './preferences.ts';
import { findShortcut, type KeySettings, keysOf, type Place, SHORTCUTS, type ShortcutName } from './shortcuts.ts';
import { createStore, useStore } from './store.ts';

export type Handlers = Partial<Record<ShortcutName, (key: string) => void>>;

/** The handlers of what is on the page now, the newest last: the panel answers before the page behind it. */
const mounted = createStore<readonly { current: Handlers }[]>([]);

/** How long the second key of a sequence is waited for. */
const SEQUENCE_MS = 1_500;
let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | null = null;

/** Answers key presses while the component is on the page. Nothing happens while a dialog is open. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    mounted.set((all) => [...all, latest]);
    return () => mounted.set((all) => all.filter((one) => one !== latest));
  }, []);
}

/** What can be done on the page as it is, for the palette. */
export function useActiveShortcuts(): ShortcutName[] {
  const all = useStore(mounted);
  return (Object.keys(SHORTCUTS) as ShortcutName[]).filter((name) => all.some(({ current }) => current[name]));
}

/** Does what the key would do. */
export function runShortcut(name: ShortcutName, key = ''): boolean {
  const handler = mounted.get().findLast(({ current }) => current[name])?.current[name];
  handler?.(key);
  return handler !== undefined;
}

/** In a dialog with the callout panel only its own keys act; the page behind is not there. */
const OF_THE_PANEL: ReadonlySet<ShortcutName> = new Set(['outcome', 'attempt', 'done', 'copyNumber']);

const keySettings = (): KeySettings => preferences.get();

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const isPanelDialog = dialog?.querySelector('[data-region="panel"]') != null;
  if (dialog && !isPanelDialog) return;
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const meaning = findShortcut(event, placeOf(event.target), keySettings(), prefix);
  setPrefix('');
  if (meaning === null) return;
  if ('prefix' in meaning) setPrefix(meaning.prefix);
  else if (isPanelDialog && !OF_THE_PANEL.has(meaning.shortcut)) return;
  else if (runShortcut(meaning.shortcut, event.key)) event.preventDefault();
}

function setPrefix(next: string): void {
  if (prefixTimer) clearTimeout(prefixTimer);
  prefix = next;
  prefixTimer = next === '' ? null : setTimeout(() => setPrefix(''), SEQUENCE_MS);
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKey);

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
    isOnControl: (element?.closest('a, button, summary, input') ?? null) !== null,
  };
}

/** For `aria-keyshortcuts`: the keys as they are mapped now. */
export function useAriaKeys(): (name: ShortcutName) => string | undefined {
  const settings = useStore(preferences);
  return (name) => {
    const keys = keysOf(name, settings).filter((key) => !key.includes(' '));
    return keys.length === 0 ? undefined : keys.join(' ').replaceAll('Ctrl', 'Control');
  };
}
