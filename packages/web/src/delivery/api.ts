import {
  type ChannelStates,
  channelsSchema,
  type Deliveries,
  type DeliveryDetail,
  deliveriesSchema,
  deliveryDetailSchema,
  type FollowDelivery,
  followedDeliverySchema,
  type TestChannel,
  testedChannelSchema,
} from '@critical-callout/contract/deliveries';
import { call } from '../platform/http.ts';
import { billKey, liveKey } from '../platform/query.ts';
import type { DeliveriesSearch } from './search.ts';

export const deliveryKeys = {
  ofBill: (billId: number) => billKey(billId, 'deliveries'),
  list: (query: string) => liveKey('deliveries', 'list', query),
  one: (id: number) => liveKey('deliveries', 'one', id),
  all: liveKey('deliveries'),
  channels: liveKey('deliveries', 'channels'),
};

export const fetchDeliveriesOfBill = (billId: number, signal?: AbortSignal): Promise<Deliveries> =>
  call(deliveriesSchema, `/api/v1/deliveries?billId=${billId}`, { signal });

/** The filters as the server reads them; days are whole days of the laboratory's zone, given as instants. */
export function queryOf(
  { messageState: state, channel, recipient, from, to }: DeliveriesSearch,
  isAttention: boolean,
  dayStart: (day: string, plusDays: number) => string | null,
): string {
  const query = new URLSearchParams();
  if (isAttention) query.set('attention', '1');
  if (state) query.set('state', state);
  if (channel) query.set('channel', channel);
  if (recipient) query.set('recipient', recipient);
  const [first, last] = [from && dayStart(from, 0), to && dayStart(to, 1)];
  if (first) query.set('from', first);
  if (last) query.set('to', last);
  return query.toString();
}

export const fetchDeliveries = (query: string, cursor: number | null, signal?: AbortSignal): Promise<Deliveries> =>
  call(deliveriesSchema, `/api/v1/deliveries?${query}${cursor === null ? '' : `&cursor=${cursor}`}`, { signal });

export const fetchDelivery = (id: number, signal?: AbortSignal): Promise<DeliveryDetail> =>
  call(deliveryDetailSchema, `/api/v1/deliveries/${id}`, { signal });

export const sendAgain = (id: number): Promise<DeliveryDetail> =>
  call(deliveryDetailSchema, `/api/v1/deliveries/${id}/send-again`, { method: 'POST' });

export const stopDelivery = (id: number, reason: string): Promise<DeliveryDetail> =>
  call(deliveryDetailSchema, `/api/v1/deliveries/${id}/cancel`, { method: 'POST', body: { reason } });

export const markHandled = (id: number, reason: string): Promise<DeliveryDetail> =>
  call(deliveryDetailSchema, `/api/v1/deliveries/${id}/handled`, { method: 'POST', body: { reason } });

export const followDelivery = (id: number, body: FollowDelivery): Promise<{ deliveryId: number }> =>
  call(followedDeliverySchema, `/api/v1/deliveries/${id}/follow`, { method: 'POST', body });

export const fetchChannels = (signal?: AbortSignal): Promise<ChannelStates> =>
  call(channelsSchema, '/api/v1/channels', { signal });

export const testChannel = (body: TestChannel): Promise<{ deliveryId: number; address: string }> =>
  call(testedChannelSchema, '/api/v1/channels/test', { method: 'POST', body });
