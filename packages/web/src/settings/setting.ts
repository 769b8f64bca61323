import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { businessHoursSchema } from '@critical-callout/contract/escalation';
import { labSettingsSchema } from '@critical-callout/contract/lab';
import { manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import {
  callHelpSchema,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
  type SettingsHistory,
  settingsHistorySchema,
} from '@critical-callout/contract/settings';
import type { z } from 'zod';
import { call, callTagged, type Sending, type Tagged } from '../platform/http.ts';
import type { Ask, Reads, Route } from '../platform/routes.ts';

/** One setting of the laboratory: where it is kept, and what it looks like. */
export type SettingAt<T> = {
  name: SettingName;
  schema: z.ZodType<T>;
  /** Under which keys its changes stand in the audit trail. */
  keys: readonly string[];
};

/** The settings that are read and saved whole at an address of their own. */
type SettingName = NameOf<'GET', Route> & NameOf<'PUT', Route>;
type NameOf<M extends string, R extends Route> = R extends `${M} /api/v1/settings/${infer Name}` ? Name : never;
type Saving = Ask<`PUT /api/v1/settings/${SettingName}`> & Sending;

const at = <N extends SettingName, S extends z.ZodType>(
  name: N,
  schema: S & Reads<`GET /api/v1/settings/${N}`, S>,
  ...keys: string[]
): SettingAt<z.output<S>> => ({ name, schema: schema as S & z.ZodType<z.output<S>>, keys });

export const LAB = at('lab', labSettingsSchema, 'lab', 'lab_profile', 'sign_in_policy', 'audit_heads');
export const NOTIFICATION = at('critical-notification', criticalNotificationSettingsSchema, 'critical_notification_settings');
export const MANUAL_ENTRY = at('manual-entry', manualEntrySettingsSchema);
export const CALL_HELP = at('call-help', callHelpSchema, 'call_help');
export const MAIL = at('mail', mailSettingsSchema, 'mail_settings');
export const MESSAGES = at('messages', messageSettingsSchema, 'message_settings');
export const LINKS = at('acknowledgement', acknowledgementSettingsSchema, 'acknowledgement_settings');
export const DIRECTORY = at('directory', directorySettingsSchema, 'directory_settings');
export const CALLOUT_POLICY = at('callout-policy', calloutPolicySchema, 'callout_policy');
export const BUSINESS_HOURS = at('business-hours', businessHoursSchema, 'business_hours');
export const OWNERSHIP = at('ownership', ownershipPolicySchema, 'ownership_policy');

export const settingKey = ({ name }: SettingAt<unknown>) => ['setting', name] as const;

export const fetchSetting = <T>({ name, schema }: SettingAt<T>, signal?: AbortSignal): Promise<Tagged<T>> =>
  callTagged(`GET /api/v1/settings/${name}`, { signal }, schema);

/** Saved only if nobody else changed it since it was read: `tag` says what was seen. */
export const saveSetting = <T>({ name, schema }: SettingAt<T>, body: unknown, tag: string | null): Promise<Tagged<T>> =>
  // Which of the bodies it is, the form knows that was opened with this setting; the server checks it.
  callTagged(`PUT /api/v1/settings/${name}`, { body, headers: tag === null ? {} : { 'if-match': tag } } as Saving, schema);

export const fetchHistory = ({ keys }: SettingAt<unknown>, signal?: AbortSignal): Promise<SettingsHistory> =>
  call('GET /api/v1/settings/history', { query: { key: [...keys] }, signal }, settingsHistorySchema);
