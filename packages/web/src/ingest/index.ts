export { fetchMessage, ingestKeys } from './api.ts';
export { RawAndParsed } from './segments.tsx';
