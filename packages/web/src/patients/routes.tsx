import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { signedInRoute } from '../platform/routing.ts';

export const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  params: { parse: ({ patientId }) => ({ patientId: z.coerce.number().int().positive().catch(0).parse(patientId) }) },
  validateSearch: z.object({
    show: z.enum(['critical', 'orders', 'results', 'messages', 'audit']).optional().catch(undefined),
    /** The order somebody came for. */
    bill: z.coerce.number().int().positive().optional().catch(undefined),
    raw: z.coerce.number().int().positive().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./patient-page.tsx'), 'PatientPage'),
});

export const orderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/$billId',
  params: { parse: ({ billId }) => ({ billId: z.coerce.number().int().positive().catch(0).parse(billId) }) },
  component: lazyRouteComponent(() => import('./order-page.tsx'), 'OrderPage'),
});
