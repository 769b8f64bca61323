import type { CriticalNotificationSettings } from '@critical-callout/contract/settings';
import { Button, Checkbox, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { announce, useTitle } from '../platform/announce.tsx';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { LoadingPage } from '../ui/whole-page.tsx';
import { fetchNotificationSettings, saveNotificationSettings, settingsKeys } from './api.ts';
import { CallHelpSettings } from './call-help-form.tsx';
import css from './settings.module.css';

const SWITCHES = ['is_email', 'mandatory_comments', 'always_notify', 'show_patient_name', 'share_comment'] as const;

/** The lab's `critical_notification_settings`: what the callout panel offers and what its messages say. */
export function NotificationPage(): ReactNode {
  const t = useText();
  useTitle(t('settings.title'));
  const { data, error, refetch } = useQuery({
    queryKey: settingsKeys.notification,
    queryFn: ({ signal }) => fetchNotificationSettings(signal),
  });
  if (error && !data) {
    return (
      <div className={css.page}>
        <FailurePanel
          failure={asFailure(error)}
          what={t('settings.failed')}
          stillTrue={t('settings.failedStill')}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  if (!data) return <LoadingPage />;
  return (
    <>
      <NotificationForm settings={data} />
      <CallHelpSettings />
    </>
  );
}

type Fields = { additional_instruction: string } & Record<(typeof SWITCHES)[number], boolean>;

function NotificationForm({ settings }: { settings: CriticalNotificationSettings }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('settings.write');
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { register, handleSubmit, formState, reset } = useForm<Fields>({ defaultValues: toFields(settings) });

  const submit = handleSubmit(async (fields) => {
    setFailure(null);
    try {
      const saved = await saveNotificationSettings(toSettings(fields));
      queryClient.setQueryData(settingsKeys.notification, saved);
      reset(toFields(saved));
      setSavedAt(serverNow());
      announce(t('settings.saved', { at: formatClockSeconds(serverNow(), lab.zone) }));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  return (
    <form className={css.page} onSubmit={submit} data-region="panel">
      <h1>{t('settings.title')}</h1>
      <p>{t(mayWrite ? 'settings.lead' : 'settings.readOnly')}</p>
      {failure && <FailurePanel failure={failure} what={t('settings.notSaved')} stillTrue={t('settings.notSavedStill')} />}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{t('settings.title')}</legend>
        <Textarea
          label={t('settings.additional_instruction')}
          description={t('settings.additional_instruction.hint')}
          rows={4}
          maxLength={4000}
          {...register('additional_instruction')}
        />
        {SWITCHES.map((key) => (
          <Checkbox key={key} label={t(`settings.${key}`)} description={t(`settings.${key}.hint`)} {...register(key)} />
        ))}
      </fieldset>
      {mayWrite && (
        <div className={css.actions}>
          <Button type="submit" loading={formState.isSubmitting} disabled={!formState.isDirty}>
            {t('settings.save')}
          </Button>
          {savedAt !== null && !formState.isDirty && (
            <span>{t('settings.saved', { at: formatClockSeconds(savedAt, lab.zone) })}</span>
          )}
        </div>
      )}
    </form>
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
