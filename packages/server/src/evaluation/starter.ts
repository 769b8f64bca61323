import type { LabSession } from '@critical-callout/domain/auth';
import { type LimitVersion, type ListOptionVersion, limitKeyOf, optionKeyOf } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { type Actor, actorOf, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { listLimitVersions, type NewLimit } from './limit-queries.ts';
import { bumpRulesVersion } from './load-rules.ts';
import { listOptionVersions, type NewOption } from './option-queries.ts';
import { publishLimits, publishOptions } from './publish.ts';
import starter from './starter-limits.json' with { type: 'json' };

const EXAMPLE = 'example, to be approved by the laboratory';

type Limit = Omit<NewLimit, 'author' | 'authorUserId' | 'approvedBy' | 'approvedAt' | 'reason' | 'sources'>;
type Option = Omit<NewOption, 'author' | 'authorUserId' | 'approvedBy' | 'approvedAt' | 'reason'>;

function starterLimits(): (Limit & { sources: string[] })[] {
  return starter.limits.map((row) => {
    const limit = {
      ...row,
      sex: row.sex as 'female' | 'male' | null,
      codeSystem: 'LN',
      tier: 'critical' as const,
      patientClass: null,
      location: null,
      specimen: null,
      department: null,
      delta: null,
      secondLower: null,
      secondUpper: null,
      isActive: true,
      validFrom: null,
      version: 1,
    };
    return { ...limit, limitKey: limitKeyOf(limit) };
  });
}

function starterOptions(): Option[] {
  return starter.options.map((row) => {
    const option = {
      ...row,
      match: row.match as 'equals' | 'contains',
      isCritical: row.isCritical as 0 | 1 | 2,
      codeSystem: 'LN',
      isActive: true,
      version: 1,
    };
    return { ...option, optionKey: optionKeyOf(option) };
  });
}

/** The starter list as rules of no lab, for a dry run without a database. */
export function starterRules(): { limits: LimitVersion[]; options: ListOptionVersion[] } {
  return {
    limits: starterLimits().map((row, index) => ({ ...row, id: index + 1, isApproved: false })),
    options: starterOptions().map((row, index) => ({ ...row, id: index + 1, isApproved: false })),
  };
}

/**
 * Gives a new lab the starter list: published numbers of other laboratories, each an example that waits for approval.
 * They are in force at once, so that nothing critical is missed while nobody has approved anything; the list says how
 * many still wait. For a lab that has limits already this is refused: by the caller, and by the table's own unique keys.
 */
export async function loadStarterLimits(
  tx: Tx,
  labId: number,
  author: string,
  now: Date,
  actor: Actor = { ...SYSTEM_ACTOR, name: author },
): Promise<{ limits: number; options: number }> {
  const proof = { author, authorUserId: actor.user_id, approvedBy: null, approvedAt: null, reason: EXAMPLE };
  const limits = await publishLimits(
    tx,
    { labId, actor, now, reason: EXAMPLE },
    starterLimits().map((row) => ({ ...row, ...proof })),
  );
  const options = await publishOptions(
    tx,
    { labId, actor, now, reason: EXAMPLE },
    starterOptions().map((row) => ({ ...row, ...proof })),
  );
  return { limits: limits.length, options: options.length };
}

/** The same for a laboratory that was made without, from the screen: only while it has no limit and no answer of its own. */
export async function addStarterLimits(tx: Tx, session: LabSession, now: Date): Promise<{ limits: number; options: number }> {
  await bumpRulesVersion(tx, session.labId);
  if ((await listLimitVersions(tx, session.labId)).length + (await listOptionVersions(tx, session.labId)).length > 0)
    throw new Refused(
      refusal('limits.not-empty', 'The laboratory has limits of its own already; the starter list is for one without.'),
      409,
    );
  return loadStarterLimits(tx, session.labId, session.userName, now, actorOf(session));
}
