import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { labSettingsSchema } from '@critical-callout/contract/lab';
import { manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import { callHelpSchema, calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import type { z } from 'zod';
import { callTagged, type Tagged } from '../platform/http.ts';

/** One setting of the laboratory: where it is kept, and what it looks like. */
export type SettingAt<T> = { path: string; schema: z.ZodType<T> };

const at = <T>(name: string, schema: z.ZodType<T>): SettingAt<T> => ({ path: `/api/v1/settings/${name}`, schema });

export const LAB = at('lab', labSettingsSchema);
export const NOTIFICATION = at('critical-notification', criticalNotificationSettingsSchema);
export const MANUAL_ENTRY = at('manual-entry', manualEntrySettingsSchema);
export const CALL_HELP = at('call-help', callHelpSchema);
export const MAIL = at('mail', mailSettingsSchema);
export const MESSAGES = at('messages', messageSettingsSchema);
export const LINKS = at('acknowledgement', acknowledgementSettingsSchema);
export const DIRECTORY = at('directory', directorySettingsSchema);
export const CALLOUT_POLICY = at('callout-policy', calloutPolicySchema);
export const OWNERSHIP = at('ownership', ownershipPolicySchema);

export const settingKey = ({ path }: SettingAt<unknown>) => ['setting', path] as const;

export const fetchSetting = <T>({ path, schema }: SettingAt<T>, signal?: AbortSignal): Promise<Tagged<T>> =>
  callTagged(schema, path, { signal });

/** Saved only if nobody else changed it since it was read: `tag` says what was seen. */
export const saveSetting = <T>({ path, schema }: SettingAt<T>, body: unknown, tag: string | null): Promise<Tagged<T>> =>
  callTagged(schema, path, { method: 'PUT', body, headers: tag === null ? {} : { 'if-match': tag } });
