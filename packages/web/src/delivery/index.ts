export { DeliveriesOfOrder } from './deliveries-of-order.tsx';
