import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../platform/routing.ts';
import { settingsRoute } from '../settings/index.ts';

export const setupRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.string().max(20).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
});

export const healthRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'health',
  component: lazyRouteComponent(() => import('./health-page.tsx'), 'HealthPage'),
});
