export { settingsRoutes } from './routes.ts';
export { saveSetting } from './service.ts';
