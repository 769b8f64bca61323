export { createAuditor, type Ping } from './auditor.ts';
export { ladder } from './ladder.ts';
export { queueStepMessagesOver } from './messages.ts';
export { savePolicyTemplates } from './policies.ts';
export type { EscalationPorts, ListRotaGaps, QueueStepMessage, ResolveStep, StepContact, StepMessage } from './ports.ts';
export { resolveStepsOver } from './resolve.ts';
export { escalationRoutes } from './routes.ts';
export { createEscalator, type EscalatorOptions } from './tick.ts';
export { createPing } from './watchdog.ts';
