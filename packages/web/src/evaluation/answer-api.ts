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

/** Below the key of the limits: whoever changes one looks at both again. */
export const answerKeys = {
  list: (filter: LimitsFilter) => ['limits', 'answers', JSON.stringify(filter)] as const,
  versions: (id: number) => ['limits', 'answer-versions', id] as const,
};

export function fetchAnswers(filter: LimitsFilter, cursor: string | null, signal?: AbortSignal): Promise<ListOptions> {
  return call(
    'GET /api/v1/list-options',
    { query: { ...filter, limit: 100, isActive: true, cursor: cursor ?? undefined }, signal },
    listOptionsSchema,
  );
}

export const fetchAnswerVersions = async (id: number, signal?: AbortSignal): Promise<ListOption[]> =>
  (await call('GET /api/v1/list-options/{id}/versions', { params: { id }, signal }, listOptionVersionsSchema)).items;

export const saveAnswer = (body: SaveListOption): Promise<ListOption> =>
  call('POST /api/v1/list-options', { body }, listOptionSchema);

export const approveAnswers = (ids: number[], reason: string) =>
  call('POST /api/v1/list-options/approve', { body: { ids, reason } }, approvedSchema);

/** What today's rules say of a text, and what they would say with this answer among them. Nothing is stored. */
export function tryAnswer(draft: ListOptionFields, value: string): Promise<TriedLimits> {
  const { parameterCode, codeSystem } = draft;
  const request = { result: { parameterCode, codeSystem, value } };
  return call('POST /api/v1/limits/try', { body: { request, options: [draft] } }, triedLimitsSchema);
}
