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
import type { Ask } from '../platform/routes.ts';
import type { DeliveriesSearch } from './search.ts';

export type DeliveriesQuery = NonNullable<Ask<'GET /api/v1/deliveries'>['query']>;

export const deliveryKeys = {
  ofBill: (billId: number) => billKey(billId, 'deliveries'),
  list: (query: DeliveriesQuery) => liveKey('deliveries', 'list', JSON.stringify(query)),
  one: (id: number) => liveKey('deliveries', 'one', id),
  all: liveKey('deliveries'),
  channels: liveKey('deliveries', 'channels'),
};

export const fetchDeliveriesOfBill = (billId: number, signal?: AbortSignal): Promise<Deliveries> =>
  call('GET /api/v1/deliveries', { query: { billId }, signal }, deliveriesSchema);

/** The filters as the server reads them; days are whole days of the laboratory's zone, given as instants. */
export function queryOf(
  { messageState: state, channel, recipient, from, to }: DeliveriesSearch,
  isAttention: boolean,
  dayStart: (day: string, plusDays: number) => string | null,
): DeliveriesQuery {
  return {
    attention: isAttention ? '1' : undefined,
    state,
    channel,
    recipient,
    from: (from && dayStart(from, 0)) || undefined,
    to: (to && dayStart(to, 1)) || undefined,
  };
}

export const fetchDeliveries = (query: DeliveriesQuery, cursor: number | undefined, signal?: AbortSignal): Promise<Deliveries> =>
  call('GET /api/v1/deliveries', { query: { ...query, cursor }, signal }, deliveriesSchema);

export const fetchDelivery = (id: number, signal?: AbortSignal): Promise<DeliveryDetail> =>
  call('GET /api/v1/deliveries/{id}', { params: { id }, signal }, deliveryDetailSchema);

export const sendAgain = (id: number): Promise<DeliveryDetail> =>
  call('POST /api/v1/deliveries/{id}/send-again', { params: { id } }, deliveryDetailSchema);

export const stopDelivery = (id: number, reason: string): Promise<DeliveryDetail> =>
  call('POST /api/v1/deliveries/{id}/cancel', { params: { id }, body: { reason } }, deliveryDetailSchema);

export const markHandled = (id: number, reason: string): Promise<DeliveryDetail> =>
  call('POST /api/v1/deliveries/{id}/handled', { params: { id }, body: { reason } }, deliveryDetailSchema);

export const followDelivery = (id: number, body: FollowDelivery): Promise<{ deliveryId: number }> =>
  call('POST /api/v1/deliveries/{id}/follow', { params: { id }, body }, followedDeliverySchema);

export const fetchChannels = (signal?: AbortSignal): Promise<ChannelStates> =>
  call('GET /api/v1/channels', { signal }, channelsSchema);

export const testChannel = (body: TestChannel): Promise<{ deliveryId: number; address: string }> =>
  call('POST /api/v1/channels/test', { body }, testedChannelSchema);
