import { calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { api } from '../platform/api.ts';
import { usePolling } from '../platform/live/live.ts';
import { keys } from '../platform/query.ts';
import type { Rules } from './form.ts';

export const useRecords = (billId: number) =>
  useQuery({
    queryKey: keys.records(billId),
    queryFn: ({ signal }) => api.criticalRecords(billId, signal),
    refetchInterval: usePolling(),
  });

export const useLogs = (billId: number) =>
  useQuery({
    queryKey: keys.logs(billId),
    queryFn: ({ signal }) => api.calloutLogs([billId], signal),
    refetchInterval: usePolling(),
  });

/** The lab's rules; where they cannot be read the defaults are shown and the server still holds the real ones. */
export function useRules(): Rules | null {
  const may = useMay('settings.read');
  const settings = useQuery({
    queryKey: keys.settings,
    queryFn: ({ signal }) => api.notificationSettings(signal),
    enabled: may,
    staleTime: 60_000,
  });
  const policy = useQuery({
    queryKey: keys.policy,
    queryFn: ({ signal }) => api.calloutPolicy(signal),
    enabled: may,
    staleTime: 60_000,
  });
  if (may && (settings.isPending || policy.isPending)) return null;
  return {
    settings: settings.data ?? criticalNotificationSettingsSchema.parse({}),
    policy: policy.data ?? calloutPolicySchema.parse({}),
  };
}
