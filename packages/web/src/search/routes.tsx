import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../platform/routing.ts';

export const searchRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/search',
  validateSearch: z.object({ q: z.string().max(100).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
});
