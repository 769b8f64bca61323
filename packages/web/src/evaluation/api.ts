import {
  approvedSchema,
  type BackTest,
  backTestSchema,
  type CheckedLimits,
  checkedLimitsSchema,
  type ImportLimitsResult,
  importLimitsResultSchema,
  type Limit,
  type LimitChoices,
  type LimitFields,
  type Limits,
  limitChoicesSchema,
  limitSchema,
  limitsSchema,
  limitVersionsSchema,
  type SaveLimit,
  starterLoadedSchema,
  type TriedLimits,
  triedLimitsSchema,
} from '@critical-callout/contract/limits';
import { call } from '../platform/http.ts';
import { addressOf } from '../platform/routes.ts';

export type LimitsFilter = { q?: string; isApproved?: boolean };

export const limitKeys = {
  all: ['limits'] as const,
  list: (filter: LimitsFilter) => ['limits', 'list', JSON.stringify(filter)] as const,
  versions: (id: number) => ['limits', 'versions', id] as const,
  choices: ['limits', 'choices'] as const,
  backTest: (id: number) => ['limits', 'back-test', id] as const,
};

export function fetchLimits(filter: LimitsFilter, cursor: string | null, signal?: AbortSignal): Promise<Limits> {
  return call(
    'GET /api/v1/limits',
    { query: { ...filter, limit: 100, isActive: true, cursor: cursor ?? undefined }, signal },
    limitsSchema,
  );
}

export const fetchVersions = async (id: number, signal?: AbortSignal): Promise<Limit[]> =>
  (await call('GET /api/v1/limits/{id}/versions', { params: { id }, signal }, limitVersionsSchema)).items;

export const saveLimit = (body: SaveLimit): Promise<Limit> => call('POST /api/v1/limits', { body }, limitSchema);

export const approveLimit = (id: number, reason: string) =>
  call('POST /api/v1/limits/{id}/approve', { params: { id }, body: { reason } }, approvedSchema);

export const approveLimits = (ids: number[], reason: string) =>
  call('POST /api/v1/limits/approve', { body: { ids, reason } }, approvedSchema);

export const loadStarterList = () => call('POST /api/v1/limits/starter', {}, starterLoadedSchema);

export const EXPORT_URL = addressOf('GET /api/v1/limits/export.csv', {});
export const importLimits = (csv: string, dryRun: boolean, reason: string): Promise<ImportLimitsResult> =>
  call('POST /api/v1/limits/import', { body: { csv, dryRun, reason } }, importLimitsResultSchema);

export type TriedValue = {
  value: string;
  unit: string | null;
  flags: string[];
  sex: 'female' | 'male' | null;
  ageDays: number | null;
  patientClass: LimitFields['patientClass'];
  location: string | null;
  specimen: string | null;
  department: string | null;
  earlier: { value: string; unit: string | null; minutesBefore: number }[];
};

export function tryLimits(draft: LimitFields, tried: TriedValue | { hl7: string }): Promise<TriedLimits> {
  const request = 'hl7' in tried ? tried : valueRequest(draft, tried);
  return call('POST /api/v1/limits/try', { body: { request, drafts: [draft] } }, triedLimitsSchema);
}

function valueRequest({ parameterCode, codeSystem }: LimitFields, { value, unit, flags, ...circumstances }: TriedValue) {
  return { result: { parameterCode, codeSystem, value, unit, flags }, ...circumstances };
}

/** Departments, and the specimens that came. */
export const fetchChoices = (signal?: AbortSignal): Promise<LimitChoices> =>
  call('GET /api/v1/limits/choices', { signal }, limitChoicesSchema);

export const checkLimits = (draft: LimitFields): Promise<CheckedLimits> =>
  call('POST /api/v1/limits/check', { body: { drafts: [draft] } }, checkedLimitsSchema);

export const startBackTest = (draft: LimitFields, days: number): Promise<BackTest> =>
  call('POST /api/v1/limits/back-tests', { body: { drafts: [draft], days } }, backTestSchema);

export const fetchBackTest = (id: number, signal?: AbortSignal): Promise<BackTest> =>
  call('GET /api/v1/limits/back-tests/{id}', { params: { id }, signal }, backTestSchema);

export const cancelBackTest = (id: number): Promise<BackTest> =>
  call('POST /api/v1/limits/back-tests/{id}/cancel', { params: { id } }, backTestSchema);
