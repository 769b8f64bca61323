import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { settingsRoute } from '../settings/index.ts';
import { INTEGRATION_TABS } from './tabs.ts';

export const integrationRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'integration',
  validateSearch: z.object({
    part: z.enum(INTEGRATION_TABS).optional().catch(undefined),
    /** The source that is open; 0: a new one. */
    source: z.coerce.number().int().min(0).optional().catch(undefined),
    message: z.coerce.number().int().positive().optional().catch(undefined),
    fate: z.enum(['RECEIVED', 'PROCESSED', 'IGNORED', 'QUARANTINED']).optional().catch(undefined),
    controlId: z.string().max(250).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./integration-page.tsx'), 'IntegrationPage'),
});
