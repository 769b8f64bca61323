export { resolveContacts } from './contacts.ts';
export { readDueFeeds } from './feeds/tick.ts';
export { resolveOnDuty, resolveParty } from './on-duty.ts';
export type { SendPlain } from './ports.ts';
export { listRotaGaps } from './rota-gaps.ts';
export { directoryRoutes } from './routes.ts';
export { suggestContact } from './suggested-contact.ts';
export { watchNewOrders } from './watch.ts';
export { reportWrongNumber } from './wrong-number.ts';
