import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../platform/routing.ts';

export const practiceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/practice',
  component: lazyRouteComponent(() => import('./practice-page.tsx'), 'PracticePage'),
});
