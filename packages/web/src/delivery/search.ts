import { DELIVERY_CHANNELS, DELIVERY_STATES } from '@critical-callout/domain/delivery';
import { z } from 'zod';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined);

/** The filters live in the address. `show` absent: what needs attention for who handles it, everything for the others. */
export const deliveriesSearchSchema = z.object({
  show: z.enum(['attention', 'all']).optional().catch(undefined),
  /** Not `state`: the worklist's address has that, and both are typed together. */
  messageState: z.enum(DELIVERY_STATES).optional().catch(undefined),
  channel: z.enum(DELIVERY_CHANNELS).optional().catch(undefined),
  recipient: z.coerce.string().trim().max(200).optional().catch(undefined),
  from: day,
  to: day,
  /** The message that is open beside the list. */
  open: z.coerce.number().int().positive().optional().catch(undefined),
});
export type DeliveriesSearch = z.infer<typeof deliveriesSearchSchema>;
