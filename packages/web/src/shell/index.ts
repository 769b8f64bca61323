export { NavList } from './nav-list.tsx';
export { Shell } from './shell.tsx';
