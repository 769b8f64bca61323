import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

export const MESSAGE_STATES = ['RECEIVED', 'PROCESSED', 'IGNORED', 'QUARANTINED'] as const;
export const messageStateSchema = z.enum(MESSAGE_STATES);

export const messageProblemSchema = z.object({ code: z.string(), place: z.string(), message: z.string() });

/** A segment and those of its fields that hold something, by number, as received. */
export const segmentSchema = z.object({
  name: z.string(),
  fields: z.array(z.object({ number: z.number().int(), value: z.string() })),
});

/** One message as it arrived, without its content. */
export const inboundMessageSchema = z.object({
  id,
  source: z.string(),
  receivedAt: instant,
  transport: z.enum(['mllp', 'http', 'file', 'hand']),
  peer: z.string().nullable(),
  /** MSH-10 and MSH-9, where they could be read. */
  controlId: z.string().nullable(),
  messageType: z.string().nullable(),
  state: messageStateSchema,
  /** Why it was ignored or kept apart. */
  reason: z.string().nullable(),
  problemCount: z.number().int(),
  bytes: z.number().int(),
  processedAt: instant.nullable(),
  discardedAt: instant.nullable(),
});
export type InboundMessage = z.infer<typeof inboundMessageSchema>;

export const inboundMessagesQuerySchema = z.object({
  state: messageStateSchema.optional(),
  /** Code of the source. */
  source: z.string().min(1).max(100).optional(),
  controlId: z.string().min(1).max(250).optional(),
  /** Leaves out what somebody has looked at and discarded. */
  isOpen: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type InboundMessagesQuery = z.infer<typeof inboundMessagesQuerySchema>;

export const inboundMessagesSchema = z.object({ messages: z.array(inboundMessageSchema), nextCursor: z.string().nullable() });
export type InboundMessages = z.infer<typeof inboundMessagesSchema>;

/** One message with its content: patient data, so that reading it is noted in the access log. */
export const inboundMessageDetailSchema = inboundMessageSchema.extend({
  charset: z.string().nullable(),
  sha256: z.string(),
  attempts: z.number().int(),
  problems: z.array(messageProblemSchema),
  /** The bytes as text, in the charset they were read in; NUL shown as U+FFFD. */
  text: z.string(),
  /** The bytes themselves, base64. */
  raw: z.string(),
  /** Segments and their fields by number, as received; empty where no header could be read. */
  segments: z.array(segmentSchema),
  /** The acknowledgements that were sent. */
  acks: z.array(z.string()),
});
export type InboundMessageDetail = z.infer<typeof inboundMessageDetailSchema>;

export const discardMessageSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });

/** What became of a message that was processed again, or discarded. */
export const messageOutcomeSchema = z.object({
  id,
  state: messageStateSchema,
  reason: z.string().nullable(),
  discardedAt: instant.nullable(),
});
export type MessageOutcome = z.infer<typeof messageOutcomeSchema>;
