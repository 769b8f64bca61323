import { type AcknowledgementSettings, acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { type MailSettings, mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { type SettingForm, yesNo } from '../ui/publish/setting.ts';

export type MailFields = Omit<MailSettings, 'send_corrections'> & { send_corrections: boolean };
export const LEVELS = ['mail_content', 'text_content', 'fax_content', 'webhook_content'] as const;

export const MAIL: SettingForm<MailSettings, MailFields> = {
  name: 'mail',
  schema: mailSettingsSchema,
  title: 'messages.contents',
  applies: 'messages.contents.applies',
  toFields: (value) => ({ ...value, send_corrections: value.send_corrections === 1 }),
  toBody: (fields) => ({ ...fields, send_corrections: fields.send_corrections ? 1 : 0 }),
  linesOf: (fields, t) => [
    ...LEVELS.map((key) => ({ label: t(`messages.${key}`), value: t(`messages.level.${fields[key]}`) })),
    { label: t('messages.callback'), value: fields.callback_phone.trim() },
    { label: t('messages.corrections'), value: yesNo(t, fields.send_corrections) },
  ],
};

type LanguageFields = { default_language: MessageLanguage };
export const MESSAGES: SettingForm<LanguageFields, LanguageFields> = {
  name: 'messages',
  schema: messageSettingsSchema,
  title: 'messages.language',
  applies: 'messages.applies',
  toFields: (value) => value,
  toBody: (fields) => fields,
  linesOf: ({ default_language }, t) => [{ label: t('messages.language.default'), value: t(`language.${default_language}`) }],
};

export type LinkFields = {
  is_offered: boolean;
  proof: AcknowledgementSettings['proof'];
  expires_after_hours: string;
  max_tries: string;
};
export const LINKS: SettingForm<AcknowledgementSettings, LinkFields> = {
  name: 'acknowledgement',
  schema: acknowledgementSettingsSchema,
  title: 'messages.link',
  applies: 'messages.link.applies',
  toFields: (value) => ({
    is_offered: value.is_offered === 1,
    proof: value.proof,
    expires_after_hours: String(value.expires_after_hours),
    max_tries: String(value.max_tries),
  }),
  toBody: (fields) => ({
    is_offered: fields.is_offered ? 1 : 0,
    proof: fields.proof,
    expires_after_hours: Number(fields.expires_after_hours),
    max_tries: Number(fields.max_tries),
  }),
  linesOf: (fields, t) => [
    { label: t('messages.link.offered'), value: yesNo(t, fields.is_offered) },
    { label: t('messages.link.proof'), value: t(`messages.link.proof.${fields.proof}`) },
    { label: t('messages.link.hours'), value: fields.expires_after_hours },
    { label: t('messages.link.tries'), value: fields.max_tries },
  ],
};

type CodeFields = { default_calling_code: string };
export const DIRECTORY: SettingForm<CodeFields, CodeFields> = {
  name: 'directory',
  schema: directorySettingsSchema,
  title: 'messages.numbers',
  applies: 'messages.numbers.applies',
  toFields: (value) => value,
  toBody: ({ default_calling_code }) => ({ default_calling_code: default_calling_code.trim() }),
  linesOf: ({ default_calling_code }, t) => [{ label: t('messages.callingCode'), value: default_calling_code.trim() }],
};
