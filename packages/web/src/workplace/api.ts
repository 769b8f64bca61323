import { type AuditVerified, auditVerifiedSchema } from '@critical-callout/contract/audit';
import {
  type Status,
  statusSchema,
  type UserPreferences,
  userPreferencesSchema,
  type WorkstationNote,
  workstationNotedSchema,
} from '@critical-callout/contract/workplace';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';

export const workplaceKeys = { status: liveKey('workplace', 'status') };

export const fetchPersonalPreferences = (): Promise<UserPreferences> =>
  call('GET /api/v1/me/preferences', {}, userPreferencesSchema);

export const savePersonalPreferences = (preferences: UserPreferences): Promise<UserPreferences> =>
  call('PUT /api/v1/me/preferences', { body: preferences }, userPreferencesSchema);

export const fetchStatus = (signal?: AbortSignal): Promise<Status> => timed(call('GET /api/v1/status', { signal }, statusSchema));

/** Recomputes the whole chain of events; the outcome is kept and shown to everybody. */
export const verifyAudit = (): Promise<AuditVerified> => call('POST /api/v1/audit/verify', {}, auditVerifiedSchema);

export const noteWorkstation = (note: WorkstationNote): Promise<unknown> =>
  call('POST /api/v1/workstation-notes', { body: note }, workstationNotedSchema);
