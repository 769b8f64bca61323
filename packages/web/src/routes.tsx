import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { SignInPage } from './auth/sign-in-page.tsx';
import { SignedIn } from './auth/signed-in.tsx';
import { CalloutRoute } from './callout/callout-route.tsx';
import { CrashPage, NotFoundPage } from './ui/whole-page.tsx';
import { worklistSearchSchema } from './worklist/search.ts';
import { WorklistPage } from './worklist/worklist-page.tsx';

const root = createRootRoute({ notFoundComponent: NotFoundPage });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/worklist' });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only an address of our own is followed after signing in.
  validateSearch: z.object({
    next: z
      .string()
      .regex(/^\/(?![/\\])/)
      .optional()
      .catch(undefined),
  }),
  component: SignInPage,
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const worklist = createRoute({
  getParentRoute: () => signedIn,
  path: '/worklist',
  validateSearch: worklistSearchSchema,
  component: WorklistPage,
});

const callout = createRoute({
  getParentRoute: () => worklist,
  path: '$billId',
  params: { parse: ({ billId }) => ({ billId: z.coerce.number().int().positive().catch(0).parse(billId) }) },
  component: CalloutRoute,
});

const notification = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/notification',
  component: lazyRouteComponent(() => import('./settings/notification-page.tsx'), 'NotificationPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, signIn, signedIn.addChildren([worklist.addChildren([callout]), notification])]),
  defaultPreload: false,
  scrollRestoration: false,
  // Each room fails alone: a fault in the panel leaves the list standing.
  defaultErrorComponent: CrashPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
