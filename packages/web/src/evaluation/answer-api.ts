import {
  approvedSchema,
  type ListOption,
  type ListOptionFields,
  type ListOptions,
  listOptionSchema,
  listOptionsSchema,
  listOptionVersionsSchema,
  type SaveListOption,
  type TriedLimits,
  triedLimitsSchema,
} from '@critical-callout/contract/limits';
import { call } from '../platform/http.ts';
import type { LimitsFilter } from './api.ts';

const BASE = '/api/v1/list-options';

/** Below the key of the limits: whoever changes one looks at both again. */
export const answerKeys = {
  list: (filter: LimitsFilter) => ['limits', 'answers', JSON.stringify(filter)] as const,
  versions: (id: number) => ['limits', 'answer-versions', id] as const,
};

export function fetchAnswers(filter: LimitsFilter, cursor: string | null, signal?: AbortSignal): Promise<ListOptions> {
  const params = new URLSearchParams({ limit: '100', isActive: 'true' });
  if (filter.q) params.set('q', filter.q);
  if (filter.isApproved !== undefined) params.set('isApproved', String(filter.isApproved));
  if (cursor) params.set('cursor', cursor);
  return call(listOptionsSchema, `${BASE}?${params}`, { signal });
}

export const fetchAnswerVersions = async (id: number, signal?: AbortSignal): Promise<ListOption[]> =>
  (await call(listOptionVersionsSchema, `${BASE}/${id}/versions`, { signal })).items;

export const saveAnswer = (body: SaveListOption): Promise<ListOption> => call(listOptionSchema, BASE, { method: 'POST', body });

export const approveAnswers = (ids: number[], reason: string) =>
  call(approvedSchema, `${BASE}/approve`, { method: 'POST', body: { ids, reason } });

/** What today's rules say of a text, and what they would say with this answer among them. Nothing is stored. */
export function tryAnswer(draft: ListOptionFields, value: string): Promise<TriedLimits> {
  const { parameterCode, codeSystem } = draft;
  const request = { result: { parameterCode, codeSystem, value } };
  return call(triedLimitsSchema, '/api/v1/limits/try', { method: 'POST', body: { request, options: [draft] } });
}
