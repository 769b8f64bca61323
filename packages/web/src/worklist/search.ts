import { LOCATION_TYPES, SEVERITIES, WORKLIST_SORTS, WORKLIST_STATES } from '@critical-callout/contract/worklist';
import { z } from 'zod';

/** Columns that may be hidden; how urgent it is and whose it is always stay. */
export const HIDEABLE = ['test', 'previous', 'where', 'contact', 'resulted', 'state', 'notices'] as const;
export type Hideable = (typeof HIDEABLE)[number];

const isHideable = (name: string): name is Hideable => (HIDEABLE as readonly string[]).includes(name);

/** The filters live in the address, so that a list can be kept, shared and gone back to. */
export const worklistSearchSchema = z.object({
  tab: z.enum(['pending', 'done']).optional().catch(undefined),
  state: z.enum(WORKLIST_STATES).optional().catch(undefined),
  q: z.coerce.string().trim().max(100).optional().catch(undefined),
  departmentId: z.coerce.number().int().positive().optional().catch(undefined),
  test: z.coerce.string().trim().min(1).max(100).optional().catch(undefined),
  locationType: z.enum(LOCATION_TYPES).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  /** `me`, `nobody`, or a user's id. */
  assigned: z.coerce.string().trim().min(1).max(64).optional().catch(undefined),
  minAgeMinutes: z.coerce.number().int().min(1).max(100_000).optional().catch(undefined),
  sort: z.enum(WORKLIST_SORTS).optional().catch(undefined),
  /** Orders of one patient stand together. */
  grouped: z.boolean().optional().catch(undefined),
  /** Columns that are not shown: `previous,where`. */
  hide: z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter(isHideable).join(',') || undefined)
    .optional()
    .catch(undefined),
});
export type WorklistSearch = z.infer<typeof worklistSearchSchema>;

/** What narrows the list; the rest of the address is how it is shown. */
export const FILTERS = ['state', 'q', 'departmentId', 'test', 'locationType', 'severity', 'assigned', 'minAgeMinutes'] as const;
export type FilterName = (typeof FILTERS)[number];

export const NO_FILTER: WorklistSearch = Object.fromEntries(FILTERS.map((name) => [name, undefined]));

export const hasFilter = (search: WorklistSearch): boolean => FILTERS.some((name) => search[name] !== undefined);

export const hiddenOf = ({ hide }: WorklistSearch): ReadonlySet<string> => new Set(hide?.split(','));
