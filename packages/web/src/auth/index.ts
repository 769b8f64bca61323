export { signOut } from './api.ts';
export { useMay, useMe } from './me.ts';
