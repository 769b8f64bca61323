import { billEscalationSchema } from '@critical-callout/contract/escalation';
import {
  type SavedView,
  type Worklist,
  type WorklistFacets,
  type WorklistSummary,
  type WorklistView,
  type WorklistViews,
  worklistFacetsSchema,
  worklistSchema,
  worklistSummarySchema,
  worklistViewSchema,
  worklistViewsSchema,
} from '@critical-callout/contract/worklist';
import { z } from 'zod';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';

export const worklistKeys = {
  all: liveKey('worklist'),
  tab: (tab: string) => liveKey('worklist', tab),
  list: (tab: string, query: string) => liveKey('worklist', tab, query),
  summary: liveKey('worklist-summary'),
  facets: ['worklist-facets'] as const,
  views: ['worklist-views'] as const,
};

export const fetchWorklist = (query: URLSearchParams, signal?: AbortSignal): Promise<Worklist> =>
  timed(call(worklistSchema, `/api/v1/worklist?${query}`, { signal }));

/** How much there is to do, for those who keep the feeds and see no patients. */
export const fetchSummary = (signal?: AbortSignal): Promise<WorklistSummary> =>
  timed(call(worklistSummarySchema, '/api/v1/worklist/summary', { signal }));

export const fetchFacets = (signal?: AbortSignal): Promise<WorklistFacets> =>
  call(worklistFacetsSchema, '/api/v1/worklist/facets', { signal });

export const fetchViews = (signal?: AbortSignal): Promise<WorklistViews> =>
  call(worklistViewsSchema, '/api/v1/worklist-views', { signal });
export const saveView = (view: SavedView): Promise<WorklistView> =>
  call(worklistViewSchema, '/api/v1/worklist-views', { method: 'POST', body: view });
export const deleteView = (id: number): Promise<null> => call(z.null(), `/api/v1/worklist-views/${id}`, { method: 'DELETE' });

export const escalateNow = (billId: number, reason: string) =>
  call(billEscalationSchema, `/api/v1/bills/${billId}/escalate-now`, { method: 'POST', body: { reason } });
