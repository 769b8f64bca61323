import { type CriticalRecords, criticalRecordsSchema } from '@critical-callout/contract/callout';
import { call } from './http.ts';
import { billKey } from './query.ts';
import { timed } from './server-time.ts';

export const fetchCriticalRecords = (billId: number, signal?: AbortSignal): Promise<CriticalRecords> =>
  timed(call('GET /api/v1/bills/{id}/critical-records', { params: { id: billId }, signal }, criticalRecordsSchema));

/** Everything about the callout of one order: what the panel shows, and what is printed of it. */
export const recordsQuery = (billId: number) => ({
  queryKey: billKey(billId, 'critical-records'),
  queryFn: ({ signal }: { signal?: AbortSignal }) => fetchCriticalRecords(billId, signal),
});
