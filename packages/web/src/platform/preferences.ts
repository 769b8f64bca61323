import { LANGUAGES, type Language } from './messages/languages.ts';
import { type OwnKeys, SHORTCUT_NAMES, SHORTCUTS } from './shortcuts.ts';
import { createStore } from './store.ts';
import { setTimeFormat } from './time-format.ts';

export const THEMES = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

export const TIME_FORMATS = ['24h', '12h'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];
/** From calm to urgent (screens.md section 2, alarm priority). */
export const ALARM_LEVELS = ['low', 'medium', 'high'] as const;
export type AlarmLevel = (typeof ALARM_LEVELS)[number];

export type Preferences = {
  theme: Theme;
  language: Language;
  density: Density;
  isRailNarrow: boolean;
  timeFormat: TimeFormat;
  isMotionReduced: boolean;
  /** Loudness of the alarms, 0 to 1. Those of the highest level are never quieter than audible. */
  loudness: number;
  /** Medium and low alarms can be left out; high never. */
  soundsFrom: AlarmLevel;
  hasNotices: boolean;
  hasSingleKeys: boolean;
  ownKeys: OwnKeys;
  /** What the worklist opens with: `pending`, `mine`, `done`, or `view:7` for a saved view. */
  startView: string;
  /** After a save the next most urgent order opens by itself. */
  opensNext: boolean;
  /** Columns of the worklist this person does without. */
  hiddenColumns: readonly string[];
};

const START_VIEW = /^(?:pending|mine|done|view:\d{1,15})$/;

const KEY = 'critical-callout.preferences';

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
    return readPreferences(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return readPreferences({});
  }
}

/** Whatever was stored, by whichever version: what is not understood is the default. */
export function readPreferences(stored: unknown): Preferences {
  const from = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<Record<keyof Preferences, unknown>>;
  const oneOf = <T extends string>(names: readonly T[], value: unknown): T | undefined => names.find((name) => name === value);
  return {
    theme: oneOf(THEMES, from.theme) ?? preferredTheme(),
    language: oneOf(LANGUAGES, from.language) ?? preferredLanguage(),
    density: oneOf(DENSITIES, from.density) ?? 'comfortable',
    isRailNarrow: from.isRailNarrow === true,
    timeFormat: oneOf(TIME_FORMATS, from.timeFormat) ?? '24h',
    isMotionReduced: from.isMotionReduced === true,
    loudness: typeof from.loudness === 'number' && from.loudness > 0 && from.loudness <= 1 ? from.loudness : 0.6,
    soundsFrom: oneOf(ALARM_LEVELS, from.soundsFrom) ?? 'low',
    hasNotices: from.hasNotices !== false,
    hasSingleKeys: from.hasSingleKeys !== false,
    ownKeys: readOwnKeys(from.ownKeys),
    opensNext: from.opensNext !== false,
    startView: typeof from.startView === 'string' && START_VIEW.test(from.startView) ? from.startView : 'pending',
    hiddenColumns: Array.isArray(from.hiddenColumns)
      ? from.hiddenColumns.filter((one) => typeof one === 'string').slice(0, 20)
      : [],
  };
}

function readOwnKeys(stored: unknown): OwnKeys {
  const from = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const own: OwnKeys = {};
  for (const name of SHORTCUT_NAMES) {
    const keys = from[name];
    if (Array.isArray(keys) && keys.every((key) => typeof key === 'string') && keys.length <= SHORTCUTS[name].keys.length + 2)
      own[name] = keys;
  }
  return own;
}

/** Before anybody chose one: the first of the browser's languages that there is. */
function preferredLanguage(): Language {
  const wishes = typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
  for (const wish of wishes) {
    const found = LANGUAGES.find((language) => language === wish.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return 'en';
}

function preferredTheme(): Theme {
  if (typeof matchMedia === 'undefined') return 'light';
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** What belongs to a person and follows them; the rest belongs to this screen. */
const PERSONAL = [
  'language',
  'timeFormat',
  'hasSingleKeys',
  'opensNext',
  'isMotionReduced',
  'startView',
  'ownKeys',
  'hiddenColumns',
] as const;
export type PersonalPreferences = Pick<Preferences, (typeof PERSONAL)[number]>;

export function personalOf(all: Preferences): PersonalPreferences {
  return Object.fromEntries(PERSONAL.map((name) => [name, all[name]])) as PersonalPreferences;
}

export function applyPreferences({ theme, density, language, isMotionReduced, timeFormat }: Preferences): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme;
  dataset.density = density;
  dataset.motion = isMotionReduced ? 'reduced' : 'system';
  setTimeFormat(timeFormat);
  document.documentElement.lang = language;
}
