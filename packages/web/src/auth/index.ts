export { useMay, useMe } from './me.ts';
