export { fetchCalloutPolicy, fetchNotificationSettings, settingsKeys } from './api.ts';
