import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { settingsRoute } from '../settings/index.ts';
import { CONTACT_TABS, KINDS } from './tabs.ts';

export const contactsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'contacts',
  validateSearch: z.object({
    part: z.enum(CONTACT_TABS).catch('parties'),
    kindOf: z.enum(KINDS).catch('doctor'),
    find: z.string().max(100).optional().catch(undefined),
    onlyThose: z.enum(['no-contact', 'inactive']).optional().catch(undefined),
    /** The party open beside the list; `new` is one that is being written. */
    party: z
      .union([z.coerce.number().int().positive(), z.literal('new')])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./contacts-page.tsx'), 'ContactsPage'),
});

export const onCallRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'on-call',
  validateSearch: z.object({
    schedule: z
      .union([z.coerce.number().int().positive(), z.literal('new')])
      .optional()
      .catch(undefined),
    view: z.enum(['week', 'rota', 'calendar']).catch('week'),
    /** First day of the week that is shown. */
    week: z.iso.date().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./on-call-page.tsx'), 'OnCallPage'),
});
