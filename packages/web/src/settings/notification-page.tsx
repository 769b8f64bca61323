import type { CriticalNotificationSettings } from '@critical-callout/contract/settings';
import { Checkbox, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { type FieldsProps, SettingForm } from '../ui/publish/setting-form.tsx';
import { WhoMay } from '../ui/publish/who-may.tsx';
import { NOTIFICATION, NOTIFY_SWITCHES, type NotificationFields } from './call-forms.ts';
import { CallHelpSettings } from './call-help-form.tsx';
import { ManualEntrySettingsForm } from './manual-entry-form.tsx';

/** The lab's `critical_notification_settings`: what the callout panel offers and what its messages say. */
export function NotificationPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <WhoMay />
      <SettingForm setting={NOTIFICATION}>{({ form }) => <NotifyFields form={form} />}</SettingForm>
      <CallHelpSettings />
      <ManualEntrySettingsForm />
    </Page>
  );
}

function NotifyFields({ form }: Pick<FieldsProps<CriticalNotificationSettings, NotificationFields>, 'form'>): ReactNode {
  const t = useText();
  return (
    <>
      <Textarea
        id={fieldId('additional_instruction')}
        label={t('settings.additional_instruction')}
        description={t('settings.additional_instruction.hint')}
        rows={4}
        maxLength={4000}
        {...form.register('additional_instruction')}
      />
      {NOTIFY_SWITCHES.map((key) => (
        <Checkbox
          key={key}
          id={fieldId(key)}
          label={t(`settings.${key}`)}
          description={t(`settings.${key}.hint`)}
          {...form.register(key)}
        />
      ))}
    </>
  );
}
