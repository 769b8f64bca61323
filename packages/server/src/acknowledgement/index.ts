export { linkStateRoutes } from './link-routes.ts';
export { openLinks } from './links.ts';
export { acknowledgementPages } from './routes.ts';
