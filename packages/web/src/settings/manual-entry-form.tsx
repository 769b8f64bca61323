import type { ManualEntrySettings } from '@critical-callout/contract/manual';
import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { MANUAL_ENTRY } from './setting.ts';
import { SettingForm } from './setting-form.tsx';

/** Whether a second person looks at results that came by telephone or on paper. */
export function ManualEntrySettingsForm(): ReactNode {
  const t = useText();
  return (
    <SettingForm<ManualEntrySettings, { isSecond: boolean }>
      setting={MANUAL_ENTRY}
      title={t('manualEntry.title')}
      toFields={({ second_person }) => ({ isSecond: second_person === 1 })}
      toBody={({ isSecond }) => ({ second_person: isSecond ? 1 : 0 })}
    >
      {({ form: { register } }) => (
        <Checkbox label={t('manualEntry.second')} description={t('manualEntry.secondHint')} {...register('isSecond')} />
      )}
    </SettingForm>
  );
}
