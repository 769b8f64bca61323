import { CLOSING_CODES } from '@critical-callout/domain/callout';
import { z } from 'zod';
import { criticalCalloutSchema, criticalValuesSchema, waitingClosingSchema } from './callout.ts';

const id = z.number().int().positive();

/** POST /bills/{id}/close: nobody was told, and nobody needs to be. With If-Match, as every closing. */
export const closeCalloutSchema = z.strictObject({
  labReportIds: z.array(id).min(1).max(1000),
  code: z.enum(CLOSING_CODES),
  comment: z.string().trim().min(3).max(2000),
});
export type CloseCallout = z.infer<typeof closeCalloutSchema>;

/** POST /bills/{id}/close/confirm and …/decline: the second person. */
export const endClosingSchema = z.strictObject({ closingId: id, comment: z.string().trim().max(2000).default('') });

/** `waiting`: a second person has to agree first, and the callout is open until then. */
export const closeAnswerSchema = z.object({
  state: z.enum(['closed', 'waiting', 'declined']),
  closing: waitingClosingSchema.nullable(),
  callouts: z.array(criticalCalloutSchema),
  reports: z.array(z.object({ labReportId: id, criticalValues: criticalValuesSchema })),
  version: z.number().int(),
});
export type CloseAnswer = z.infer<typeof closeAnswerSchema>;
