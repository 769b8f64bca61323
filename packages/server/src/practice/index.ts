export { closePractice } from './go-live.ts';
export type { PracticePorts } from './ports.ts';
export { practiceRoutes } from './routes.ts';
export { createPracticeWatch } from './tick.ts';
