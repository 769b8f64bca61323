export { fetchCalloutLogs, useLogs } from './api.ts';
export { History } from './history.tsx';
