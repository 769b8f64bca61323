export { type Acknowledged, type Acknowledgement, acknowledgeCallout, readableValues, recipientActor } from './acknowledge.ts';
export { closeCallout } from './close.ts';
export { dismissReport } from './dismiss.ts';
export { type CriticalParameter, listCriticalParameters } from './load.ts';
export type {
  CalloutDirectory,
  DeliveryChannel,
  DeliveryQueued,
  DeliveryRecipientKind,
  DeliveryRequest,
  Ladder,
  NextRung,
  QueueDeliveries,
  RungDone,
} from './ports.ts';
export { processCallout } from './process.ts';
export { markForSearch } from './queries.ts';
export { createRetryWatch } from './retries.ts';
export { type ReviewedReport, reviewReports } from './review.ts';
export { calloutRoutes } from './routes.ts';
export { saveCriticalCallout } from './save.ts';
export type { ProcessCallout } from './submit.ts';
