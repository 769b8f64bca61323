export { workplaceRoutes } from './routes.ts';
