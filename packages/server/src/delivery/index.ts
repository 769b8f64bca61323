export type { Channel, Channels, DeliveryAnswer, OutgoingMessage } from './channels/channel.ts';
export { createEmailChannel } from './channels/email/index.ts';
export { createFaxApi, createMailFax, signBody } from './channels/fax/index.ts';
export { openChannels } from './channels/index.ts';
export { callbackUrl, createTwilioChannel, signTwilio } from './channels/twilio/index.ts';
export { queueDeliveriesOver } from './queue.ts';
export { deliveryRoutes } from './routes.ts';
export { createSender, type Sender, type SendingOptions } from './tick.ts';
