export { type AccessLine, recordAccess } from './access.ts';
export { type Actor, actorOf, appendEvents, type NewEvent, SYSTEM_ACTOR } from './append.ts';
export { exportEvents } from './export.ts';
export { type LiveFeed, startLiveFeed } from './live-feed.ts';
export { auditRoutes } from './routes.ts';
export { sealDay } from './seal.ts';
export { type SendHead, sendHeads } from './send-heads.ts';
export { listVerifications, verifyAndKeep, verifyDue } from './verifications.ts';
export { type VerifyReport, verifyEvents } from './verify.ts';
