export { openLinks } from './links.ts';
