import { templateKeySchema } from '@critical-callout/contract/templates';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { settingsRoute } from '../settings/index.ts';

/** Without a key the overview; with one its editor, so that the address of a template can be sent to somebody. */
export const templatesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'templates',
  validateSearch: (search) => templateKeySchema.partial().catch({}).parse(search),
  component: lazyRouteComponent(() => import('./templates-page.tsx'), 'TemplatesPage'),
});
