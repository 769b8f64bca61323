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

export const fetchSetup = (signal?: AbortSignal): Promise<Setup> => call('GET /api/v1/setup', { signal }, setupSchema);
export const keepStep = (step: SetupStep): Promise<Setup> => call('PUT /api/v1/setup/at', { body: { step } }, setupSchema);
export const nameLab = (body: SetupLab): Promise<Setup> => call('PUT /api/v1/setup/lab', { body }, setupSchema);
export const testDatabase = (): Promise<Setup> => call('POST /api/v1/setup/database-check', {}, setupSchema);
export const markStep = (body: SetupMark): Promise<Setup> => call('POST /api/v1/setup/marks', { body }, setupSchema);
export const goLive = (body: GoLive): Promise<Setup> => call('POST /api/v1/setup/go-live', { body }, setupSchema);
/** Cases that somebody left open, of everybody: their orders leave the worklist. */
export async function endPracticeCases(): Promise<Setup> {
  await call('POST /api/v1/practice/end-all', {}, endedCasesSchema);
  return fetchSetup();
}
export const sendSample = (sourceId: number): Promise<SentSample> =>
  call('POST /api/v1/sources/{id}/sample', { params: { id: sourceId } }, sentSampleSchema);
export const fetchHealth = (signal?: AbortSignal): Promise<Health> => call('GET /api/v1/health', { signal }, healthSchema);
