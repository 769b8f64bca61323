import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { usePolling } from '../platform/live/live.ts';
import {
  type DeliveriesQuery,
  deliveryKeys,
  fetchChannels,
  fetchDeliveries,
  fetchDeliveriesOfBill,
  fetchDelivery,
} from './api.ts';

/** The messages of one order, for who may see them. */
export function useDeliveries(billId: number) {
  const may = useMay('deliveries.read');
  return useQuery({
    queryKey: deliveryKeys.ofBill(billId),
    queryFn: ({ signal }) => fetchDeliveriesOfBill(billId, signal),
    enabled: may,
    refetchInterval: usePolling(),
  });
}

/** The list, page by page, newest first. */
export function useDeliveryList(query: DeliveriesQuery) {
  return useInfiniteQuery({
    queryKey: deliveryKeys.list(query),
    queryFn: ({ signal, pageParam }) => fetchDeliveries(query, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(),
  });
}

export function useDelivery(id: number) {
  return useQuery({
    queryKey: deliveryKeys.one(id),
    queryFn: ({ signal }) => fetchDelivery(id, signal),
    refetchInterval: usePolling(),
  });
}

/** What a message may be sent over, and how each channel does. Health grows old without any event, so it is asked again. */
export function useChannels() {
  return useQuery({
    queryKey: deliveryKeys.channels,
    queryFn: ({ signal }) => fetchChannels(signal),
    enabled: useMay('settings.read'),
    refetchInterval: 30_000,
  });
}
