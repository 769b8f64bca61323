import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { settingsRoute } from '../settings/index.ts';

export const policiesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'policies',
  validateSearch: z.object({
    /** The policy that is open, by its number; `default`, or `new` with the template it starts from. */
    policy: z
      .union([z.coerce.number().int().positive(), z.enum(['default', 'new'])])
      .optional()
      .catch(undefined),
    template: z.enum(['icu', 'ward', 'outpatient', 'empty']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./policies-page.tsx'), 'PoliciesPage'),
});
