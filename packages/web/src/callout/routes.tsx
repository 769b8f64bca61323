import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { recordsQuery } from '../platform/critical-records.ts';
import { queryClient } from '../platform/query.ts';
import { worklistRoute } from '../worklist/index.ts';

/** The panel beside the list. Its code is fetched as soon as the list stands (`preloadPanel`), so that it opens without a connection. */
export const calloutRoute = createRoute({
  getParentRoute: () => worklistRoute,
  path: '$billId',
  params: { parse: ({ billId }) => ({ billId: z.coerce.number().int().positive().catch(0).parse(billId) }) },
  // Asked for with the key that opens the panel, not after the panel was drawn.
  loader: ({ params: { billId } }) => void queryClient.prefetchQuery(recordsQuery(billId)),
  component: lazyRouteComponent(() => import('./callout-route.tsx'), 'CalloutRoute'),
});
