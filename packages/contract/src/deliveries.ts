import {
  CONTENT_LEVELS,
  DELIVERY_CHANNELS,
  DELIVERY_RESULTS,
  DELIVERY_STATES,
  MESSAGE_LANGUAGES,
  NEXT_CAUSES,
  NEXT_OUTCOMES,
  STATUS_RESULTS,
} from '@critical-callout/domain/delivery';
import { z } from 'zod';
import { recipientSchema } from './order-contacts.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

const level = z.enum(CONTENT_LEVELS).default('minimal');

/**
 * Stored under the key `mail_settings`. `minimal` (the default): order or accession number and test names only, because
 * e-mail is not encrypted all the way; `none`: only whom to call back and the link; `full`: patient's name and values as
 * the data-model specification describes.
 */
export const mailSettingsSchema = z.strictObject({
  mail_content: level,
  /** The same for SMS and WhatsApp; minimal also leaves out the test names, which a locked screen would show. */
  text_content: level,
  /** The same for fax, which lies in a tray until somebody takes it. */
  fax_content: level,
  /** The same for webhooks. */
  webhook_content: level,
  /** 1: whoever was written to about a result that changed is written to again, over the same way. */
  send_corrections: z.literal([0, 1]).default(1),
  /** The number the recipient calls back, printed in every message. */
  callback_phone: z.string().trim().max(40).default(''),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;

/** Stored under the key `message_settings`: the language of whoever has none of their own. */
export const messageSettingsSchema = z.strictObject({ default_language: z.enum(MESSAGE_LANGUAGES).default('en') });

/** `deliveries.content`: rendered when it was queued; `html` is empty where a channel has none. */
export const deliveryContentSchema = z.strictObject({
  subject: z.string().min(1).max(400),
  text: z.string(),
  html: z.string(),
  /** What a fax's cover says of confidentiality, and the language of its labels. */
  cover: z.string().optional(),
  language: z.enum(MESSAGE_LANGUAGES).optional(),
  /** A text the provider approved before, and what goes into its places 1, 2, … */
  provider: z.strictObject({ contentSid: z.string(), variables: z.array(z.string()) }).optional(),
});
export type DeliveryContent = z.infer<typeof deliveryContentSchema>;

/** One value or the same key several times: `?state=failed&state=unknown`. */
const several = <T extends readonly [string, ...string[]]>(values: T) =>
  z.union([z.enum(values).transform((value) => [value]), z.array(z.enum(values)).max(values.length)]).optional();

/** `attention=1`: failed, unknown or late, and nobody has said that it is handled. `recipient`: part of a name or address. */
export const deliveriesQuerySchema = z.object({
  state: several(DELIVERY_STATES),
  channel: several(DELIVERY_CHANNELS),
  recipient: z.string().trim().min(1).max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
  attention: z.literal(['0', '1']).optional(),
  billId: z.coerce.number().int().positive().optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

/** Why a message followed another: told next by the program, or sent because of it by a person. */
export const DELIVERY_FOLLOWS = ['next-way', 'next-contact', 'other-channel', 'new-notice', 'correction'] as const;

export const deliverySchema = z.object({
  id,
  billId: id.nullable(),
  billNumber: z.string(),
  labReportIds: z.array(id),
  channel: z.enum(DELIVERY_CHANNELS),
  recipientKind: recipientSchema,
  recipientName: z.string(),
  address: z.string(),
  state: z.enum(DELIVERY_STATES),
  /** Why it failed, is unknown or was cancelled; while queued again, what the last try was answered. */
  reason: z.string().nullable(),
  attempts: z.number().int(),
  /** When it is tried next; null when nothing is planned. */
  dueAt: instant.nullable(),
  queuedAt: instant,
  finishedAt: instant.nullable(),
  accessionNumber: z.string().nullable(),
  /** Initials only: a list of messages is no list of patients. */
  patientInitials: z.string(),
  isTest: z.boolean(),
  /** Still waiting ten minutes after it was asked for. */
  isLate: z.boolean(),
  /** Failed, unknown or late, and nobody has said that it is handled. */
  needsAttention: z.boolean(),
  /** What the last try was answered, word for word. */
  lastAnswer: z.string().nullable(),
  template: z.object({ purpose: z.string(), language: z.string(), version: z.number().int().nullable() }).nullable(),
  /** Who was told next because this one did not work out; outcome null: about to be. */
  followUp: z
    .object({
      cause: z.enum(NEXT_CAUSES),
      outcome: z.enum(NEXT_OUTCOMES).nullable(),
      nextDeliveryId: id.nullable(),
      step: z.number().int().nullable(),
    })
    .nullable(),
  follows: z.object({ deliveryId: id, how: z.enum(DELIVERY_FOLLOWS) }).nullable(),
  handled: z.object({ at: instant, byName: z.string(), reason: z.string() }).nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** GET /deliveries, newest first. */
export const deliveriesSchema = z.object({
  deliveries: z.array(deliverySchema),
  nextCursor: z.number().int().nullable(),
  /** Over everything the session may see, whatever the filter; today in the laboratory's zone. */
  counts: z.object({ attention: z.number().int(), queuedToday: z.number().int(), confirmedToday: z.number().int() }),
  serverTime: instant,
});
export type Deliveries = z.infer<typeof deliveriesSchema>;

/** One try, with the other side's own words. */
export const deliveryAttemptSchema = z.object({
  attempt: z.number().int(),
  startedAt: instant,
  endedAt: instant,
  result: z.enum(DELIVERY_RESULTS),
  answer: z.string(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** GET /deliveries/{id}. `content` is null where it names a test outside the reader's departments. */
export const deliveryDetailSchema = deliverySchema.extend({
  messageId: z.string(),
  content: z.object({ subject: z.string(), text: z.string() }).nullable(),
  tries: z.array(deliveryAttemptSchema),
  /** What the provider said later, word for word. */
  reports: z.array(z.object({ at: instant, result: z.enum(STATUS_RESULTS), words: z.string() })),
  /** While it waits: when it will be tried, should each try fail as the last one did. */
  plannedTries: z.array(instant),
  /** Messages that followed this one. */
  followedBy: z.array(z.object({ deliveryId: id, how: z.enum(DELIVERY_FOLLOWS) })),
});
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

/** POST /deliveries/{id}/cancel */
export const cancelDeliverySchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });
export type CancelDelivery = z.infer<typeof cancelDeliverySchema>;

/** POST /deliveries/{id}/handled: somebody looked at it and says what was done. */
export const handleDeliverySchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });
export type HandleDelivery = z.infer<typeof handleDeliverySchema>;

/**
 * POST /deliveries/{id}/follow: another message because of this one, written new from the results as they are now. Without
 * a channel over the same one; without an address to the one of the directory, or the same one.
 */
export const followDeliverySchema = z.strictObject({
  channel: z.enum(DELIVERY_CHANNELS).optional(),
  address: z.string().trim().min(1).max(2000).optional(),
});
export type FollowDelivery = z.infer<typeof followDeliverySchema>;
export const followedDeliverySchema = z.object({ deliveryId: id });

/** How a channel did lately, for this laboratory. */
export const CHANNEL_HEALTH = ['off', 'idle', 'ok', 'troubled', 'down'] as const;

/**
 * GET /channels: every channel there is. `isOffered`: set up on this server and not switched off by the laboratory, so a
 * message over it would be taken.
 */
export const channelSchema = z.object({
  channel: z.enum(DELIVERY_CHANNELS),
  isSetUp: z.boolean(),
  isOffered: z.boolean(),
  /** By what it travels: `SMTP`, `HTTP fax service`, …; null when it is not set up. */
  carrier: z.string().nullable(),
  /**
   * `off`: not set up. `idle`: nothing was sent in the last day and nothing waits. `down`: the last three tries of the last
   * hour got nowhere. `troubled`: the last try did not work, or a message has waited for ten minutes.
   */
  health: z.enum(CHANNEL_HEALTH),
  lastSuccessAt: instant.nullable(),
  /** Of the messages that ended within the last hour; null when none did. */
  successPercent: z.number().int().min(0).max(100).nullable(),
  endedLastHour: z.number().int(),
  queueLength: z.number().int(),
  oldestQueuedAt: instant.nullable(),
  lastError: z.object({ at: instant, answer: z.string() }).nullable(),
  lastTest: z
    .object({
      deliveryId: id,
      at: instant,
      address: z.string(),
      state: z.enum(DELIVERY_STATES),
      answer: z.string().nullable(),
    })
    .nullable(),
});
export type ChannelState = z.infer<typeof channelSchema>;
export const channelsSchema = z.object({ channels: z.array(channelSchema), serverTime: instant });
export type ChannelStates = z.infer<typeof channelsSchema>;

/** GET /gateways: by which variables of the environment each channel is set up; secrets are told to nobody. */
export const gatewaysSchema = z.object({
  gateways: z.array(
    z.object({
      channel: z.enum(DELIVERY_CHANNELS),
      variables: z.array(z.object({ name: z.string(), about: z.string(), isSet: z.boolean(), value: z.string().nullable() })),
    }),
  ),
});
export type Gateways = z.infer<typeof gatewaysSchema>;

/** POST /channels/test: a message without patient data to an address typed by the user. */
export const testChannelSchema = z.strictObject({
  channel: z.enum(DELIVERY_CHANNELS),
  address: z.string().trim().min(1).max(2000),
});
export type TestChannel = z.infer<typeof testChannelSchema>;
export const testedChannelSchema = z.object({ deliveryId: id, address: z.string() });

/** PUT /webhooks: where an organization's own system is told; null ends it. */
export const saveWebhookSchema = z.strictObject({
  organizationCode: z.string().min(1).max(200),
  url: z.string().min(1).max(2000).nullable(),
});
export type SaveWebhook = z.infer<typeof saveWebhookSchema>;
export const savedWebhookSchema = z.object({ url: z.string().nullable(), signingKey: z.string().nullable() });

/** GET /webhooks, without their keys, addresses shortened to the host for who may not set them; and the organizations that could have one. */
export const webhooksSchema = z.object({
  webhooks: z.array(z.object({ organizationCode: z.string(), organizationName: z.string(), url: z.string() })),
  organizations: z.array(z.object({ code: z.string(), name: z.string() })),
});

/** POST /webhooks/check: whether an address may be told, and where its name leads; nothing is sent. */
export const checkWebhookSchema = z.strictObject({ url: z.string().min(1).max(2000) });
export const checkedWebhookSchema = z.object({
  isUsable: z.boolean(),
  /** Why not. */
  problem: z.string().nullable(),
  /** Named in CALLOUT_WEBHOOK_ALLOW: it may be inside the house and without https. */
  isAllowed: z.boolean(),
  addresses: z.array(z.object({ address: z.string(), isPublic: z.boolean() })),
});
export type CheckedWebhook = z.infer<typeof checkedWebhookSchema>;
export type Webhooks = z.infer<typeof webhooksSchema>;
export type Webhook = Webhooks['webhooks'][number];
