export { RawAndParsed } from './segments.tsx';
