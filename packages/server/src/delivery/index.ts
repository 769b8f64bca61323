export type { Channel, Channels, DeliveryAnswer, OutgoingMessage } from './channels/channel.ts';
export { createEmailChannel } from './channels/email/index.ts';
export { signBody } from './channels/http/signature.ts';
export { openChannels } from './channels/index.ts';
export { createFollower } from './follower.ts';
export { type TellNext, type ToldNext, tellNextOver } from './next.ts';
export { queueDeliveriesOver } from './queue.ts';
export { deliveryRoutes } from './routes.ts';
export { createSender, type Sender, type SendingOptions } from './tick.ts';
