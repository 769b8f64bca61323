import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { SettingForm } from '../ui/publish/setting-form.tsx';
import { MANUAL_ENTRY } from './call-forms.ts';

/** Whether a second person looks at results that came by telephone or on paper. */
export function ManualEntrySettingsForm(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={MANUAL_ENTRY}>
      {({ form: { register } }) => (
        <Checkbox label={t('manualEntry.second')} description={t('manualEntry.secondHint')} {...register('isSecond')} />
      )}
    </SettingForm>
  );
}
