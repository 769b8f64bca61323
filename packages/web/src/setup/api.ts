import { endedCasesSchema } from '@critical-callout/contract/practice';
import {
  type GoLive,
  type Health,
  healthSchema,
  type Setup,
  type SetupLab,
  type SetupMark,
  type SetupStep,
  setupSchema,
} from '@critical-callout/contract/setup';
import { type SentSample, sentSampleSchema } from '@critical-callout/contract/sources';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';

export const setupKey = liveKey('setup');
export const healthKey = liveKey('health');

export const fetchSetup = (signal?: AbortSignal): Promise<Setup> => call(setupSchema, '/api/v1/setup', { signal });
export const keepStep = (step: SetupStep): Promise<Setup> =>
  call(setupSchema, '/api/v1/setup/at', { method: 'PUT', body: { step } });
export const nameLab = (body: SetupLab): Promise<Setup> => call(setupSchema, '/api/v1/setup/lab', { method: 'PUT', body });
export const testDatabase = (): Promise<Setup> => call(setupSchema, '/api/v1/setup/database-check', { method: 'POST', body: {} });
export const markStep = (body: SetupMark): Promise<Setup> => call(setupSchema, '/api/v1/setup/marks', { method: 'POST', body });
export const goLive = (body: GoLive): Promise<Setup> => call(setupSchema, '/api/v1/setup/go-live', { method: 'POST', body });
/** Cases that somebody left open, of everybody: their orders leave the worklist. */
export async function endPracticeCases(): Promise<Setup> {
  await call(endedCasesSchema, '/api/v1/practice/end-all', { method: 'POST', body: {} });
  return fetchSetup();
}
export const sendSample = (sourceId: number): Promise<SentSample> =>
  call(sentSampleSchema, `/api/v1/sources/${sourceId}/sample`, { method: 'POST', body: {} });
export const fetchHealth = (signal?: AbortSignal): Promise<Health> => call(healthSchema, '/api/v1/health', { signal });
