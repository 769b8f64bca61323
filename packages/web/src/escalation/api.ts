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
  call(policiesSchema, '/api/v1/escalation-policies', { signal });

export const fetchPolicyVersions = async (id: number, signal?: AbortSignal): Promise<Policy[]> =>
  (await call(policyVersionsSchema, `/api/v1/escalation-policies/${id}/versions`, { signal })).items;

export const fetchChoices = (signal?: AbortSignal): Promise<PolicyChoices> =>
  call(policyChoicesSchema, '/api/v1/escalation-policies/choices', { signal });

export const fetchRotaGaps = (signal?: AbortSignal): Promise<RotaGaps> =>
  call(rotaGapsSchema, '/api/v1/escalation-policies/rota-gaps', { signal });

export const savePolicy = (body: SavePolicy): Promise<Policy> =>
  call(policySchema, '/api/v1/escalation-policies', { method: 'POST', body });

export const approvePolicy = (id: number, reason: string): Promise<Policy> =>
  call(policySchema, `/api/v1/escalation-policies/${id}/approve`, { method: 'POST', body: { reason } });

export const simulate = (body: Simulate): Promise<SimulatedAnswer> =>
  call(simulatedSchema, '/api/v1/escalation-policies/simulate', { method: 'POST', body });
