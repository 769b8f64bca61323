export type {
  CalloutDirectory,
  DeliveryChannel,
  DeliveryQueued,
  DeliveryRecipientKind,
  DeliveryRequest,
  Ladder,
  QueueDeliveries,
} from './ports.ts';
export { processCallout } from './process.ts';
export { type ReviewedReport, reviewReports } from './review.ts';
export { calloutRoutes } from './routes.ts';
export { saveCriticalCallout } from './save.ts';
export type { ProcessCallout } from './submit.ts';
