export { acceptBlock, type BlockAnswer } from './accept-block.ts';
export { type Accepted, createIntake, INTAKE_DEFAULTS, type IncomingBytes, type Intake, type IntakeOptions } from './intake.ts';
export { type MllpListener, type MllpOptions, startMllp } from './mllp-listener.ts';
export { type MllpSender, openMllpSender } from './mllp-sender.ts';
export { ingestRoutes } from './routes.ts';
export { findSource, type Source } from './sources.ts';
export { splitBlock } from './text.ts';
export { processUnfinished } from './tick.ts';
export { watchFeeds } from './watch-feeds.ts';
