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
import type { Ask } from '../platform/routes.ts';
import { timed } from '../platform/server-time.ts';

export type WorklistQuery = NonNullable<Ask<'GET /api/v1/worklist'>['query']>;

export const worklistKeys = {
  all: liveKey('worklist'),
  tab: (tab: string) => liveKey('worklist', tab),
  list: (tab: string, query: WorklistQuery) => liveKey('worklist', tab, JSON.stringify(query)),
  summary: liveKey('worklist-summary'),
  facets: ['worklist-facets'] as const,
  views: ['worklist-views'] as const,
};

export const fetchWorklist = (query: WorklistQuery, signal?: AbortSignal): Promise<Worklist> =>
  timed(call('GET /api/v1/worklist', { query, signal }, worklistSchema));

/** How much there is to do, for those who keep the feeds and see no patients. */
export const fetchSummary = (signal?: AbortSignal): Promise<WorklistSummary> =>
  timed(call('GET /api/v1/worklist/summary', { signal }, worklistSummarySchema));

export const fetchFacets = (signal?: AbortSignal): Promise<WorklistFacets> =>
  call('GET /api/v1/worklist/facets', { signal }, worklistFacetsSchema);

export const fetchViews = (signal?: AbortSignal): Promise<WorklistViews> =>
  call('GET /api/v1/worklist-views', { signal }, worklistViewsSchema);
export const saveView = (view: SavedView): Promise<WorklistView> =>
  call('POST /api/v1/worklist-views', { body: view }, worklistViewSchema);
export const deleteView = (id: number): Promise<null> => call('DELETE /api/v1/worklist-views/{id}', { params: { id } }, z.null());

/** An overhead page the ladder asked for was made. */
export const markPaged = (billId: number, pageId: number) =>
  call('POST /api/v1/bills/{id}/overhead-pages/made', { params: { id: billId }, body: { pageId } }, billEscalationSchema);

export const escalateNow = (billId: number, reason: string) =>
  call('POST /api/v1/bills/{id}/escalate-now', { params: { id: billId }, body: { reason } }, billEscalationSchema);
