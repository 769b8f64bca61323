import { createRoute } from '@tanstack/react-router';
import { signedInRoute } from '../platform/routing.ts';
import { worklistSearchSchema } from './search.ts';
import { WorklistPage } from './worklist-page.tsx';

/** With the sign-in the first thing anybody sees, so it is not loaded lazily. */
export const worklistRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/worklist',
  validateSearch: worklistSearchSchema,
  component: WorklistPage,
});
