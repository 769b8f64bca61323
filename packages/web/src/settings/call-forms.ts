import type { ManualEntrySettings } from '@critical-callout/contract/manual';
import { manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { type OwnershipPolicy, ownershipPolicySchema } from '@critical-callout/contract/ownership';
import {
  type CallHelp,
  type CalloutPolicy,
  type CriticalNotificationSettings,
  callHelpSchema,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
} from '@critical-callout/contract/settings';
import { type SettingForm, yesNo } from '../ui/publish/setting.ts';
import { type CallsFields, toFields, toPolicy } from './calls-fields.ts';
import { callsLines } from './calls-lines.ts';
import { readPhrases, writePhrases } from './phrase-lines.ts';

const flag = (isOn: boolean): 0 | 1 => (isOn ? 1 : 0);

export const CALLOUT_POLICY: SettingForm<CalloutPolicy, CallsFields> = {
  name: 'callout-policy',
  schema: calloutPolicySchema,
  title: 'calls.form',
  applies: 'calls.applies',
  toFields,
  toBody: toPolicy,
  linesOf: callsLines,
};

export type OwnershipFields = Record<keyof OwnershipPolicy, string>;
export const OWNERSHIP_TIMES = ['unowned_alarm_minutes', 'handover_accept_minutes'] as const;
export const OWNERSHIP: SettingForm<OwnershipPolicy, OwnershipFields> = {
  name: 'ownership',
  schema: ownershipPolicySchema,
  title: 'calls.ownership',
  applies: 'publish.applies.atOnce',
  toFields: (value) => ({
    unowned_alarm_minutes: String(value.unowned_alarm_minutes),
    handover_accept_minutes: String(value.handover_accept_minutes),
  }),
  toBody: (fields) => ({
    unowned_alarm_minutes: Number(fields.unowned_alarm_minutes),
    handover_accept_minutes: Number(fields.handover_accept_minutes),
  }),
  linesOf: (fields, t) => OWNERSHIP_TIMES.map((key) => ({ label: t(`calls.${key}`), value: fields[key] })),
};

export const NOTIFY_SWITCHES = ['is_email', 'mandatory_comments', 'always_notify', 'show_patient_name', 'share_comment'] as const;
export type NotificationFields = { additional_instruction: string } & Record<(typeof NOTIFY_SWITCHES)[number], boolean>;
export const NOTIFICATION: SettingForm<CriticalNotificationSettings, NotificationFields> = {
  name: 'critical-notification',
  schema: criticalNotificationSettingsSchema,
  title: 'settings.notification',
  applies: 'settings.notification.applies',
  toFields: (value) => ({
    additional_instruction: value.additional_instruction,
    is_email: value.is_email === 1,
    mandatory_comments: value.mandatory_comments === 1,
    always_notify: value.always_notify === 1,
    show_patient_name: value.show_patient_name === 1,
    share_comment: value.share_comment === 1,
  }),
  toBody: (fields) => ({
    additional_instruction: fields.additional_instruction,
    is_email: flag(fields.is_email),
    mandatory_comments: flag(fields.mandatory_comments),
    always_notify: flag(fields.always_notify),
    show_patient_name: flag(fields.show_patient_name),
    share_comment: flag(fields.share_comment),
  }),
  linesOf: (fields, t) => [
    { label: t('settings.additional_instruction'), value: fields.additional_instruction },
    ...NOTIFY_SWITCHES.map((key) => ({ label: t(`settings.${key}`), value: yesNo(t, fields[key]) })),
  ],
};

export const CALL_HELP: SettingForm<CallHelp, { script: string; phrases: string }> = {
  name: 'call-help',
  schema: callHelpSchema,
  title: 'callHelp.title',
  applies: 'publish.applies.atOnce',
  toFields: ({ script, phrases }) => ({ script, phrases: writePhrases(phrases) }),
  toBody: ({ script, phrases }) => ({ script, phrases: readPhrases(phrases) ?? [] }),
  linesOf: ({ script, phrases }, t) => [
    { label: t('callHelp.script'), value: script },
    ...(readPhrases(phrases) ?? []).map(({ code, text }) => ({ label: t('callHelp.phrase', { code }), value: text })),
  ],
};

export const MANUAL_ENTRY: SettingForm<ManualEntrySettings, { isSecond: boolean }> = {
  name: 'manual-entry',
  schema: manualEntrySettingsSchema,
  title: 'manualEntry.title',
  applies: 'manualEntry.applies',
  toFields: ({ second_person }) => ({ isSecond: second_person === 1 }),
  toBody: ({ isSecond }) => ({ second_person: flag(isSecond) }),
  linesOf: ({ isSecond }, t) => [{ label: t('manualEntry.second'), value: yesNo(t, isSecond) }],
};
