import type { Simulate, SimulatedAnswer } from '@critical-callout/contract/escalation';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { policyKeyOf, simulate } from '@critical-callout/domain/escalation';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { requireVisible } from './bill.ts';
import { readHours } from './hours.ts';
import { policyFor } from './ladder.ts';
import { nameSteps } from './named.ts';
import { findZone, listPoliciesInForce } from './policy-queries.ts';
import { addressFor, type EscalationPorts } from './ports.ts';
import { notifyWithinOf, policyProblems } from './problems.ts';

type Asking = { now: Date; requestId: string; address: string };

/**
 * Who would be told when, by the plan a real callout would get, with the people who would be found at each moment by the
 * look-up a real step uses. Changes nothing.
 */
export async function simulatePolicy(
  tx: Tx,
  session: LabSession,
  { policy: fields, facts, at, ...order }: Simulate,
  ports: EscalationPorts,
  asking: Asking,
): Promise<SimulatedAnswer> {
  const { labId } = session;
  const billId = await findOrder(tx, session, order, asking);
  const zone = await findZone(tx, labId);
  const notifyWithin = await notifyWithinOf(tx, labId);
  const named = fields && (await nameSteps(tx, labId, fields));
  const hours = (await readHours(tx, labId))(new Date(at));
  const asked = named && { ...named, policyKey: policyKeyOf(named.match), version: 0 };
  const inForce = await listPoliciesInForce(tx, labId);
  const others = inForce.filter(({ policyKey }) => policyKey !== asked?.policyKey);
  const counting = policyFor(asked?.isActive ? [...others, asked] : others, { ...facts, hours });
  const policy = asked ?? counting;
  const plan = simulate(policy, { ...facts, hours, zone, notifyWithin }, new Date(at));
  const moment = ({ at: instant, local }: { at: Date; local: string }) => ({ at: instant.toISOString(), local });
  const steps: SimulatedAnswer['steps'] = [];
  for (const step of plan.steps) {
    const contacts = await ports.resolve(tx, { labId, billId, who: step.who, whoId: step.whoId, now: step.at });
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
    hours,
    counts: { policyKey: counting.policyKey, match: counting.match, isAsked: counting === asked },
    criticalAt: moment(plan.criticalAt),
    warnAt: moment(plan.warnAt),
    dueAt: moment(plan.dueAt),
    steps,
    problems: named ? await policyProblems(tx, labId, named, ports, asking.now) : [],
  };
}

/** The order a simulation is about. Whom it names is of the order: only for who may read it, and written down. */
async function findOrder(
  tx: Tx,
  session: LabSession,
  { billId, orderNumber }: Pick<Simulate, 'billId' | 'orderNumber'>,
  { now, requestId, address }: Asking,
): Promise<number | null> {
  if (billId === null && orderNumber === null) return null;
  if (!sessionMay(session, 'callout.read')) {
    const message = `The role ${session.role} may simulate without an order only.`;
    throw new Refused(refusal('escalation.may-not-see-orders', message, { field: 'orderNumber' }), 403);
  }
  const found = billId ?? (await findBill(tx, session.labId, orderNumber ?? ''));
  if (found === null)
    throw new Refused(refusal('escalation.bill-unknown', `order ${orderNumber} is unknown here`, { field: 'orderNumber' }), 404);
  await requireVisible(tx, session, found);
  await recordAccess(tx, session, { action: 'policy.simulated', billIds: [found], at: now, requestId, address });
  return found;
}

async function findBill(tx: Tx, labId: number, number: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from bills where lab_id = ${labId} and bill_number = ${number} order by id desc limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}
