import { z } from 'zod';

/** One server-sent event; its id is the number of the audit event, so a reconnect with Last-Event-ID misses nothing. */
export const liveEventSchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime({ offset: true }),
  type: z.string(),
  billId: z.number().int().nullable(),
  labReportIds: z.array(z.number().int()),
});
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** Events about the laboratory itself: they name no patient, so everybody with a stream hears of them, and asks for everything again. */
export const LAB_EVENTS: readonly string[] = ['settings-changed', 'lab-changed', 'lab-went-live'];
