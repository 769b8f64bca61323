import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { peopleRoute, resetPasswordRoute } from './auth/people-routes.tsx';
import { signInRoute } from './auth/routes.tsx';
import { SignedIn } from './auth/signed-in.tsx';
import { calloutRoute } from './callout/routes.tsx';
import { deliveriesRoute } from './delivery/routes.tsx';
import { contactsRoute, onCallRoute } from './directory/routes.tsx';
import { policiesRoute } from './escalation/routes.tsx';
import { limitsRoute } from './evaluation/routes.tsx';
import { handoverDetailRoute, handoverRoute } from './handover/index.ts';
import { integrationRoute } from './ingest/routes.tsx';
import { orderRoute, patientRoute } from './patients/routes.tsx';
import { rootRoute, signedInRoute } from './platform/routing.ts';
import { practiceRoute } from './practice/routes.tsx';
import { repeatRulesRoute, repeatsRoute } from './repeats/routes.tsx';
import { searchRoute } from './search/routes.tsx';
import { callsRoute, labRoute, messagesRoute, notificationRoute, settingsHomeRoute, settingsRoute } from './settings/routes.tsx';
import { healthRoute, setupRoute } from './setup/routes.tsx';
import { templatesRoute } from './templates/routes.tsx';
import { CrashPage, NotFoundPage } from './ui/whole-page.tsx';
import { worklistRoute } from './worklist/routes.tsx';
import { preferencesRoute } from './workplace/routes.tsx';

rootRoute.update({ notFoundComponent: NotFoundPage });
signedInRoute.update({ component: SignedIn });

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/worklist' });
  },
});

/** Composes the rooms' routes and does nothing else. A room adds one line. */
const routeTree = rootRoute.addChildren([
  home,
  signInRoute,
  resetPasswordRoute,
  signedInRoute.addChildren([
    worklistRoute.addChildren([calloutRoute]),
    handoverRoute,
    handoverDetailRoute,
    deliveriesRoute,
    preferencesRoute,
    repeatsRoute,
    settingsRoute.addChildren([
      templatesRoute,
      settingsHomeRoute,
      labRoute,
      callsRoute,
      messagesRoute,
      notificationRoute,
      limitsRoute,
      policiesRoute,
      peopleRoute,
      integrationRoute,
      repeatRulesRoute,
      contactsRoute,
      onCallRoute,
      healthRoute,
    ]),
    searchRoute,
    patientRoute,
    orderRoute,
    setupRoute,
    practiceRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
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
