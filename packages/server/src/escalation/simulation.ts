import type { Simulate, SimulatedAnswer } from '@critical-callout/contract/escalation';
import { type EscalationPolicy, policyKeyOf, simulate } from '@critical-callout/domain/escalation';
import type { Tx } from '../platform/db.ts';
import { policyFor } from './ladder.ts';
import { notifyWithinOf, policyProblems } from './policies.ts';
import { findZone, listPoliciesInForce } from './policy-queries.ts';
import { addressFor, type EscalationPorts } from './ports.ts';

/** Who would be told when, by the plan a real callout would get, with the people who would be found at each moment. Writes nothing. */
export async function simulatePolicy(
  tx: Tx,
  labId: number,
  { policy: fields, facts, at, billId }: Simulate,
  ports: EscalationPorts,
  now: Date,
): Promise<SimulatedAnswer> {
  const zone = await findZone(tx, labId);
  const notifyWithin = await notifyWithinOf(tx, labId);
  const policy: EscalationPolicy = fields
    ? { ...fields, policyKey: policyKeyOf(fields.match), version: 0 }
    : policyFor(await listPoliciesInForce(tx, labId), facts);
  const plan = simulate(policy, { ...facts, zone, notifyWithin }, new Date(at));
  const moment = ({ at: instant, local }: { at: Date; local: string }) => ({ at: instant.toISOString(), local });
  const steps: SimulatedAnswer['steps'] = [];
  for (const step of plan.steps) {
    const contacts = await ports.resolve(tx, { labId, billId, who: step.who, now: step.at });
    const told = contacts.map((contact) => ({
      name: contact.name,
      reason: contact.reason,
      isReachable: addressFor(step.how, contact) !== null,
    }));
    steps.push({ ...step, ...moment(step), told });
  }
  return {
    policyKey: plan.policyKey,
    version: plan.version,
    zone,
    criticalAt: moment(plan.criticalAt),
    warnAt: moment(plan.warnAt),
    dueAt: moment(plan.dueAt),
    steps,
    problems: fields ? await policyProblems(tx, labId, fields, ports, now) : [],
  };
}
