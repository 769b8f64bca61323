import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../platform/routing.ts';
import { SignInPage } from './sign-in-page.tsx';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
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
