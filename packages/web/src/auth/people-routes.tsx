import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../platform/routing.ts';
import { settingsRoute } from '../settings/index.ts';
import { PERSON_TABS } from './people-tabs.ts';

export const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'users',
  validateSearch: z.object({
    people: z.enum(PERSON_TABS).optional().catch(undefined),
    find: z.string().max(100).optional().catch(undefined),
    /** The person that is open; `new`: one to be added. */
    who: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
});

/** For whoever has a link of an administrator; nobody is signed in here. */
export const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./reset-password-page.tsx'), 'ResetPasswordPage'),
});
