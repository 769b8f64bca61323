import {
  type HandoverDetail,
  type Handovers,
  handoverDetailSchema,
  handoversSchema,
  type OfferHandover,
  type Situation,
  situationSchema,
} from '@critical-callout/contract/ownership';
import { type Worklist, worklistSchema } from '@critical-callout/contract/worklist';
import { call } from '../platform/http.ts';
import { presenceKey } from '../platform/query.ts';
import type { Ask } from '../platform/routes.ts';
import { timed } from '../platform/server-time.ts';

/** What changes when somebody accepts or asks is asked for again by itself. */
export const handoverKeys = {
  list: (state: string) => presenceKey('handovers', state),
  detail: (id: number) => presenceKey('handover', id),
  situation: ['handover-situation'] as const,
  orders: (what: OrdersQuery) => presenceKey('handover-orders', JSON.stringify(what)),
};

export const fetchHandovers = (state: 'offered' | 'over', limit: number, signal?: AbortSignal): Promise<Handovers> =>
  call('GET /api/v1/handovers', { query: { state, limit }, signal }, handoversSchema);
export const fetchHandover = (id: number, signal?: AbortSignal): Promise<HandoverDetail> =>
  timed(call('GET /api/v1/handovers/{id}', { params: { id }, signal }, handoverDetailSchema));
export const fetchSituation = (signal?: AbortSignal): Promise<Situation> =>
  call('GET /api/v1/handovers/situation', { signal }, situationSchema);
export type OrdersQuery = Pick<NonNullable<Ask<'GET /api/v1/worklist'>['query']>, 'limit' | 'billIds' | 'departmentId'>;
/** The open orders of a queue, or those named. */
export const fetchOrders = (query: OrdersQuery, signal?: AbortSignal): Promise<Worklist> =>
  timed(call('GET /api/v1/worklist', { query, signal }, worklistSchema));

export const offerHandover = (body: Partial<OfferHandover>): Promise<HandoverDetail> =>
  call('POST /api/v1/handovers', { body }, handoverDetailSchema);
export const acceptHandover = (id: number, billIds: number[] | undefined, synthesis: string): Promise<HandoverDetail> =>
  call('POST /api/v1/handovers/{id}/accept', { params: { id }, body: { billIds, synthesis } }, handoverDetailSchema);
export const withdrawHandover = (id: number, reason: string): Promise<HandoverDetail> =>
  call('POST /api/v1/handovers/{id}/withdraw', { params: { id }, body: { reason } }, handoverDetailSchema);
export const noteHandover = (id: number, text: string, billId?: number): Promise<HandoverDetail> =>
  call('POST /api/v1/handovers/{id}/notes', { params: { id }, body: { text, billId } }, handoverDetailSchema);
