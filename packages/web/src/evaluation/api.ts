import {
  approvedSchema,
  type BackTest,
  backTestSchema,
  type CheckedLimits,
  checkedLimitsSchema,
  type ImportLimitsResult,
  importLimitsResultSchema,
  type Limit,
  type LimitFields,
  type Limits,
  type LimitsPolicy,
  limitSchema,
  limitsPolicySchema,
  limitsSchema,
  limitVersionsSchema,
  type SaveLimit,
  starterLoadedSchema,
  type TriedLimits,
  triedLimitsSchema,
} from '@critical-callout/contract/limits';
import { call } from '../platform/http.ts';

export type LimitsFilter = { q?: string; isApproved?: boolean };

export const limitKeys = {
  all: ['limits'] as const,
  list: (filter: LimitsFilter) => ['limits', 'list', JSON.stringify(filter)] as const,
  versions: (id: number) => ['limits', 'versions', id] as const,
  policy: ['limits-policy'] as const,
  backTest: (id: number) => ['limits', 'back-test', id] as const,
};

export function fetchLimits(filter: LimitsFilter, cursor: string | null, signal?: AbortSignal): Promise<Limits> {
  const params = new URLSearchParams({ limit: '100', isActive: 'true' });
  if (filter.q) params.set('q', filter.q);
  if (filter.isApproved !== undefined) params.set('isApproved', String(filter.isApproved));
  if (cursor) params.set('cursor', cursor);
  return call(limitsSchema, `/api/v1/limits?${params}`, { signal });
}

export const fetchVersions = async (id: number, signal?: AbortSignal): Promise<Limit[]> =>
  (await call(limitVersionsSchema, `/api/v1/limits/${id}/versions`, { signal })).items;

export const saveLimit = (body: SaveLimit): Promise<Limit> => call(limitSchema, '/api/v1/limits', { method: 'POST', body });

export const approveLimit = (id: number, reason: string) =>
  call(approvedSchema, `/api/v1/limits/${id}/approve`, { method: 'POST', body: { reason } });

export const approveLimits = (ids: number[], reason: string) =>
  call(approvedSchema, '/api/v1/limits/approve', { method: 'POST', body: { ids, reason } });

export const loadStarterList = () => call(starterLoadedSchema, '/api/v1/limits/starter', { method: 'POST', body: {} });

export const EXPORT_URL = '/api/v1/limits/export.csv';
export const importLimits = (csv: string, dryRun: boolean, reason: string): Promise<ImportLimitsResult> =>
  call(importLimitsResultSchema, '/api/v1/limits/import', { method: 'POST', body: { csv, dryRun, reason } });

const POLICY = '/api/v1/settings/limits';
export const fetchLimitsPolicy = (signal?: AbortSignal): Promise<LimitsPolicy> => call(limitsPolicySchema, POLICY, { signal });
export const saveLimitsPolicy = (body: LimitsPolicy): Promise<LimitsPolicy> =>
  call(limitsPolicySchema, POLICY, { method: 'PUT', body });

export type TriedValue = {
  value: string;
  unit: string | null;
  flags: string[];
  sex: 'female' | 'male' | null;
  ageDays: number | null;
  patientClass: LimitFields['patientClass'];
  location: string | null;
};

export function tryLimits(draft: LimitFields, tried: TriedValue | { hl7: string }): Promise<TriedLimits> {
  const request = 'hl7' in tried ? tried : valueRequest(draft, tried);
  return call(triedLimitsSchema, '/api/v1/limits/try', { method: 'POST', body: { request, drafts: [draft] } });
}

function valueRequest({ parameterCode, codeSystem }: LimitFields, { value, unit, flags, ...circumstances }: TriedValue) {
  return { result: { parameterCode, codeSystem, value, unit, flags }, ...circumstances };
}

export const checkLimits = (draft: LimitFields): Promise<CheckedLimits> =>
  call(checkedLimitsSchema, '/api/v1/limits/check', { method: 'POST', body: { drafts: [draft] } });

export const startBackTest = (draft: LimitFields, days: number): Promise<BackTest> =>
  call(backTestSchema, '/api/v1/limits/back-tests', { method: 'POST', body: { drafts: [draft], days } });

export const fetchBackTest = (id: number, signal?: AbortSignal): Promise<BackTest> =>
  call(backTestSchema, `/api/v1/limits/back-tests/${id}`, { signal });

export const cancelBackTest = (id: number): Promise<BackTest> =>
  call(backTestSchema, `/api/v1/limits/back-tests/${id}/cancel`, { method: 'POST', body: {} });
