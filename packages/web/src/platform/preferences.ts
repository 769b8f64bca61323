import { createStore } from './store.ts';

export const THEMES = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

export type Preferences = { theme: Theme; hasSingleKeys: boolean; opensNext: boolean };

const KEY = 'critical-callout.preferences';
const DEFAULTS: Preferences = { theme: 'light', hasSingleKeys: true, opensNext: true };

/** How this browser shows things. Never holds anything about a patient: the computers are shared. */
export const preferences = createStore<Preferences>(read());

export function changePreferences(change: Partial<Preferences>): void {
  preferences.set((now) => ({ ...now, ...change }));
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.get()));
  } catch {
    // A browser that forbids storage still works; the choice then lasts as long as the page.
  }
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { theme, hasSingleKeys, opensNext } = stored as Partial<Preferences>;
    return {
      theme: THEMES.find((name) => name === theme) ?? preferredTheme(),
      hasSingleKeys: hasSingleKeys !== false,
      opensNext: opensNext !== false,
    };
  } catch {
    return DEFAULTS;
  }
}

function preferredTheme(): Theme {
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}
