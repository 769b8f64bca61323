export { fetchMessage, ingestKeys } from './api.ts';
export { explainMessage } from './explain-message.ts';
export { TriedOne } from './message-tester.tsx';
export { RawAndParsed } from './segments.tsx';
