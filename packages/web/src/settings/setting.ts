import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
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
import { call, callTagged, type Tagged } from '../platform/http.ts';

/** One setting of the laboratory: where it is kept, and what it looks like. */
export type SettingAt<T> = {
  path: string;
  schema: z.ZodType<T> /** Under which keys its changes stand in the audit trail. */;
  keys: readonly string[];
};

const at = <T>(name: string, schema: z.ZodType<T>, ...keys: string[]): SettingAt<T> => ({
  path: `/api/v1/settings/${name}`,
  schema,
  keys,
});

export const LAB = at('lab', labSettingsSchema, 'lab', 'lab_profile', 'sign_in_policy', 'audit_heads');
export const NOTIFICATION = at('critical-notification', criticalNotificationSettingsSchema, 'critical_notification_settings');
export const MANUAL_ENTRY = at('manual-entry', manualEntrySettingsSchema);
export const CALL_HELP = at('call-help', callHelpSchema, 'call_help');
export const MAIL = at('mail', mailSettingsSchema, 'mail_settings');
export const MESSAGES = at('messages', messageSettingsSchema, 'message_settings');
export const LINKS = at('acknowledgement', acknowledgementSettingsSchema, 'acknowledgement_settings');
export const DIRECTORY = at('directory', directorySettingsSchema, 'directory_settings');
export const CALLOUT_POLICY = at('callout-policy', calloutPolicySchema, 'callout_policy');
export const OWNERSHIP = at('ownership', ownershipPolicySchema, 'ownership_policy');

export const settingKey = ({ path }: SettingAt<unknown>) => ['setting', path] as const;

export const fetchSetting = <T>({ path, schema }: SettingAt<T>, signal?: AbortSignal): Promise<Tagged<T>> =>
  callTagged(schema, path, { signal });

/** Saved only if nobody else changed it since it was read: `tag` says what was seen. */
export const saveSetting = <T>({ path, schema }: SettingAt<T>, body: unknown, tag: string | null): Promise<Tagged<T>> =>
  callTagged(schema, path, { method: 'PUT', body, headers: tag === null ? {} : { 'if-match': tag } });

export const fetchHistory = ({ keys }: SettingAt<unknown>, signal?: AbortSignal): Promise<SettingsHistory> =>
  call(settingsHistorySchema, `/api/v1/settings/history?${new URLSearchParams(keys.map((key) => ['key', key]))}`, { signal });
