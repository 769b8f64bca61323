import { calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { usePolling } from '../platform/live/live.ts';
import { fetchCalloutPolicy, fetchNotificationSettings, settingsKeys } from '../settings/index.ts';
import { calloutKeys, fetchCriticalRecords } from './api.ts';
import type { Rules } from './form.ts';

export const useRecords = (billId: number) =>
  useQuery({
    queryKey: calloutKeys.records(billId),
    queryFn: ({ signal }) => fetchCriticalRecords(billId, signal),
    refetchInterval: usePolling(),
  });

/** The lab's rules; where they cannot be read the defaults are shown and the server still holds the real ones. */
export function useRules(): Rules | null {
  const may = useMay('settings.read');
  const settings = useQuery({
    queryKey: settingsKeys.notification,
    queryFn: ({ signal }) => fetchNotificationSettings(signal),
    enabled: may,
    staleTime: 60_000,
  });
  const policy = useQuery({
    queryKey: settingsKeys.calloutPolicy,
    queryFn: ({ signal }) => fetchCalloutPolicy(signal),
    enabled: may,
    staleTime: 60_000,
  });
  if (may && (settings.isPending || policy.isPending)) return null;
  return {
    settings: settings.data ?? criticalNotificationSettingsSchema.parse({}),
    policy: policy.data ?? calloutPolicySchema.parse({}),
  };
}
