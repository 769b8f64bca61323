import type { LabSettings, SaveLabSettings, Stripe } from '@critical-callout/contract/lab';
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

export const toFields = (settings: LabSettings): LabFields => ({
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

export const toBody = (fields: LabFields): SaveLabSettings => ({
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
