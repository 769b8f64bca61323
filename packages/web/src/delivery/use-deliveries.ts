import { useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { api } from '../platform/api.ts';
import { usePolling } from '../platform/live/live.ts';
import { keys } from '../platform/query.ts';

/** The messages of one order, for who may see them. */
export function useDeliveries(billId: number) {
  const may = useMay('deliveries.read');
  return useQuery({
    queryKey: keys.deliveries(billId),
    queryFn: ({ signal }) => api.deliveries(billId, signal),
    enabled: may,
    refetchInterval: usePolling(),
  });
}
