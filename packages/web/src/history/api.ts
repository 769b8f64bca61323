import { type CalloutLogs, calloutLogsSchema } from '@critical-callout/contract/callout';
import { useQuery } from '@tanstack/react-query';
import { call } from '../platform/http.ts';
import { usePolling } from '../platform/live/live.ts';
import { billKey } from '../platform/query.ts';

export const fetchCalloutLogs = (billIds: number[], signal?: AbortSignal): Promise<CalloutLogs> =>
  call(calloutLogsSchema, `/api/v1/callout-logs?${new URLSearchParams(billIds.map((id) => ['billId', String(id)]))}`, { signal });

/** What happened to one order. */
export const useLogs = (billId: number) =>
  useQuery({
    queryKey: billKey(billId, 'callout-logs'),
    queryFn: ({ signal }) => fetchCalloutLogs([billId], signal),
    refetchInterval: usePolling(),
  });
