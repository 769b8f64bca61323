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
import { timed } from '../platform/server-time.ts';

/** What changes when somebody accepts or asks is asked for again by itself. */
export const handoverKeys = {
  list: (state: string) => presenceKey('handovers', state),
  detail: (id: number) => presenceKey('handover', id),
  situation: ['handover-situation'] as const,
  orders: (what: string) => presenceKey('handover-orders', what),
};

const path = (id: number, action = ''): string => `/api/v1/handovers/${id}${action}`;

export const fetchHandovers = (state: 'offered' | 'over', limit: number, signal?: AbortSignal): Promise<Handovers> =>
  call(handoversSchema, `/api/v1/handovers?state=${state}&limit=${limit}`, { signal });
export const fetchHandover = (id: number, signal?: AbortSignal): Promise<HandoverDetail> =>
  timed(call(handoverDetailSchema, path(id), { signal }));
export const fetchSituation = (signal?: AbortSignal): Promise<Situation> =>
  call(situationSchema, '/api/v1/handovers/situation', { signal });
/** The open orders of a queue, or those named. */
export const fetchOrders = (query: URLSearchParams, signal?: AbortSignal): Promise<Worklist> =>
  timed(call(worklistSchema, `/api/v1/worklist?${query}`, { signal }));

const post = (address: string, body: unknown): Promise<HandoverDetail> =>
  call(handoverDetailSchema, address, { method: 'POST', body });
export const offerHandover = (body: Partial<OfferHandover>): Promise<HandoverDetail> => post('/api/v1/handovers', body);
export const acceptHandover = (id: number, billIds: number[] | undefined, synthesis: string): Promise<HandoverDetail> =>
  post(path(id, '/accept'), { ...(billIds && { billIds }), synthesis });
export const withdrawHandover = (id: number, reason: string): Promise<HandoverDetail> => post(path(id, '/withdraw'), { reason });
export const noteHandover = (id: number, text: string, billId?: number): Promise<HandoverDetail> =>
  post(path(id, '/notes'), { text, ...(billId !== undefined && { billId }) });
