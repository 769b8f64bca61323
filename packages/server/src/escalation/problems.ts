import type { PolicyFields } from '@critical-callout/contract/escalation';
import { calloutPolicySchema } from '@critical-callout/contract/settings';
import {
  checkPolicy,
  isNamed,
  type NotifyStep,
  type NotifyWithin,
  type PolicyProblem,
  type StepWho,
} from '@critical-callout/domain/escalation';
import type { Tx } from '../platform/db.ts';
import { readSetting } from '../platform/settings.ts';
import { isDepartment } from './named.ts';
import { addressFor, type EscalationPorts, type StepContact } from './ports.ts';

/** A rota must be filled this far ahead when a policy relies on it. */
export const ROTA_DAYS = 14;
const DAY_MS = 86_400_000;
/** Gaps beyond these are said in one number. */
const GAPS_NAMED = 3;
/** Whom no order names: whether they can be reached is known when the policy is written. */
const KNOWN_BEFORE = new Set<StepWho>(['on-call', 'supervisor', 'pathologist', 'director']);

export async function notifyWithinOf(tx: Tx, labId: number): Promise<NotifyWithin> {
  return calloutPolicySchema.parse(await readSetting(tx, labId, 'callout_policy')).notify_within;
}

/** Everything that would be refused, in the order of the steps, whose names are those of `nameSteps`. */
export async function policyProblems(
  tx: Tx,
  labId: number,
  policy: PolicyFields,
  ports: EscalationPorts,
  now: Date,
): Promise<PolicyProblem[]> {
  const within = await notifyWithinOf(tx, labId);
  const { patientClass } = policy.match;
  const minutes = policy.notifyWithinMinutes ?? (patientClass ? within[patientClass] : Math.min(...Object.values(within)));
  const reasons = new Map<string, string | null>();
  for (const step of policy.steps) {
    if (step.kind !== 'notify') continue;
    const key = keyOf(step);
    if (!reasons.has(key)) reasons.set(key, await whyUnreachable(tx, labId, step, ports, now));
  }
  const problems = checkPolicy(policy, minutes, (step) => reasons.get(keyOf(step)) ?? null);
  const { department } = policy.match;
  if (department === null || (await isDepartment(tx, labId, department))) return problems;
  const message = `there is no department with the code ${department}`;
  return [{ code: 'escalation.department-unknown', step: null, message }, ...problems];
}

const keyOf = ({ who, whoId, how }: NotifyStep): string => `${who} ${whoId ?? ''} ${how}`;

async function whyUnreachable(
  tx: Tx,
  labId: number,
  step: NotifyStep,
  ports: EscalationPorts,
  now: Date,
): Promise<string | null> {
  const { who, whoId = null, how } = step;
  if (isNamed(who) && (whoId === null || !step.whoName))
    return whoId === null ? `no ${who} is chosen` : `there is no ${who} ${whoId}`;
  if (!isNamed(who) && !KNOWN_BEFORE.has(who)) return null;
  if (how === 'overhead-page' && !isNamed(who)) return null;
  if ((who === 'on-call' || who === 'rota') && ports.listRotaGaps) return rotaGap(tx, labId, step, ports.listRotaGaps, now);
  const contacts = await ports.resolve(tx, { labId, billId: null, who, whoId, now });
  if (who === 'doctor' || who === 'person') return whyNotNamed(step, contacts);
  if (contacts.length === 0) return isNamed(who) ? 'nobody works there' : `the laboratory has no ${who}`;
  if (contacts.some((contact) => addressFor(how, contact) !== null)) return null;
  return `${isNamed(who) ? 'nobody there' : `no ${who}`} has an address for ${how}`;
}

/** The person a policy names, not whoever covers for them today: they are back before the policy is read again. */
function whyNotNamed({ who, whoId, how }: NotifyStep, contacts: readonly StepContact[]): string | null {
  const named = contacts.find(({ party }) => party?.kind === who && party.id === whoId);
  if (!named) return `this ${who} is not active or may not receive results`;
  if (how === 'call-task') return named.phone === null ? `this ${who} has no telephone number` : null;
  return addressFor(how, named) === null ? `this ${who} has no address for ${how}` : null;
}

async function rotaGap(
  tx: Tx,
  labId: number,
  { who, whoId, how }: NotifyStep,
  listRotaGaps: NonNullable<EscalationPorts['listRotaGaps']>,
  now: Date,
): Promise<string | null> {
  const until = new Date(now.getTime() + ROTA_DAYS * DAY_MS);
  const scheduleId = who === 'rota' ? (whoId ?? undefined) : undefined;
  const gaps = await listRotaGaps(tx, { labId, from: now, until, scheduleId, how });
  if (gaps.length === 0) return null;
  const named = gaps.slice(0, GAPS_NAMED).map((gap) => `from ${gap.from.toISOString()} to ${gap.until.toISOString()}`);
  const more = gaps.length > GAPS_NAMED ? `, and ${gaps.length - GAPS_NAMED} more times in the next ${ROTA_DAYS} days` : '';
  return `nobody is on call ${named.join(', ')}${more}`;
}
