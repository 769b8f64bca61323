import {
  type CriticalRecords,
  criticalRecordsSchema,
  type SubmitCallout,
  type SubmitCalloutAnswer,
  submitCalloutAnswerSchema,
} from '@critical-callout/contract/callout';
import { call } from '../platform/http.ts';
import { billKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';

export const calloutKeys = {
  records: (billId: number) => billKey(billId, 'critical-records'),
};

export const fetchCriticalRecords = (billId: number, signal?: AbortSignal): Promise<CriticalRecords> =>
  timed(call(criticalRecordsSchema, `/api/v1/bills/${billId}/critical-records`, { signal }));

export const submitCallout = (billId: number, version: number, key: string, body: SubmitCallout): Promise<SubmitCalloutAnswer> =>
  call(submitCalloutAnswerSchema, `/api/v1/bills/${billId}/callouts`, {
    method: 'POST',
    body,
    headers: { 'if-match': `"${version}"`, 'idempotency-key': key },
  });
