import type { CriticalNotificationSettings } from '@critical-callout/contract/settings';
import { Checkbox, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { CallHelpSettings } from './call-help-form.tsx';
import { ManualEntrySettingsForm } from './manual-entry-form.tsx';
import { NOTIFICATION } from './setting.ts';
import { type FieldsProps, SettingForm, WhoMay } from './setting-form.tsx';

const SWITCHES = ['is_email', 'mandatory_comments', 'always_notify', 'show_patient_name', 'share_comment'] as const;

/** The lab's `critical_notification_settings`: what the callout panel offers and what its messages say. */
export function NotificationPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <WhoMay />
      <SettingForm<CriticalNotificationSettings, Fields>
        setting={NOTIFICATION}
        title={t('settings.notification')}
        toFields={toFields}
        toBody={toSettings}
      >
        {(props) => <NotificationFields {...props} />}
      </SettingForm>
      <CallHelpSettings />
      <ManualEntrySettingsForm />
    </Page>
  );
}

type Fields = { additional_instruction: string } & Record<(typeof SWITCHES)[number], boolean>;

function NotificationFields({ form }: FieldsProps<CriticalNotificationSettings, Fields>): ReactNode {
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
      {SWITCHES.map((key) => (
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

function toFields(settings: CriticalNotificationSettings): Fields {
  const { additional_instruction } = settings;
  return {
    additional_instruction,
    is_email: settings.is_email === 1,
    mandatory_comments: settings.mandatory_comments === 1,
    always_notify: settings.always_notify === 1,
    show_patient_name: settings.show_patient_name === 1,
    share_comment: settings.share_comment === 1,
  };
}

function toSettings(fields: Fields): CriticalNotificationSettings {
  const flag = (isOn: boolean): 0 | 1 => (isOn ? 1 : 0);
  return {
    additional_instruction: fields.additional_instruction,
    is_email: flag(fields.is_email),
    mandatory_comments: flag(fields.mandatory_comments),
    always_notify: flag(fields.always_notify),
    show_patient_name: flag(fields.show_patient_name),
    share_comment: flag(fields.share_comment),
  };
}
