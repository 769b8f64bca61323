import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

/** GET /bills/{id}/views: others who opened the order, one line for a person and ten minutes, newest first. */
export const orderViewsSchema = z.object({
  views: z.array(z.object({ who: z.string(), at: instant, until: instant, times: z.number().int() })),
});
export type OrderViews = z.infer<typeof orderViewsSchema>;

/** One line of the history timeline. */
export const calloutLogEntrySchema = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  category: z.number().int(),
  text: z.string(),
  actorName: z.string().nullable(),
  billId: id.nullable(),
  labReportIds: z.array(id),
  data: z.record(z.string(), z.unknown()),
});
export type CalloutLogEntry = z.infer<typeof calloutLogEntrySchema>;
export const calloutLogsSchema = z.object({ entries: z.array(calloutLogEntrySchema), nextCursor: z.string().nullable() });
export type CalloutLogs = z.infer<typeof calloutLogsSchema>;
