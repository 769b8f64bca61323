export { createEmailChannel, type EmailOptions } from './channel.ts';
