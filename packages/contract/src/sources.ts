import { FLAG_POLICIES, VERDICTS } from '@critical-callout/domain/evaluation';
import { ACK_MODES } from '@critical-callout/domain/ingest';
import { z } from 'zod';
import { messageProblemSchema, messageStateSchema, segmentSchema } from './messages.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const name = z.string().trim().min(1).max(200);
const msh = z.string().trim().min(1).max(200).nullable();

/** How a source is listened to, read, answered and watched. */
export const sourceFieldsSchema = z.strictObject({
  name,
  /** null: not listened for (HTTP and files only); 0: the port of the configuration (CALLOUT_MLLP_PORT). */
  mllpPort: z.number().int().min(0).max(65_535).nullable().default(null),
  tls: z.enum(['auto', 'required', 'off']).default('auto'),
  /** Who may connect; empty: any address. */
  allowedAddresses: z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: 'an IP address such as 10.1.2.3, or a range such as 10.1.2.0/24',
      }),
    )
    .max(100)
    .default([]),
  /** Expected MSH-3 and MSH-4; null accepts any. */
  sendingApplication: msh.default(null),
  sendingFacility: msh.default(null),
  /** For a sender that names none in MSH-18, or names a wrong one. */
  charset: z.string().trim().min(1).max(40).nullable().default(null),
  ackMode: z.enum(ACK_MODES).default('by-message'),
  storeFailureAnswer: z.enum(['AR', 'close']).default('AR'),
  flagPolicy: z.enum(FLAG_POLICIES).default('either'),
  billRule: z.enum(['placer-group', 'placer', 'filler']).default('placer-group'),
  isPreliminaryCalled: z.boolean().default(true),
  /** MSH-11 T and D: false ignores them, with the reason; true treats them as production. */
  isTrainingProcessed: z.boolean().default(true),
  /** Largest message in bytes; null: CALLOUT_MLLP_MAX_BYTES. */
  maxBytes: z.number().int().min(1024).max(104_857_600).nullable().default(null),
  maxConnections: z.number().int().min(1).max(200).nullable().default(null),
  /** Minutes without a message until the feed counts as silent; null: never. */
  silenceMinutes: z.number().int().min(5).max(10_080).nullable().default(60),
  isEnabled: z.boolean().default(true),
});
export type SourceFields = z.infer<typeof sourceFieldsSchema>;

/** POST /sources. */
export const newSourceSchema = sourceFieldsSchema.extend({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'letters, digits, dot, hyphen and underscore, at most 32'),
});
export type NewSource = z.infer<typeof newSourceSchema>;

/** PUT /sources/{id}. `version` is the one the editor saw; another in between is a 409. */
export const changeSourceSchema = sourceFieldsSchema.extend({
  version: z.number().int().positive(),
  /** Why, for the audit trail. */
  comment: z.string().trim().max(2000).default(''),
});
export type ChangeSource = z.infer<typeof changeSourceSchema>;

/** How a feed does at the moment. */
export const feedStatusSchema = z.object({
  id,
  code: z.string(),
  name: z.string(),
  isEnabled: z.boolean(),
  silenceMinutes: z.number().int().nullable(),
  /** The newest message ever; null: none yet. */
  lastReceivedAt: instant.nullable(),
  /** Since when nothing came, where that is longer than silenceMinutes; null: heard, or not watched. */
  silentSince: instant.nullable(),
  /** The port a running process listens on; null: none does. */
  listeningPort: z.number().int().nullable(),
  /** Why the port could not be opened. */
  listeningFault: z.string().nullable(),
});
export type FeedStatus = z.infer<typeof feedStatusSchema>;

/** GET /feed-status: for the status strip, and for empty lists that say why they are empty. No patient data. */
export const feedStatusesSchema = z.object({
  feeds: z.array(feedStatusSchema),
  /** No source is enabled, or none was ever heard: the laboratory is not connected yet. */
  isConnected: z.boolean(),
  silent: z.number().int(),
  faults: z.number().int(),
});
export type FeedStatuses = z.infer<typeof feedStatusesSchema>;

const counts = z.object({
  received: z.number().int(),
  processed: z.number().int(),
  ignored: z.number().int(),
  quarantined: z.number().int(),
});

export const sourceSchema = sourceFieldsSchema.extend({
  id,
  code: z.string(),
  version: z.number().int(),
  status: feedStatusSchema.extend({
    connections: z.number().int(),
    isTls: z.boolean(),
    /** Connections from addresses that are not allowed: how many, the last and when. */
    refusedCount: z.number().int(),
    refusedAt: instant.nullable(),
    refusedPeer: z.string().nullable(),
  }),
  lastHour: counts,
  lastDay: counts,
  /** Quarantined messages nobody has replayed or discarded. */
  openQuarantine: z.number().int(),
});
export type Source = z.infer<typeof sourceSchema>;

/** GET /sources. */
export const sourcesSchema = z.object({
  items: z.array(sourceSchema),
  /** What `mllpPort` 0 and `tls` auto stand for on this installation. */
  configuredPort: z.number().int(),
  hasCertificate: z.boolean(),
  /** Senders must show a certificate of the authority in CALLOUT_MLLP_TLS_CLIENT_CA. */
  asksClientCertificate: z.boolean(),
  maxBytes: z.number().int(),
});
export type Sources = z.infer<typeof sourcesSchema>;

/** POST /sources/{id}/sample: a message that was sent to the port of the source, and what it was answered. Practice mode only. */
export const sentSampleSchema = z.object({
  controlId: z.string(),
  port: z.number().int(),
  /** MSA-1, such as AA; empty where the answer has none. */
  code: z.string(),
  text: z.string(),
  answer: z.string(),
});
export type SentSample = z.infer<typeof sentSampleSchema>;

/** POST /sources/{id}/try: what this source would make of a message. Nothing is stored. */
export const tryMessageSchema = z.strictObject({ text: z.string().min(1).max(1_000_000) });

export const triedMessageSchema = z.object({
  messages: z.array(
    z.object({
      state: messageStateSchema,
      reason: z.string().nullable(),
      controlId: z.string().nullable(),
      messageType: z.string().nullable(),
      charset: z.string().nullable(),
      problems: z.array(messageProblemSchema),
      segments: z.array(segmentSchema),
      acks: z.array(z.string()),
      orders: z.array(
        z.object({
          billNumber: z.string(),
          patient: z.string(),
          ward: z.string().nullable(),
          /** Would this order be opened as a callout, and for which tests? */
          opensCallout: z.boolean(),
          reports: z.array(
            z.object({
              testCode: z.string(),
              testName: z.string(),
              status: z.string(),
              results: z.array(
                z.object({
                  parameterCode: z.string(),
                  parameterName: z.string(),
                  value: z.string(),
                  unit: z.string().nullable(),
                  verdict: z.enum(VERDICTS),
                  isCritical: z.boolean(),
                  reason: z.string(),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type TriedMessage = z.infer<typeof triedMessageSchema>;
