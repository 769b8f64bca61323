import { type CalloutLogs, calloutLogsSchema, type OrderViews, orderViewsSchema } from '@critical-callout/contract/history';
import { useQuery } from '@tanstack/react-query';
import { call } from '../platform/http.ts';
import { usePolling } from '../platform/live/live.ts';
import { billKey } from '../platform/query.ts';

/** More lines than an order ever has; the answer says when it has. */
const MOST_LINES = '500';

export const fetchCalloutLogs = (billIds: number[], signal?: AbortSignal): Promise<CalloutLogs> =>
  call(
    calloutLogsSchema,
    `/api/v1/callout-logs?${new URLSearchParams([...billIds.map((id) => ['billId', String(id)]), ['limit', MOST_LINES]])}`,
    { signal },
  );

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
    queryFn: ({ signal }): Promise<OrderViews> => call(orderViewsSchema, `/api/v1/bills/${billId}/views`, { signal }),
  });
