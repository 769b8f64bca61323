import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { signInPolicySchema } from '@critical-callout/contract/auth';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { businessHoursSchema } from '@critical-callout/contract/escalation';
import { auditHeadsSchema, labProfileSchema, saveLabSettingsSchema } from '@critical-callout/contract/lab';
import { limitsPolicySchema } from '@critical-callout/contract/limits';
import { manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import { callHelpSchema, calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import type { LabSession, Permission } from '@critical-callout/domain/auth';
import type { z } from 'zod';
import { actorOf } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { readSetting } from '../platform/settings.ts';
import { readLabFields, saveLabSettings } from './lab-settings.ts';
import { type Publication, saveSetting } from './service.ts';

type Fields = Record<string, unknown>;

/** One form of the settings: what it holds, who may publish it, and under which keys its changes stand in the audit trail. */
export type SettingForm = {
  name: string;
  keys: readonly string[];
  schema: z.ZodObject;
  write: Permission;
  read: (tx: Tx, labId: number) => Promise<Fields>;
  save: (tx: Tx, session: LabSession, change: { before: Fields; after: Fields; publication: Publication }) => Promise<void>;
  /** What was stored under a key, as fields of the form; null: it is not read any more. */
  partOf: (key: string, stored: unknown) => Fields | null;
};

const parsed = (schema: z.ZodObject, stored: unknown): Fields | null => schema.safeParse(stored ?? {}).data ?? null;

const form = (name: string, key: string, schema: z.ZodObject, write: Permission = 'settings.write'): SettingForm => ({
  name,
  keys: [key],
  schema,
  write,
  read: async (tx, labId) => schema.parse(await readSetting(tx, labId, key)),
  save: (tx, session, { after, publication }) =>
    saveSetting(tx, { labId: session.labId, key, value: after, actor: actorOf(session), ...publication }),
  partOf: (_key, stored) => parsed(schema, stored),
});

/** Kept under one key each. */
export const SIMPLE_FORMS: readonly SettingForm[] = [
  form('critical-notification', 'critical_notification_settings', criticalNotificationSettingsSchema),
  form('callout-policy', 'callout_policy', calloutPolicySchema),
  form('call-help', 'call_help', callHelpSchema),
  form('mail', 'mail_settings', mailSettingsSchema),
  form('acknowledgement', 'acknowledgement_settings', acknowledgementSettingsSchema),
  form('messages', 'message_settings', messageSettingsSchema),
  form('directory', 'directory_settings', directorySettingsSchema),
  form('ownership', 'ownership_policy', ownershipPolicySchema),
  form('business-hours', 'business_hours', businessHoursSchema),
  // Whether a second person approves is for those who approve.
  form('limits', 'limits_policy', limitsPolicySchema, 'limits.approve'),
  form('manual-entry', 'manual_entry', manualEntrySettingsSchema),
  form('sign-in', 'sign_in_policy', signInPolicySchema),
];

/** Name and zone of the laboratory's own row, and three settings beside them, published together. */
export const LAB_FORM: SettingForm = {
  name: 'lab',
  keys: ['lab', 'lab_profile', 'sign_in_policy', 'audit_heads'],
  schema: saveLabSettingsSchema,
  write: 'settings.write',
  read: readLabFields,
  save: (tx, session, { before, after, publication }) =>
    saveLabSettings(tx, session, {
      before: saveLabSettingsSchema.parse(before),
      after: saveLabSettingsSchema.parse(after),
      ...publication,
    }),
  partOf: (key, stored) => {
    if (key === 'lab') return parsed(saveLabSettingsSchema.pick({ name: true, zone: true }), stored);
    if (key === 'lab_profile') return parsed(labProfileSchema, stored);
    if (key === 'sign_in_policy') return parsed(signInPolicySchema, stored);
    const heads = auditHeadsSchema.safeParse(stored ?? {});
    return heads.success ? { audit_head_emails: heads.data.emails } : null;
  },
};
