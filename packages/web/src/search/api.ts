import { type SearchAnswer, searchAnswerSchema } from '@critical-callout/contract/search';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';

export const searchKey = (q: string) => liveKey('search', q);

export const fetchFound = (q: string, signal?: AbortSignal): Promise<SearchAnswer> =>
  call('GET /api/v1/search', { query: { q, limit: 100 }, signal }, searchAnswerSchema);
