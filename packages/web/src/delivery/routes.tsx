import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../platform/routing.ts';
import { deliveriesSearchSchema } from './search.ts';

export const deliveriesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/deliveries',
  validateSearch: deliveriesSearchSchema,
  component: lazyRouteComponent(() => import('./deliveries-page.tsx'), 'DeliveriesPage'),
});
