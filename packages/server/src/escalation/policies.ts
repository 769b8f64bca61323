import type { RotaGaps, SavePolicy } from '@critical-callout/contract/escalation';
import { type LabSession, roleMay } from '@critical-callout/domain/auth';
import { POLICY_TEMPLATES, policyKeyOf, TEMPLATE_NAMES } from '@critical-callout/domain/escalation';
import { refusal } from '@critical-callout/domain/kernel';
import { type Actor, actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { nameSteps } from './named.ts';
import {
  bumpRulesVersion,
  findPolicy,
  insertPolicies,
  listNewestPolicies,
  listPolicyHistory,
  type NewPolicy,
  type StoredPolicy,
} from './policy-queries.ts';
import type { EscalationPorts } from './ports.ts';
import { policyProblems, ROTA_DAYS } from './problems.ts';

/** Changes of limits, options, settings and policies are of one category in the audit trail. */
const CATEGORY_CONFIGURATION = 620;
/** More gaps than this are a laboratory without rotas, and said in one number. */
const MAX_GAPS = 100;
/** All versions of the policy that holds this version, newest first. */
export async function readPolicyVersions(tx: Tx, labId: number, id: number): Promise<StoredPolicy[]> {
  const versions = await listPolicyHistory(tx, labId, id);
  if (versions.length === 0) throw noPolicy(id);
  return versions;
}

const noPolicy = (id: number): Refused =>
  new Refused(refusal('escalation.policy-unknown', `There is no escalation policy ${id}.`, { id }), 404);

/** When nobody who is on call could be reached, in the days a policy must be able to rely on. */
export async function readRotaGaps(tx: Tx, labId: number, ports: EscalationPorts, now: Date): Promise<RotaGaps> {
  const until = new Date(now.getTime() + ROTA_DAYS * 86_400_000);
  const gaps = (await ports.listRotaGaps?.(tx, { labId, from: now, until })) ?? [];
  return {
    days: ROTA_DAYS,
    gaps: gaps.slice(0, MAX_GAPS).map((gap) => ({ ...gap, from: gap.from.toISOString(), until: gap.until.toISOString() })),
    more: Math.max(0, gaps.length - MAX_GAPS),
  };
}

/** Saves a new version. It counts for callouts that open from its approval on; those that run keep theirs. */
export async function savePolicy(
  tx: Tx,
  session: LabSession,
  body: SavePolicy,
  ports: EscalationPorts,
  now: Date,
): Promise<StoredPolicy> {
  const { baseVersion, reason, approve, ...asked } = body;
  if (approve && !roleMay(session.role, 'policies.approve')) {
    const message = `The role ${session.role} may save a policy, not approve it.`;
    throw new Refused(refusal('escalation.may-not-approve', message, { role: session.role }), 403);
  }
  await bumpRulesVersion(tx, session.labId);
  const fields = await nameSteps(tx, session.labId, asked);
  const policyKey = policyKeyOf(fields.match);
  const known = (await listNewestPolicies(tx, session.labId)).find((row) => row.policyKey === policyKey)?.version ?? 0;
  if (known !== baseVersion) {
    const message = `The policy for ${policyKey} is at version ${known}, not ${baseVersion}; read it again.`;
    throw new Refused(refusal('escalation.version', message, { policyKey, version: known }), 409);
  }
  const problems = await policyProblems(tx, session.labId, fields, ports, now);
  const [first] = problems;
  if (first) throw new Refused(refusal(first.code, first.message, { problems }));
  const proof = { approvedBy: approve ? session.userName : null, approvedAt: approve ? now : null };
  const row = { ...fields, policyKey, version: known + 1, author: session.userName, reason, ...proof };
  return publish(tx, { labId: session.labId, actor: actorOf(session), now }, row);
}

/** Approves the newest version of a policy, by a further version that says who. */
export async function approvePolicy(tx: Tx, session: LabSession, id: number, reason: string, now: Date): Promise<StoredPolicy> {
  const { labId } = session;
  await bumpRulesVersion(tx, labId);
  const found = await findPolicy(tx, labId, id);
  if (!found) throw noPolicy(id);
  const { policyKey } = found;
  const newest = (await listNewestPolicies(tx, labId)).find((row) => row.policyKey === policyKey);
  if (newest?.id !== id) {
    const message = `Version ${found.version} of the policy for ${policyKey} is not its newest, ${newest?.version}.`;
    throw new Refused(refusal('escalation.version', message, { policyKey, version: newest?.version }), 409);
  }
  if (found.isApproved) {
    const message = `Version ${found.version} of the policy for ${policyKey} is approved already, by ${found.approvedBy}.`;
    throw new Refused(refusal('escalation.approved-already', message, { policyKey }), 409);
  }
  const { id: _id, isApproved: _isApproved, createdAt: _createdAt, ...row } = found;
  const approved = { ...row, version: row.version + 1, reason, approvedBy: session.userName, approvedAt: now };
  return publish(tx, { labId, actor: actorOf(session), now }, approved);
}

type Publishing = { labId: number; actor: Actor; now: Date };

async function publish(tx: Tx, publishing: Publishing, row: NewPolicy): Promise<StoredPolicy> {
  const [saved] = await insertPolicies(tx, publishing.labId, [row], publishing.now);
  if (!saved) throw new Error('the policy was not stored');
  await say(tx, publishing, [saved]);
  return saved;
}

async function say(tx: Tx, { labId, actor, now }: Publishing, policies: readonly StoredPolicy[]): Promise<void> {
  await appendEvents(
    tx,
    labId,
    policies.map((policy) => ({
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: policy.isApproved ? 'escalation-policy-approved' : 'escalation-policy-published',
      text: `Escalation policy ${policy.isApproved ? 'approved' : 'published'} by - ${actor.name}, For - ${policy.policyKey}`,
      actor,
      reason: policy.reason,
      policy_id: policy.id,
      policy_key: policy.policyKey,
      version: policy.version,
      after: {
        match: policy.match,
        notifyWithinMinutes: policy.notifyWithinMinutes,
        steps: policy.steps,
        claimPauses: policy.claimPauses ?? false,
        isActive: policy.isActive,
      },
    })),
  );
}

/** The examples a new laboratory begins with, in force at once: whoever sets it up chooses them, the director changes them. */
export async function savePolicyTemplates(tx: Tx, labId: number, author: string, now: Date, actor: Actor): Promise<number> {
  await bumpRulesVersion(tx, labId);
  const rows = TEMPLATE_NAMES.map((name): NewPolicy => {
    const template = POLICY_TEMPLATES[name];
    const proof = {
      author,
      approvedBy: author,
      approvedAt: now,
      reason: `template ${name}, chosen when the laboratory was made`,
    };
    return { ...template, version: 1, isActive: true, ...proof };
  });
  const saved = await insertPolicies(tx, labId, rows, now);
  await say(tx, { labId, actor, now }, saved);
  return saved.length;
}
