export { PATIENT_REPORTS_MAPPING } from './mapping.ts';
export { searchRoutes } from './routes.ts';
