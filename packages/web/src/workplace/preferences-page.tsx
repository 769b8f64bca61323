import { Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { preferencesWords } from '../platform/messages/en/preferences.ts';
import { LANGUAGES, type Language } from '../platform/messages/languages.ts';
import {
  ALARM_LEVELS,
  type AlarmLevel,
  changePreferences,
  DENSITIES,
  type Density,
  preferences,
  THEMES,
  type Theme,
  TIME_FORMATS,
  type TimeFormat,
} from '../platform/preferences.ts';
import { useStore } from '../platform/store.ts';
import { addWords, useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { fetchViews, worklistKeys } from '../worklist/index.ts';
import { play } from './alarms/tones.ts';
import { ShortcutSettings } from './shortcut-settings.tsx';
import css from './workplace.module.css';

addWords(preferencesWords);

/** What each user sets for themselves; every change counts at once. */
export function PreferencesPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('preferences.title')} lead={t('preferences.lead')} />
      <ScreenPreferences />
      <PersonPreferences />
      <SoundPreferences />
      <ShortcutSettings />
    </Page>
  );
}

function ScreenPreferences(): ReactNode {
  const t = useText();
  const { theme, density } = useStore(preferences);
  return (
    <fieldset className={css.group}>
      <legend>{t('preferences.screen')}</legend>
      <NativeSelect
        label={t('shell.theme')}
        value={theme}
        data={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={({ currentTarget }) => changePreferences({ theme: currentTarget.value as Theme })}
      />
      <NativeSelect
        label={t('preferences.density')}
        value={density}
        data={DENSITIES.map((value) => ({ value, label: t(`density.${value}`) }))}
        onChange={({ currentTarget }) => changePreferences({ density: currentTarget.value as Density })}
      />
    </fieldset>
  );
}

function PersonPreferences(): ReactNode {
  const t = useText();
  const { language, timeFormat, opensNext, isMotionReduced } = useStore(preferences);
  return (
    <fieldset className={css.group}>
      <legend>{t('preferences.person')}</legend>
      <NativeSelect
        label={t('preferences.language')}
        value={language}
        data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={({ currentTarget }) => changePreferences({ language: currentTarget.value as Language })}
      />
      <NativeSelect
        label={t('preferences.timeFormat')}
        value={timeFormat}
        data={TIME_FORMATS.map((value) => ({ value, label: t(`timeFormat.${value}`) }))}
        onChange={({ currentTarget }) => changePreferences({ timeFormat: currentTarget.value as TimeFormat })}
      />
      <StartView />
      <Checkbox
        label={t('keys.next')}
        checked={opensNext}
        onChange={({ currentTarget }) => changePreferences({ opensNext: currentTarget.checked })}
      />
      <Checkbox
        label={t('preferences.motion')}
        description={t('preferences.motionHint')}
        checked={isMotionReduced}
        onChange={({ currentTarget }) => changePreferences({ isMotionReduced: currentTarget.checked })}
      />
    </fieldset>
  );
}

/** What the worklist opens with; saved views are offered to those who see the list. */
function StartView(): ReactNode {
  const t = useText();
  const { startView } = useStore(preferences);
  const may = useMay('worklist.read');
  const { data } = useQuery({ queryKey: worklistKeys.views, queryFn: ({ signal }) => fetchViews(signal), enabled: may });
  if (!may) return null;
  const views = (data?.items ?? []).map(({ id, name }) => ({ value: `view:${id}`, label: name }));
  const offered = [
    ...(['pending', 'mine', 'done'] as const).map((value) => ({
      value: value as string,
      label: t(`preferences.start.${value}`),
    })),
    ...views,
  ];
  // A view somebody deleted: the list opens as it would without a choice.
  const isGone = data !== undefined && !offered.some(({ value }) => value === startView);
  return (
    <NativeSelect
      label={t('preferences.start')}
      description={t('preferences.startHint')}
      value={isGone ? 'pending' : startView}
      data={offered}
      onChange={({ currentTarget }) => changePreferences({ startView: currentTarget.value })}
    />
  );
}

const LOUDNESS = ['0.2', '0.4', '0.6', '0.8', '1'] as const;

function SoundPreferences(): ReactNode {
  const t = useText();
  const { loudness, soundsFrom, hasNotices } = useStore(preferences);
  return (
    <fieldset className={css.group}>
      <legend>{t('preferences.sounds')}</legend>
      <NativeSelect
        label={t('preferences.soundsFrom')}
        description={t('preferences.soundsFromHint')}
        value={soundsFrom}
        data={ALARM_LEVELS.map((value) => ({ value, label: t(`alarmLevel.${value}`) }))}
        onChange={({ currentTarget }) => changePreferences({ soundsFrom: currentTarget.value as AlarmLevel })}
      />
      <NativeSelect
        label={t('preferences.loudness')}
        value={String(loudness)}
        data={LOUDNESS.map((value) => ({ value, label: `${Math.round(Number(value) * 100)} %` }))}
        onChange={({ currentTarget }) => {
          changePreferences({ loudness: Number(currentTarget.value) });
          play('medium', Number(currentTarget.value));
        }}
      />
      <Checkbox
        label={t('preferences.notices')}
        description={t('shift.noPatientData')}
        checked={hasNotices}
        onChange={({ currentTarget }) => changePreferences({ hasNotices: currentTarget.checked })}
      />
    </fieldset>
  );
}
