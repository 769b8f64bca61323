import type { MailSettings } from '@critical-callout/contract/deliveries';
import { CONTENT_LEVELS, MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { type FieldsProps, SettingForm } from '../ui/publish/setting-form.tsx';
import { WhoMay } from '../ui/publish/who-may.tsx';
import { wholeNumber } from './checks.ts';
import { Gateways } from './gateways.tsx';
import { DIRECTORY, LEVELS, LINKS, MAIL, type MailFields, MESSAGES } from './message-forms.ts';

/** How much messages say, in which language, with which link, and by what they travel. */
export function MessagesPage(): ReactNode {
  const t = useText();
  const mayGateways = useMay('channels.test');
  const mayTemplates = useMay('templates.read');
  return (
    <Page>
      <PageHeader title={t('messages.title')} lead={t('messages.lead')} />
      <WhoMay />
      <Contents />
      <Language />
      <AnswerLink />
      <CallingCode />
      {mayTemplates && (
        <p>
          <Link to="/settings/templates">{t('messages.templates')}</Link>
        </p>
      )}
      {mayGateways && <Gateways />}
    </Page>
  );
}

function Contents(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={MAIL} lead={t('messages.contents.lead')}>
      {({ form }) => <ContentFields form={form} />}
    </SettingForm>
  );
}

function ContentFields({ form: { register } }: Pick<FieldsProps<MailSettings, MailFields>, 'form'>): ReactNode {
  const t = useText();
  return (
    <>
      {LEVELS.map((key) => (
        <NativeSelect
          key={key}
          id={fieldId(key)}
          label={t(`messages.${key}`)}
          description={t(`messages.${key}.hint`)}
          data={CONTENT_LEVELS.map((level) => ({ value: level, label: t(`messages.level.${level}`) }))}
          {...register(key)}
        />
      ))}
      <TextInput
        id={fieldId('callback_phone')}
        label={t('messages.callback')}
        description={t('messages.callback.hint')}
        type="tel"
        maxLength={40}
        {...register('callback_phone')}
      />
      <Checkbox
        id={fieldId('send_corrections')}
        label={t('messages.corrections')}
        description={t('messages.corrections.hint')}
        {...register('send_corrections')}
      />
    </>
  );
}

function Language(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={MESSAGES}>
      {({ form }) => (
        <NativeSelect
          id={fieldId('default_language')}
          label={t('messages.language.default')}
          description={t('messages.language.hint')}
          data={MESSAGE_LANGUAGES.map((one) => ({ value: one, label: t(`language.${one}`) }))}
          {...form.register('default_language')}
        />
      )}
    </SettingForm>
  );
}

function AnswerLink(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={LINKS} lead={t('messages.link.lead')}>
      {({ form: { register, formState } }) => (
        <>
          <Checkbox id={fieldId('is_offered')} label={t('messages.link.offered')} {...register('is_offered')} />
          <NativeSelect
            id={fieldId('proof')}
            label={t('messages.link.proof')}
            description={t('messages.link.proof.hint')}
            data={(['either', 'code', 'facts'] as const).map((one) => ({ value: one, label: t(`messages.link.proof.${one}`) }))}
            {...register('proof')}
          />
          <TextInput
            id={fieldId('expires_after_hours')}
            label={t('messages.link.hours')}
            inputMode="numeric"
            error={formState.errors.expires_after_hours?.message}
            {...register('expires_after_hours', { validate: wholeNumber(t, t('messages.link.hours'), 1, 336) })}
          />
          <TextInput
            id={fieldId('max_tries')}
            label={t('messages.link.tries')}
            description={t('messages.link.tries.hint')}
            inputMode="numeric"
            error={formState.errors.max_tries?.message}
            {...register('max_tries', { validate: wholeNumber(t, t('messages.link.tries'), 2, 20) })}
          />
        </>
      )}
    </SettingForm>
  );
}

const CALLING_CODE = /^(\+[1-9]\d{0,2})?$/;

function CallingCode(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={DIRECTORY}>
      {({ form }) => (
        <TextInput
          id={fieldId('default_calling_code')}
          label={t('messages.callingCode')}
          description={t('messages.callingCode.hint')}
          placeholder="+49"
          maxLength={5}
          error={form.formState.errors.default_calling_code?.message}
          {...form.register('default_calling_code', {
            validate: (code) => CALLING_CODE.test(code.trim()) || t('messages.callingCode.wrong', { code }),
          })}
        />
      )}
    </SettingForm>
  );
}
