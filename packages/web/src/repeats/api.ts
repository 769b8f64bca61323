import {
  openRepeatAnswerSchema,
  type RepeatRuleOut,
  type RepeatRules,
  type Repeats,
  repeatRuleSchema,
  repeatRulesSchema,
  repeatRuleVersionsSchema,
  repeatsSchema,
  type SaveRepeatRule,
} from '@critical-callout/contract/repeats';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';

export type RepeatState = 'live' | 'ended' | 'all';

export const repeatsKeys = {
  rules: ['repeat-rules'] as const,
  versions: (id: number) => ['repeat-rules', id, 'versions'] as const,
  list: (state: RepeatState, limit: number) => liveKey('repeats', state, limit),
};

export const fetchRules = (signal?: AbortSignal): Promise<RepeatRules> =>
  call('GET /api/v1/repeat-rules', { signal }, repeatRulesSchema);

export const fetchVersions = (id: number, signal?: AbortSignal): Promise<{ items: RepeatRuleOut[] }> =>
  call('GET /api/v1/repeat-rules/{id}/versions', { params: { id }, signal }, repeatRuleVersionsSchema);

export const saveRule = (rule: SaveRepeatRule): Promise<RepeatRuleOut> =>
  call('POST /api/v1/repeat-rules', { body: rule }, repeatRuleSchema);

export const approveRule = (id: number, reason: string): Promise<RepeatRuleOut> =>
  call('POST /api/v1/repeat-rules/{id}/approve', { params: { id }, body: { reason } }, repeatRuleSchema);

export const fetchRepeats = (state: RepeatState, limit: number, signal?: AbortSignal): Promise<Repeats> =>
  call('GET /api/v1/repeats', { query: { state, limit }, signal }, repeatsSchema);

export const openRepeat = (labReportId: number, reason: string): Promise<unknown> =>
  call('POST /api/v1/lab-reports/{id}/open-repeat', { params: { id: labReportId }, body: { reason } }, openRepeatAnswerSchema);
