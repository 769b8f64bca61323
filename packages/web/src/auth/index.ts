export { signOut } from './api.ts';
export { lock } from './lock.ts';
export { useMay, useMe } from './me.ts';
