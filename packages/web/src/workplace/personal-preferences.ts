import type { UserPreferences } from '@critical-callout/contract/workplace';
import { useEffect } from 'react';
import {
  changePreferences,
  type PersonalPreferences,
  type Preferences,
  personalOf,
  preferences,
  readPreferences,
} from '../platform/preferences.ts';
import { fetchPersonalPreferences, savePersonalPreferences } from './api.ts';

/** Changes made in quick succession travel together. */
const PAUSE_MS = 800;

/**
 * What belongs to the person comes from the server after signing in and goes there when it changes. Without an answer the
 * browser's own copy is used; nothing here is worth a message.
 */
export function usePersonalPreferences(labLanguage: PersonalPreferences['language'] | null = null): void {
  useEffect(() => {
    let known = '';
    let timer: ReturnType<typeof setTimeout> | null = null;
    const send = (): void => {
      const personal = personalOf(preferences.get());
      const text = JSON.stringify(personal);
      if (text === known) return;
      known = text;
      savePersonalPreferences(toWire(personal)).catch(() => undefined);
    };
    const unwatch = preferences.watch(() => {
      if (timer) clearTimeout(timer);
      timer = setTimeout(send, PAUSE_MS);
    });
    fetchPersonalPreferences()
      .then((stored) => {
        const now = preferences.get();
        // The laboratory's language is for whoever has chosen none.
        const own = stored.language ?? labLanguage ?? now.language;
        const merged = readPreferences({ ...now, ...stored, language: own });
        known = JSON.stringify(personalOf(merged));
        if (known !== JSON.stringify(personalOf(now))) changePreferences(personalOf(merged));
      })
      .catch(() => undefined);
    return () => {
      unwatch();
      if (timer) clearTimeout(timer);
    };
  }, [labLanguage]);
}

function toWire(personal: ReturnType<typeof personalOf>): UserPreferences {
  const ownKeys: Record<string, string[]> = {};
  for (const [name, keys] of Object.entries(personal.ownKeys) as [keyof Preferences['ownKeys'], readonly string[]][])
    ownKeys[name] = [...keys];
  return { ...personal, ownKeys, hiddenColumns: [...personal.hiddenColumns] };
}
