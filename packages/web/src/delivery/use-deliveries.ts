import { useQuery } from '@tanstack/react-query';
import { useMay } from '../auth/index.ts';
import { usePolling } from '../platform/live/live.ts';
import { deliveryKeys, fetchDeliveriesOfBill } from './api.ts';

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
