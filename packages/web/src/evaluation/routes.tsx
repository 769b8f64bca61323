import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { settingsRoute } from '../settings/index.ts';
import { LIMIT_PARTS } from './parts.ts';

export const limitsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'limits',
  validateSearch: z.object({
    part: z.enum(LIMIT_PARTS).optional().catch(undefined),
    test: z.string().max(100).optional().catch(undefined),
    approval: z.enum(['waiting', 'approved']).optional().catch(undefined),
    /** The answer in words that is open; 0: a new one. */
    answer: z.coerce.number().int().min(0).optional().catch(undefined),
    /** The version that is open; 0: a new limit. */
    limit: z.coerce.number().int().min(0).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./limits-page.tsx'), 'LimitsPage'),
});
