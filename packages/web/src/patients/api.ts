import { type InboundMessageDetail, inboundMessageDetailSchema } from '@critical-callout/contract/messages';
import {
  type PatientAudit,
  type PatientMessages,
  type PatientPage,
  patientAuditSchema,
  patientMessagesSchema,
  patientPageSchema,
} from '@critical-callout/contract/patients';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';

export const patientKeys = {
  page: (id: number) => liveKey('patients', id),
  messages: (id: number) => liveKey('patients', id, 'messages'),
  /** Not live: a look at the trail leaves a line in it, and must not ask for itself again and again. */
  audit: (id: number) => ['patients', id, 'audit'] as const,
  message: (id: number) => ['patients', 'message', id] as const,
};

export const fetchPatient = (id: number, signal?: AbortSignal): Promise<PatientPage> =>
  timed(call(patientPageSchema, `/api/v1/patients/${id}`, { signal }));

export const fetchPatientMessages = (id: number, signal?: AbortSignal): Promise<PatientMessages> =>
  call(patientMessagesSchema, `/api/v1/patients/${id}/messages`, { signal });

export const fetchPatientAudit = (id: number, signal?: AbortSignal): Promise<PatientAudit> =>
  call(patientAuditSchema, `/api/v1/patients/${id}/audit`, { signal });

export const fetchMessage = (id: number, signal?: AbortSignal): Promise<InboundMessageDetail> =>
  call(inboundMessageDetailSchema, `/api/v1/inbound-messages/${id}`, { signal });
