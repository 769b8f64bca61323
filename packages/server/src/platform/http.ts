import './http-types.ts';

export { etagOf, requireVersion } from './http/etag.ts';
export { forgetOldAnswers } from './http/idempotency.ts';
export { Refused } from './http/refused.ts';
export { createHttp, type Http } from './http/server.ts';
export { serveWeb } from './http/web.ts';
