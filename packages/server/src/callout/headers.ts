import { z } from 'zod';

/** If-Match: the version of the order the user saw, quoted as an ETag. */
export const seenVersionHeaders = z.object({
  'if-match': z
    .string()
    .regex(/^(W\/)?"?\d+"?$/, 'must be the version of the order, e.g. "7"')
    .transform((tag) => Number(tag.replace(/\D/g, '')))
    .optional(),
});
