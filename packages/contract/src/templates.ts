import {
  CONTENT_LEVELS,
  DELIVERY_CHANNELS,
  DELIVERY_STATES,
  MESSAGE_LANGUAGES,
  MESSAGE_PURPOSES,
} from '@critical-callout/domain/delivery';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const level = z.enum(CONTENT_LEVELS);
/** A published version, or null: the program's own words. */
const version = z.number().int().min(1).nullable();

/** Which words: for one channel, language and purpose. */
export const templateKeySchema = z.strictObject({
  channel: z.enum(DELIVERY_CHANNELS),
  language: z.enum(MESSAGE_LANGUAGES),
  purpose: z.enum(MESSAGE_PURPOSES),
});
export type TemplateKey = z.infer<typeof templateKeySchema>;

/** The sources; parts a channel does not have stay empty. */
export const templatePartsSchema = z.strictObject({
  subject: z.string().max(400).default(''),
  text: z.string().max(10_000).default(''),
  html: z.string().max(30_000).default(''),
  /** Fax: the confidentiality text of the cover page. */
  cover: z.string().max(4_000).default(''),
  /** WhatsApp: the provider's approved text, and what goes into its places 1, 2, …; null: free text. */
  contentSid: z
    .string()
    .regex(/^HX[0-9a-fA-F]{32}$/, 'HX and 32 hexadecimal digits, as the provider shows it')
    .nullable()
    .default(null),
  contentVariables: z.array(z.string().min(1).max(500)).max(20).default([]),
});
export type TemplatePartsOut = z.infer<typeof templatePartsSchema>;

/** What refuses a save: in which part and line, and the name nobody knows, where it is one. */
export const templateProblemSchema = z.object({
  part: z.string(),
  line: z.number().int(),
  message: z.string(),
  variable: z.string().optional(),
});
export type TemplateProblemOut = z.infer<typeof templateProblemSchema>;

/** GET /templates: what is in force for every channel, language and purpose. */
export const templatesSchema = z.object({
  templates: z.array(
    templateKeySchema.extend({
      version,
      /** The newest version that was saved and has never been published; null: none. */
      draftVersion: version,
      publishedAt: instant.nullable(),
      publishedBy: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
  defaultLanguage: z.enum(MESSAGE_LANGUAGES),
  /** What each channel may say. */
  levels: z.record(z.enum(DELIVERY_CHANNELS), level),
});
export type Templates = z.infer<typeof templatesSchema>;

const publicationSchema = z.object({ version, comment: z.string(), publishedBy: z.string(), publishedAt: instant });

/** GET /templates/history?channel=&language=&purpose= */
export const templateHistorySchema = z.object({
  key: templateKeySchema,
  inForce: version,
  builtIn: templatePartsSchema,
  /** Newest first. */
  versions: z.array(z.object({ version: z.number().int(), parts: templatePartsSchema, author: z.string(), createdAt: instant })),
  /** Newest first. */
  publications: z.array(publicationSchema),
});
export type TemplateHistory = z.infer<typeof templateHistorySchema>;

/** POST /templates: a new version, a draft until it is published. `baseVersion`: the newest one that was seen, 0 where there is none. */
export const saveTemplateSchema = z.strictObject({
  key: templateKeySchema,
  parts: templatePartsSchema,
  baseVersion: z.number().int().min(0),
});
export type SaveTemplate = z.infer<typeof saveTemplateSchema>;
export const savedTemplateSchema = z.object({ version: z.number().int() });

/** POST /templates/publish: this version is used from now on; null goes back to the program's own words. */
export const publishTemplateSchema = z.strictObject({
  key: templateKeySchema,
  version,
  comment: z.string().trim().min(3).max(500),
});
export type PublishTemplate = z.infer<typeof publishTemplateSchema>;

/** POST /templates/preview: nothing is saved. `level` null: as the laboratory has set the channel. */
export const previewTemplateSchema = z.strictObject({
  key: templateKeySchema,
  parts: templatePartsSchema,
  level: level.nullable().default(null),
});
export type PreviewTemplate = z.infer<typeof previewTemplateSchema>;

export const templatePreviewSchema = z.object({
  problems: z.array(templateProblemSchema),
  /** The highest level anything named belongs to, and what stays empty at the level shown. */
  usesLevel: level,
  channelLevel: level,
  emptyVariables: z.array(z.string()),
  /** Empty while there are problems. */
  samples: z.array(
    z.object({
      name: z.enum(['ordinary', 'long', 'hostile']),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      cover: z.string(),
      /** Of SMS and WhatsApp. */
      segments: z.object({ encoding: z.enum(['GSM-7', 'UCS-2']), segments: z.number().int(), max: z.number().int() }).nullable(),
      /** What goes into the places of the provider's approved text. */
      places: z.array(z.string()),
    }),
  ),
});
export type TemplatePreview = z.infer<typeof templatePreviewSchema>;

/** POST /templates/test-sends: through the real queue, marked as a test, about no patient. */
export const testSendSchema = z.strictObject({
  key: templateKeySchema,
  /** null: what is in force. */
  parts: templatePartsSchema.nullable().default(null),
  address: z.string().trim().min(1).max(2000),
});
export type TestSend = z.infer<typeof testSendSchema>;
export const testSentSchema = z.object({ deliveryId: z.number().int(), address: z.string() });

/** GET /templates/test-sends: the last ones, newest first, with the other side's own words. */
export const testSendsSchema = z.object({
  testSends: z.array(
    z.object({
      deliveryId: z.number().int(),
      key: templateKeySchema,
      version,
      address: z.string(),
      state: z.enum(DELIVERY_STATES),
      answer: z.string().nullable(),
      queuedAt: instant,
    }),
  ),
});
export type TestSends = z.infer<typeof testSendsSchema>;
