import { type CalloutLogs, calloutLogsSchema, type OrderViews, orderViewsSchema } from '@critical-callout/contract/history';
import { useQuery } from '@tanstack/react-query';
import { call } from '../platform/http.ts';
import { usePolling } from '../platform/live/live.ts';
import { billKey } from '../platform/query.ts';

/** More lines than an order ever has; the answer says when it has. */
const MOST_LINES = 500;

export const fetchCalloutLogs = (billIds: number[], signal?: AbortSignal): Promise<CalloutLogs> =>
  call('GET /api/v1/callout-logs', { query: { billId: billIds, limit: MOST_LINES }, signal }, calloutLogsSchema);

/** What happened to one order. */
export const useLogs = (billId: number) =>
  useQuery({
    queryKey: billKey(billId, 'callout-logs'),
    queryFn: ({ signal }) => fetchCalloutLogs([billId], signal),
    refetchInterval: usePolling(),
  });

/** Who else opened it. */
export const useViews = (billId: number) =>
  useQuery({
    queryKey: billKey(billId, 'views'),
    queryFn: ({ signal }): Promise<OrderViews> =>
      call('GET /api/v1/bills/{id}/views', { params: { id: billId }, signal }, orderViewsSchema),
  });
