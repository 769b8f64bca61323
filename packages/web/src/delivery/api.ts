import { type ChannelStates, channelsSchema, type Deliveries, deliveriesSchema } from '@critical-callout/contract/deliveries';
import { call } from '../platform/http.ts';
import { billKey } from '../platform/query.ts';

export const deliveryKeys = {
  channels: ['channels'] as const,
  ofBill: (billId: number) => billKey(billId, 'deliveries'),
};

export const fetchDeliveriesOfBill = (billId: number, signal?: AbortSignal): Promise<Deliveries> =>
  call(deliveriesSchema, `/api/v1/deliveries?billId=${billId}`, { signal });

export const fetchChannels = (signal?: AbortSignal): Promise<ChannelStates> =>
  call(channelsSchema, '/api/v1/channels', { signal });
