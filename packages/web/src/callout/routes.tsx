import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { worklistRoute } from '../worklist/index.ts';
import { CalloutRoute } from './callout-route.tsx';

/** The panel beside the list. */
export const calloutRoute = createRoute({
  getParentRoute: () => worklistRoute,
  path: '$billId',
  params: { parse: ({ billId }) => ({ billId: z.coerce.number().int().positive().catch(0).parse(billId) }) },
  component: CalloutRoute,
});
