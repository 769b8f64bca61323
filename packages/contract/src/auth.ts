import { PERMISSIONS, ROLES } from '@critical-callout/domain/auth';
import { z } from 'zod';

/** GET /me: who is signed in, in which lab, and what they may do; `labs` are those the account may switch to. */
export const meSchema = z.object({
  userId: z.string(),
  userName: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  lab: z.object({ id: z.number().int(), code: z.string(), name: z.string(), zone: z.string(), isPractice: z.boolean() }),
  labs: z.array(z.object({ id: z.number().int(), code: z.string(), name: z.string() })),
  departments: z.array(z.object({ id: z.number().int(), name: z.string() })),
});
export type Me = z.infer<typeof meSchema>;
