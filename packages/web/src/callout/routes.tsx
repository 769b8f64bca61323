import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { worklistRoute } from '../worklist/index.ts';

/** The panel beside the list. Its code is fetched as soon as the list stands (`preloadPanel`), so that it opens without a connection. */
export const calloutRoute = createRoute({
  getParentRoute: () => worklistRoute,
  path: '$billId',
  params: { parse: ({ billId }) => ({ billId: z.coerce.number().int().positive().catch(0).parse(billId) }) },
  component: lazyRouteComponent(() => import('./callout-route.tsx'), 'CalloutRoute'),
});
