export { listEscalations } from './escalations.ts';
export { readMessageReports } from './recipient.ts';
export { worklistRoutes } from './routes.ts';
