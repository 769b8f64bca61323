import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../platform/routing.ts';

/** Rail of the settings; every page below it belongs to the room it sets up. */
export const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-layout.tsx'), 'SettingsLayout'),
});

export const settingsHomeRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./settings-home.tsx'), 'SettingsHome'),
});

export const notificationRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'notification',
  component: lazyRouteComponent(() => import('./notification-page.tsx'), 'NotificationPage'),
});

export const labRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'lab',
  component: lazyRouteComponent(() => import('./lab-page.tsx'), 'LabPage'),
});

export const callsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'calls',
  component: lazyRouteComponent(() => import('./calls-page.tsx'), 'CallsPage'),
});

export const messagesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'messages',
  component: lazyRouteComponent(() => import('./messages-page.tsx'), 'MessagesPage'),
});
