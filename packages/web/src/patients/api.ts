import { limitsSchema } from '@critical-callout/contract/limits';
import {
  type EnterManualResultInput,
  type ManualResultEntered,
  manualResultEnteredSchema,
  manualResultStateSchema,
} from '@critical-callout/contract/manual';
import {
  type OrderPage,
  orderPageSchema,
  type PatientAudit,
  type PatientMessages,
  type PatientPage,
  patientAuditSchema,
  patientMessagesSchema,
  patientPageSchema,
} from '@critical-callout/contract/patients';
import { call, open } from '../platform/http.ts';
import { billKey, liveKey } from '../platform/query.ts';
import { timed } from '../platform/server-time.ts';
import type { KnownParameter } from './enter-fields.ts';

/** Newest first; a laboratory has a few hundred limits, and what is not offered can be typed. */
const MAX_PARAMETERS = 500;

export const patientKeys = {
  parameters: ['patients', 'parameters'] as const,
  order: (billId: number) => billKey(billId, 'order-page'),
  page: (id: number) => liveKey('patients', id),
  messages: (id: number) => liveKey('patients', id, 'messages'),
  /** Not live: a look at the trail leaves a line in it, and must not ask for itself again and again. */
  audit: (id: number) => ['patients', id, 'audit'] as const,
};

export const fetchPatient = (id: number, signal?: AbortSignal): Promise<PatientPage> =>
  timed(call('GET /api/v1/patients/{id}', { params: { id }, signal }, patientPageSchema));

export const fetchPatientMessages = (id: number, signal?: AbortSignal): Promise<PatientMessages> =>
  call('GET /api/v1/patients/{id}/messages', { params: { id }, signal }, patientMessagesSchema);

export const fetchPatientAudit = (id: number, signal?: AbortSignal): Promise<PatientAudit> =>
  call('GET /api/v1/patients/{id}/audit', { params: { id }, signal }, patientAuditSchema);

export const fetchOrder = (billId: number, signal?: AbortSignal): Promise<OrderPage> =>
  timed(call('GET /api/v1/orders/{id}', { params: { id: billId }, signal }, orderPageSchema));

/** What the laboratory has limits for: by these names and codes a typed result is judged too. */
export async function fetchParameters(signal?: AbortSignal): Promise<KnownParameter[]> {
  const { items } = await call('GET /api/v1/limits', { query: { limit: MAX_PARAMETERS, isActive: true }, signal }, limitsSchema);
  const known = new Map(
    items.map(({ parameterCode, codeSystem, parameterName, unit }) => [
      `${codeSystem} ${parameterCode}`,
      { code: parameterCode, codeSystem, name: parameterName, unit: unit ?? '' },
    ]),
  );
  return [...known.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** One key for one press of the button: sent twice it is still one result. */
export const enterResult = (patientId: number, body: EnterManualResultInput): Promise<ManualResultEntered> =>
  call(
    'POST /api/v1/patients/{id}/manual-results',
    { params: { id: patientId }, body, headers: { 'idempotency-key': crypto.randomUUID() } },
    manualResultEnteredSchema,
  );

export const checkEntry = (id: number): Promise<unknown> =>
  call('POST /api/v1/manual-results/{id}/check', { params: { id } }, manualResultStateSchema);

export const withdrawEntry = (id: number, reason: string): Promise<unknown> =>
  call('POST /api/v1/manual-results/{id}/withdraw', { params: { id }, body: { reason } }, manualResultStateSchema);

/** The patient's log as a file, kept only when all of it arrived. */
export async function exportLog(patientId: number, reason: string): Promise<File> {
  const response = await open('POST /api/v1/patients/{id}/log', {
    params: { id: patientId },
    body: { reason },
    headers: { accept: '*/*' },
  });
  const name =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `patient_${patientId}_log.csv`;
  return new File([await response.blob()], name, { type: 'text/csv' });
}
