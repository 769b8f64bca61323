import { z } from 'zod';

const zeroOne = z.literal([0, 1]);

/** `critical_notification_settings`, exactly these keys. show_patient_name 1 means: the accession number replaces the name. */
export const criticalNotificationSettingsSchema = z.strictObject({
  additional_instruction: z.string().max(4000).default(''),
  is_email: zeroOne.default(1),
  mandatory_comments: zeroOne.default(0),
  always_notify: zeroOne.default(0),
  show_patient_name: zeroOne.default(0),
  share_comment: zeroOne.default(0),
});
export type CriticalNotificationSettings = z.infer<typeof criticalNotificationSettingsSchema>;

/** Who counts as told, and how fast. Stored under the key `callout_policy`. */
export const calloutPolicySchema = z.strictObject({
  completion: z.enum(['as-declared', 'proven']).default('as-declared'),
  full_name_required: zeroOne.default(0),
  /** Minutes from becoming critical to the deadline. */
  notify_within: z
    .strictObject({
      inpatient: z.number().int().min(1).max(10_080).default(30),
      emergency: z.number().int().min(1).max(10_080).default(30),
      outpatient: z.number().int().min(1).max(10_080).default(60),
      other: z.number().int().min(1).max(10_080).default(30),
    })
    .prefault({}),
});
export type CalloutPolicy = z.infer<typeof calloutPolicySchema>;
