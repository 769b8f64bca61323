export { deliveryKeys, fetchChannels, testChannel } from './api.ts';
export { DeliveriesOfOrder } from './deliveries-of-order.tsx';
