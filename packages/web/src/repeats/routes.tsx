import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../platform/routing.ts';
import { settingsRoute } from '../settings/index.ts';

export const repeatRulesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'repeat-rules',
  validateSearch: z.object({ rule: z.coerce.number().int().positive().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./rules-page.tsx'), 'RulesPage'),
});

export const repeatsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/repeats',
  validateSearch: z.object({ show: z.enum(['live', 'ended', 'all']).catch('live') }),
  component: lazyRouteComponent(() => import('./repeats-page.tsx'), 'RepeatsPage'),
});
