import {
  type Policies,
  type Policy,
  type PolicyChoices,
  policiesSchema,
  policyChoicesSchema,
  policySchema,
  policyVersionsSchema,
  type RotaGaps,
  rotaGapsSchema,
  type SavePolicy,
  type Simulate,
  type SimulatedAnswer,
  simulatedSchema,
} from '@critical-callout/contract/escalation';
import { call } from '../platform/http.ts';

export const policiesKey = ['policies'] as const;
export const policyVersionsKey = (id: number) => ['policies', 'versions', id] as const;
export const choicesKey = ['policies', 'choices'] as const;
export const rotaGapsKey = ['policies', 'rota-gaps'] as const;

export const fetchPolicies = (signal?: AbortSignal): Promise<Policies> =>
  call('GET /api/v1/escalation-policies', { signal }, policiesSchema);

export const fetchPolicyVersions = async (id: number, signal?: AbortSignal): Promise<Policy[]> =>
  (await call('GET /api/v1/escalation-policies/{id}/versions', { params: { id }, signal }, policyVersionsSchema)).items;

export const fetchChoices = (signal?: AbortSignal): Promise<PolicyChoices> =>
  call('GET /api/v1/escalation-policies/choices', { signal }, policyChoicesSchema);

export const fetchRotaGaps = (signal?: AbortSignal): Promise<RotaGaps> =>
  call('GET /api/v1/escalation-policies/rota-gaps', { signal }, rotaGapsSchema);

export const savePolicy = (body: SavePolicy): Promise<Policy> => call('POST /api/v1/escalation-policies', { body }, policySchema);

export const approvePolicy = (id: number, reason: string): Promise<Policy> =>
  call('POST /api/v1/escalation-policies/{id}/approve', { params: { id }, body: { reason } }, policySchema);

export const simulate = (body: Simulate): Promise<SimulatedAnswer> =>
  call('POST /api/v1/escalation-policies/simulate', { body }, simulatedSchema);
