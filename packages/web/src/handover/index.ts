export { handoverDetailRoute, handoverRoute } from './routes.tsx';
