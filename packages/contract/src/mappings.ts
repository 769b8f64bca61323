import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const code = z.string().trim().min(1).max(100).nullable().default(null);
const system = z.string().trim().max(100).nullable().default(null);
const unit = z.string().trim().max(40).nullable().default(null);

/** What arrives, and what it is read as. Null on the left: whatever it is; null on the right: as it was sent. */
export const mappingFieldsSchema = z.strictObject({
  sourceId: id.nullable().default(null),
  fromCode: code,
  fromSystem: system,
  /** '' is a result without a unit. */
  fromUnit: unit,
  toCode: code,
  toSystem: system,
  toUnit: unit,
});
export type MappingFields = z.infer<typeof mappingFieldsSchema>;

/** POST /mappings: a new one, or with `key` and `version` the next version of one. */
export const saveMappingSchema = mappingFieldsSchema.extend({
  key: z.uuid().optional(),
  /** The version that was seen; another in between is a 409. */
  version: z.number().int().positive().optional(),
  isActive: z.boolean().default(true),
  reason: z.string().trim().min(3).max(500),
});
export type SaveMapping = z.infer<typeof saveMappingSchema>;

export const mappingSchema = mappingFieldsSchema.extend({
  id,
  key: z.string(),
  version: z.number().int(),
  isActive: z.boolean(),
  reason: z.string(),
  changedBy: z.string(),
  changedAt: instant,
  source: z.string().nullable(),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** GET /mappings: the newest version of each, and what arrived lately and nobody's rule speaks of. No values, no patients. */
export const mappingsSchema = z.object({
  items: z.array(mappingSchema),
  unread: z.array(
    z.object({
      sourceId: id,
      source: z.string(),
      code: z.string(),
      codeSystem: z.string(),
      name: z.string(),
      unit: z.string().nullable(),
      /** `no-rule`: no limit and no option of that code; `cannot-say`: there is one, and the value could not be held against it. */
      why: z.enum(['no-rule', 'cannot-say']),
      /** Why the newest could not be judged, without its value. */
      count: z.number().int(),
      flagged: z.number().int(),
      lastAt: instant,
    }),
  ),
  /** Tests that limits or options speak of: what a code can be read as. */
  targets: z.array(z.object({ code: z.string(), codeSystem: z.string(), name: z.string(), units: z.array(z.string()) })),
  /** How many of the newest results were looked at. */
  lookedAt: z.number().int(),
});
export type Mappings = z.infer<typeof mappingsSchema>;

/** GET /mappings/{key}/versions. */
export const mappingVersionsSchema = z.object({ versions: z.array(mappingSchema) });

/** POST /mappings/{key}/judge-again: results that stand and came as the mapping says, judged with today's rules. */
export const judgedAgainSchema = z.object({
  judged: z.number().int(),
  changed: z.number().int(),
  /** Orders whose callout this opened. */
  opened: z.number().int(),
});
export type JudgedAgain = z.infer<typeof judgedAgainSchema>;
