export { deliveryKeys, fetchChannels } from './api.ts';
export { DeliveriesOfOrder } from './deliveries-of-order.tsx';
