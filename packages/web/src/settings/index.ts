export { fetchCallHelp, fetchCalloutPolicy, fetchNotificationSettings, settingsKeys } from './api.ts';
export { settingsRoute } from './routes.tsx';
