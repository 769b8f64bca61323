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

export const fetchPersonalPreferences = (): Promise<UserPreferences> => call(userPreferencesSchema, '/api/v1/me/preferences');

export const savePersonalPreferences = (preferences: UserPreferences): Promise<UserPreferences> =>
  call(userPreferencesSchema, '/api/v1/me/preferences', { method: 'PUT', body: preferences });

export const fetchStatus = (signal?: AbortSignal): Promise<Status> => timed(call(statusSchema, '/api/v1/status', { signal }));

/** Recomputes the whole chain of events; the outcome is kept and shown to everybody. */
export const verifyAudit = (): Promise<AuditVerified> => call(auditVerifiedSchema, '/api/v1/audit/verify', { method: 'POST' });

export const noteWorkstation = (note: WorkstationNote): Promise<unknown> =>
  call(workstationNotedSchema, '/api/v1/workstation-notes', { method: 'POST', body: note });
