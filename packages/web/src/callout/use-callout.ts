import {
  type CallHelp,
  callHelpSchema,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
} from '@critical-callout/contract/settings';
import type { RelatedOrders } from '@critical-callout/contract/worklist';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { deliveryKeys, fetchChannels } from '../delivery/index.ts';
import { recordsQuery } from '../platform/critical-records.ts';
import { usePolling } from '../platform/live/live.ts';
import { fetchCallHelp, fetchCalloutPolicy, fetchNotificationSettings, settingsKeys } from '../settings/index.ts';
import { knownPending } from '../worklist/index.ts';
import { calloutKeys, fetchEscalation, fetchOrderContacts, fetchRelated } from './api.ts';
import { CHANNELS, type Channel, type Rules } from './form.ts';
import { touchesRelated } from './related.ts';

export const useRecords = (billId: number) => useQuery({ ...recordsQuery(billId), refetchInterval: usePolling() });

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

/** The script and the phrases; without the right to read them the defaults. */
export function useCallHelp(): CallHelp {
  const may = useMay('settings.read');
  const { data } = useQuery({
    queryKey: settingsKeys.callHelp,
    queryFn: ({ signal }) => fetchCallHelp(signal),
    enabled: may,
    staleTime: 60_000,
  });
  return data ?? callHelpSchema.parse({});
}

/** Channels a message would be taken for now. Until the server has said so, e-mail as ever. */
export function useOfferedChannels(): { channel: Channel; isDown: boolean }[] {
  const may = useMay('settings.read');
  const { data } = useQuery({
    queryKey: deliveryKeys.channels,
    queryFn: ({ signal }) => fetchChannels(signal),
    enabled: may,
    staleTime: 30_000,
  });
  if (!data) return [{ channel: 'email', isDown: false }];
  return CHANNELS.flatMap((channel) => {
    const state = data.channels.find((one) => one.channel === channel);
    return state?.isSetUp || channel === 'email' ? [{ channel, isDown: state?.health === 'down' }] : [];
  });
}

/** Other open orders that one call would serve: of the patient, and of others who wait for the same recipient. */
export const useRelated = (billId: number): RelatedOrders | undefined =>
  useQuery({
    queryKey: calloutKeys.related(billId),
    queryFn: ({ signal }) => fetchRelated(billId, signal),
    meta: { isTouchedBy: (billIds: ReadonlySet<number>, data?: RelatedOrders) => touchesRelated(billId, data, billIds, isKnown) },
  }).data;

const isKnown = (billId: number): boolean => knownPending().some((item) => item.billId === billId);

/** Who was passed over, who was added, how often each was reached. The panel does not wait for it. */
export const useOrderContacts = (billId: number) =>
  useQuery({ queryKey: calloutKeys.contacts(billId), queryFn: ({ signal }) => fetchOrderContacts(billId, signal) });

export const useEscalation = (billId: number) =>
  useQuery({
    queryKey: calloutKeys.escalation(billId),
    queryFn: ({ signal }) => fetchEscalation(billId, signal),
    enabled: useMay('worklist.read'),
    refetchInterval: usePolling(),
  });
