import type { SaveRepeatRule } from '@critical-callout/contract/repeats';
import { type LabSession, roleMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { repeatKeyOf } from '@critical-callout/domain/repeats';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findNewestRule, insertRule, listRuleVersions, type NewRule, type StoredRule } from './rule-queries.ts';

/** Changes of limits, rules and settings are of one category in the audit trail. */
const CATEGORY_CONFIGURATION = 620;

const noRule = (id: number): Refused => new Refused(refusal('repeats.not-found', `There is no repeat rule ${id}.`, { id }), 404);

export async function readRuleVersions(tx: Tx, labId: number, id: number): Promise<StoredRule[]> {
  const versions = await listRuleVersions(tx, labId, id);
  if (versions.length === 0) throw noRule(id);
  return versions;
}

/** Saves a rule or a new version of one. It is in force only when it is approved: until then everything is called as before. */
export async function saveRule(tx: Tx, session: LabSession, body: SaveRepeatRule, now: Date): Promise<StoredRule> {
  if (body.approve && !roleMay(session.role, 'limits.approve')) {
    const message = `The role ${session.role} may save a repeat rule, not approve it.`;
    throw new Refused(refusal('repeats.may-not-approve', message, { role: session.role }), 403);
  }
  const { baseVersion, approve, ...fields } = body;
  const ruleKey = repeatKeyOf(fields);
  const newest = await findNewestRule(tx, session.labId, ruleKey);
  const known = newest?.version ?? 0;
  if (known !== baseVersion) throw otherVersion(ruleKey, known, `not ${baseVersion}`);
  const approval = { approvedBy: approve ? session.userName : null, approvedAt: approve ? now : null };
  return write(tx, session, { ...fields, ...approval, ruleKey, version: known + 1, author: session.userName }, now);
}

/** Approves the newest version of a rule: a further version that says who approved. It counts for what comes from now on. */
export async function approveRule(tx: Tx, session: LabSession, id: number, reason: string, now: Date): Promise<StoredRule> {
  const versions = await readRuleVersions(tx, session.labId, id);
  const newest = versions[0] as StoredRule;
  if (newest.id !== id) throw otherVersion(newest.ruleKey, newest.version, 'a newer one than this');
  if (newest.approvedBy !== null) {
    const message = `Version ${newest.version} of this repeat rule is approved already, by ${newest.approvedBy}.`;
    throw new Refused(refusal('repeats.approved-already', message, { id }), 409);
  }
  const { id: _id, createdAt: _createdAt, ...rule } = newest;
  const approved = { ...rule, version: rule.version + 1, reason, approvedBy: session.userName, approvedAt: now };
  return write(tx, session, approved, now);
}

async function write(tx: Tx, session: LabSession, rule: NewRule, now: Date): Promise<StoredRule> {
  const saved = await insertRule(tx, session.labId, rule, now).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === '23505')
      throw otherVersion(rule.ruleKey, rule.version, 'saved by somebody else just now');
    throw error;
  });
  const isApproved = saved.approvedBy !== null;
  const what = [saved.parameterName || saved.parameterCode, saved.location && `location ${saved.location}`]
    .filter(Boolean)
    .join(', ');
  await appendEvents(tx, session.labId, [
    {
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: isApproved ? 'repeat-rule-approved' : 'repeat-rule-saved',
      text: `Repeat rule ${isApproved ? 'approved' : 'saved'} by - ${session.userName}, For - ${what}, Version - ${saved.version}`,
      actor: actorOf(session),
      reason: rule.reason,
      after: rule,
      rule_id: saved.id,
    },
  ]);
  return saved;
}

function otherVersion(ruleKey: string, version: number, what: string): Refused {
  const message = `This repeat rule is at version ${version}, ${what}; read it again.`;
  return new Refused(refusal('repeats.version', message, { ruleKey, version, field: 'baseVersion' }), 409);
}
