import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../platform/routing.ts';

/** `orders`: chosen on the worklist, handed over instead of the whole queue. */
const searchSchema = z.object({
  orders: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional()
    .catch(undefined),
  departmentId: z.coerce.number().int().positive().optional().catch(undefined),
});

/** The end and the beginning of a shift. */
export const handoverRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/handover',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./handover-page.tsx'), 'HandoverPage'),
});

export const handoverDetailRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/handover/$handoverId',
  params: { parse: ({ handoverId }) => ({ handoverId: z.coerce.number().int().positive().catch(0).parse(handoverId) }) },
  component: lazyRouteComponent(() => import('./handover-detail.tsx'), 'HandoverDetailPage'),
});
