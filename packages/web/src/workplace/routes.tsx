import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../platform/routing.ts';

export const preferencesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/preferences',
  component: lazyRouteComponent(() => import('./preferences-page.tsx'), 'PreferencesPage'),
});
