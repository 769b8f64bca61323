import { z } from 'zod';

/** The filters live in the address, so that a list can be kept, shared and gone back to. */
export const worklistSearchSchema = z.object({
  tab: z.enum(['pending', 'done']).optional().catch(undefined),
  state: z.enum(['overdue', 'due-soon', 'new', 'attempted', 'needs-review']).optional().catch(undefined),
  q: z.coerce.string().trim().max(100).optional().catch(undefined),
  departmentId: z.coerce.number().int().positive().optional().catch(undefined),
});
export type WorklistSearch = z.infer<typeof worklistSearchSchema>;
