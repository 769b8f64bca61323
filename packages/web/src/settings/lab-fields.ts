import { type LabSettings, labSettingsSchema, type SaveLabSettings, type Stripe } from '@critical-callout/contract/lab';
import type { Translate } from '../platform/text.tsx';
import { groupIdentifier } from '../ui/names.ts';
import type { Line, SettingForm } from '../ui/publish/setting.ts';
import { type IdentifierLine, toFormat, toLine } from './identifier-lines.ts';

/** What the form holds: everything typed is text until it is checked. */
export type LabFields = {
  name: string;
  zone: string;
  stripe: Stripe | '';
  screen_language: NonNullable<LabSettings['screen_language']> | '';
  switchboard: string;
  login_notice: string;
  identifiers: IdentifierLine[];
  idle_minutes: string;
  session_hours: string;
  audit_head_emails: string;
};

const toFields = (settings: LabSettings): LabFields => ({
  name: settings.name,
  zone: settings.zone,
  stripe: settings.stripe ?? '',
  screen_language: settings.screen_language ?? '',
  switchboard: settings.switchboard,
  login_notice: settings.login_notice,
  identifiers: settings.identifiers.map(toLine),
  idle_minutes: String(settings.idle_minutes),
  session_hours: String(settings.session_hours),
  audit_head_emails: settings.audit_head_emails.join('\n'),
});

const toBody = (fields: LabFields): SaveLabSettings => ({
  name: fields.name.trim(),
  zone: fields.zone.trim(),
  stripe: fields.stripe === '' ? null : fields.stripe,
  screen_language: fields.screen_language === '' ? null : fields.screen_language,
  switchboard: fields.switchboard.trim(),
  login_notice: fields.login_notice.trim(),
  identifiers: fields.identifiers.map(toFormat),
  idle_minutes: Number(fields.idle_minutes),
  session_hours: Number(fields.session_hours),
  audit_head_emails: addressesOf(fields.audit_head_emails),
});

export const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((address) => address !== '');

function labLines(fields: LabFields, t: Translate): Line[] {
  const sample = (line: IdentifierLine): string => groupIdentifier('1297287652', line.type, [toFormat(line)]);
  return [
    { label: t('lab.name'), value: fields.name.trim() },
    { label: t('lab.zone'), value: fields.zone.trim() },
    { label: t('lab.stripe'), value: t(`lab.stripe.${fields.stripe || 'none'}`) },
    {
      label: t('lab.language'),
      value: fields.screen_language === '' ? t('lab.language.browser') : t(`language.${fields.screen_language}`),
    },
    { label: t('lab.switchboard'), value: fields.switchboard.trim() },
    { label: t('lab.notice'), value: fields.login_notice.trim() },
    ...fields.identifiers.map((line) => ({
      label: `${t('lab.numbers')}: ${line.type.trim().toUpperCase()}`,
      value: [line.label.trim(), line.groups.trim(), sample(line)].filter((part) => part !== '').join(' · '),
    })),
    { label: t('lab.idle'), value: fields.idle_minutes },
    { label: t('lab.hours'), value: fields.session_hours },
    { label: t('lab.heads.emails'), value: addressesOf(fields.audit_head_emails).join(', ') },
  ];
}

export const LAB: SettingForm<LabSettings, LabFields> = {
  name: 'lab',
  schema: labSettingsSchema,
  title: 'lab.form',
  applies: 'publish.applies.atOnce',
  toFields,
  toBody,
  linesOf: labLines,
};
