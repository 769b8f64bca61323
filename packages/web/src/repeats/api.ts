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
  call(repeatRulesSchema, '/api/v1/repeat-rules', { signal });

export const fetchVersions = (id: number, signal?: AbortSignal): Promise<{ items: RepeatRuleOut[] }> =>
  call(repeatRuleVersionsSchema, `/api/v1/repeat-rules/${id}/versions`, { signal });

export const saveRule = (rule: SaveRepeatRule): Promise<RepeatRuleOut> =>
  call(repeatRuleSchema, '/api/v1/repeat-rules', { method: 'POST', body: rule });

export const approveRule = (id: number, reason: string): Promise<RepeatRuleOut> =>
  call(repeatRuleSchema, `/api/v1/repeat-rules/${id}/approve`, { method: 'POST', body: { reason } });

export const fetchRepeats = (state: RepeatState, limit: number, signal?: AbortSignal): Promise<Repeats> =>
  call(repeatsSchema, `/api/v1/repeats?state=${state}&limit=${limit}`, { signal });

export const openRepeat = (labReportId: number, reason: string): Promise<unknown> =>
  call(openRepeatAnswerSchema, `/api/v1/lab-reports/${labReportId}/open-repeat`, { method: 'POST', body: { reason } });
