import {
  type CallHelp,
  type CalloutPolicy,
  type CriticalNotificationSettings,
  callHelpSchema,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
} from '@critical-callout/contract/settings';
import { call } from '../platform/http.ts';

export const settingsKeys = {
  notification: ['critical-notification'] as const,
  calloutPolicy: ['callout-policy'] as const,
  callHelp: ['call-help'] as const,
};

export const fetchNotificationSettings = (signal?: AbortSignal): Promise<CriticalNotificationSettings> =>
  call('GET /api/v1/settings/critical-notification', { signal }, criticalNotificationSettingsSchema);

export const fetchCalloutPolicy = (signal?: AbortSignal): Promise<CalloutPolicy> =>
  call('GET /api/v1/settings/callout-policy', { signal }, calloutPolicySchema);

export const fetchCallHelp = (signal?: AbortSignal): Promise<CallHelp> =>
  call('GET /api/v1/settings/call-help', { signal }, callHelpSchema);
