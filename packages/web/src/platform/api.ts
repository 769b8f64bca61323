import { type Me, meSchema } from '@critical-callout/contract/auth';
import {
  type CalloutLogs,
  type CriticalRecords,
  calloutLogsSchema,
  criticalRecordsSchema,
  type SubmitCallout,
  type SubmitCalloutAnswer,
  submitCalloutAnswerSchema,
} from '@critical-callout/contract/callout';
import { type Deliveries, deliveriesSchema } from '@critical-callout/contract/deliveries';
import {
  type CalloutPolicy,
  type CriticalNotificationSettings,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
} from '@critical-callout/contract/settings';
import { type Worklist, worklistSchema } from '@critical-callout/contract/worklist';
import { z } from 'zod';
import { type Download, download } from './download.ts';
import { call } from './http.ts';
import { noteServerTime } from './server-time.ts';

export type ExportKind = 'xlsx' | 'csv';

/** Every request the screens make, and nothing else talks to the server (the event stream is in live/). */
export const api = {
  signIn: (username: string, password: string): Promise<unknown> =>
    call(z.unknown(), '/api/auth/sign-in/username', { method: 'POST', body: { username, password }, isSignIn: true }),

  signOut: (): Promise<unknown> => call(z.unknown(), '/api/auth/sign-out', { method: 'POST', body: {} }),

  me: (signal?: AbortSignal): Promise<Me> => call(meSchema, '/api/v1/me', { signal, isSignIn: true }),

  worklist: (query: URLSearchParams, signal?: AbortSignal): Promise<Worklist> =>
    timed(call(worklistSchema, `/api/v1/worklist?${query}`, { signal })),

  criticalRecords: (billId: number, signal?: AbortSignal): Promise<CriticalRecords> =>
    timed(call(criticalRecordsSchema, `/api/v1/bills/${billId}/critical-records`, { signal })),

  calloutLogs: (billIds: number[], signal?: AbortSignal): Promise<CalloutLogs> =>
    call(calloutLogsSchema, `/api/v1/callout-logs?${new URLSearchParams(billIds.map((id) => ['billId', String(id)]))}`, {
      signal,
    }),

  submitCallout: (billId: number, version: number, key: string, body: SubmitCallout): Promise<SubmitCalloutAnswer> =>
    call(submitCalloutAnswerSchema, `/api/v1/bills/${billId}/callouts`, {
      method: 'POST',
      body,
      headers: { 'if-match': `"${version}"`, 'idempotency-key': key },
    }),

  deliveries: (billId: number, signal?: AbortSignal): Promise<Deliveries> =>
    call(deliveriesSchema, `/api/v1/deliveries?billId=${billId}`, { signal }),

  exportCallouts: (kind: ExportKind, query: URLSearchParams, options: Download): Promise<File> =>
    download(`/api/v1/exports/callouts.${kind}?${query}`, options),

  notificationSettings: (signal?: AbortSignal): Promise<CriticalNotificationSettings> =>
    call(criticalNotificationSettingsSchema, '/api/v1/settings/critical-notification', { signal }),

  calloutPolicy: (signal?: AbortSignal): Promise<CalloutPolicy> =>
    call(calloutPolicySchema, '/api/v1/settings/callout-policy', { signal }),

  saveNotificationSettings: (settings: CriticalNotificationSettings): Promise<CriticalNotificationSettings> =>
    call(criticalNotificationSettingsSchema, '/api/v1/settings/critical-notification', { method: 'PUT', body: settings }),
};

/** Bodies carry the server's time to the millisecond; it sets the clock of every counter. */
async function timed<T extends { serverTime: string }>(answer: Promise<T>): Promise<T> {
  const sentAt = Date.now();
  const body = await answer;
  noteServerTime(body.serverTime, sentAt, Date.now());
  return body;
}
