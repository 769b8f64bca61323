import { createRootRoute, createRoute } from '@tanstack/react-router';

/** The two routes that all others hang on. Their components are put in by routes.tsx: this file knows no room. */
export const rootRoute = createRootRoute();

/** Everything behind the sign-in. */
export const signedInRoute = createRoute({ getParentRoute: () => rootRoute, id: 'signed-in' });
