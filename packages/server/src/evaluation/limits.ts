import type { LimitFields, LimitsQuery, SaveLimit } from '@critical-callout/contract/limits';
import { type LabSession, roleMay } from '@critical-callout/domain/auth';
import { checkLimits, type LimitVersion, limitKeyOf, normalSystem } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type Department, listDepartments } from './departments.ts';
import {
  countUnapproved,
  listHistories,
  listLatestLimits,
  type NewLimit,
  pageLatestLimits,
  type StoredLimit,
} from './limit-queries.ts';
import { bumpRulesVersion } from './load-rules.ts';
import { type Published, publishLimits } from './publish.ts';
import { asWritten, refuseOwnApproval } from './second-person.ts';

export type LimitPage = { items: StoredLimit[]; nextCursor: string | null; unapproved: { limits: number; options: number } };

export async function readLimits(tx: Tx, labId: number, query: LimitsQuery): Promise<LimitPage> {
  const rows = await pageLatestLimits(tx, labId, {
    q: query.q,
    tier: query.tier ?? null,
    isApproved: query.isApproved ?? null,
    isActive: query.isActive ?? null,
    after: decodeCursor(query.cursor),
    limit: query.limit + 1,
  });
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > items.length && last ? encodeCursor(last.parameterName, last.limitKey) : null,
    unapproved: await countUnapproved(tx, labId),
  };
}

/** All versions of the limit that holds this version, newest first. */
export async function readLimitVersions(tx: Tx, labId: number, id: number): Promise<StoredLimit[]> {
  const versions = await listHistories(tx, labId, [id]);
  if (versions.length === 0) throw noLimit([id]);
  return versions;
}

const noLimit = (ids: readonly number[]): Refused =>
  new Refused(refusal('limits.not-found', `There is no limit ${ids.join(', ')}.`, { ids }), 404);

/**
 * Saves a new version of a limit, or a new limit. It is in force at once only where nothing of that limit was ever
 * approved, or when it is approved in the same step; otherwise it waits for approval and the approved version stays.
 */
export async function saveLimit(tx: Tx, session: LabSession, body: SaveLimit, now: Date): Promise<StoredLimit> {
  if (body.approve && !roleMay(session.role, 'limits.approve')) {
    throw new Refused(
      refusal('limits.may-not-approve', `The role ${session.role} may save a limit, not approve it.`, { role: session.role }),
      403,
    );
  }
  const { baseVersion, validFrom, reason, approve, ...fields } = body;
  if (approve) await refuseOwnApproval(tx, session, [asWritten(session, fields.parameterName)]);
  // Other writers of this lab's rules wait here: what is checked below stays true until this one commits.
  await bumpRulesVersion(tx, session.labId);
  const current = await listLatestLimits(tx, session.labId, fields.parameterCode);
  const row = nextVersion(current, fields, now, validFrom === null ? null : new Date(validFrom));
  const known = row.version - 1;
  if (known !== baseVersion) {
    throw new Refused(
      refusal('limits.version', `Limit ${row.limitKey} is at version ${known}, not ${baseVersion}; read it again.`, {
        limitKey: row.limitKey,
        version: known,
      }),
      409,
    );
  }
  refuseProblems(await listDepartments(tx, session.labId), current, [row]);
  const proof = {
    author: session.userName,
    authorUserId: session.userId,
    reason,
    approvedBy: approve ? session.userName : null,
    approvedAt: approve ? now : null,
  };
  const [saved] = await publishLimits(tx, { labId: session.labId, actor: actorOf(session), now, reason }, [{ ...row, ...proof }]);
  const versions = await listHistories(tx, session.labId, saved ? [saved.id] : []);
  return versions[0] as StoredLimit;
}

/** What is to be written for these fields, on top of the versions there are. */
export function nextVersion(
  current: readonly StoredLimit[],
  fields: LimitFields,
  now: Date,
  validFrom: Date | null,
): LimitVersion & { sources: string[] } {
  const codeSystem = normalSystem(fields.codeSystem);
  const limitKey = limitKeyOf({ ...fields, codeSystem });
  const before = current.find((row) => row.limitKey === limitKey);
  const from = validFrom ?? (before ? now : null);
  if (before?.validFrom && from && from < before.validFrom) {
    const message = `validFrom ${from.toISOString()} is before that of version ${before.version}, ${before.validFrom.toISOString()}.`;
    throw new Refused(refusal('limits.valid-from', message, { limitKey, field: 'validFrom' }));
  }
  return { ...fields, codeSystem, limitKey, id: 0, version: (before?.version ?? 0) + 1, validFrom: from, isApproved: false };
}

/** The lab's limits as they would be, all newest versions together: is anything wrong with the changed ones? */
function refuseProblems(
  departments: readonly Department[],
  current: readonly LimitVersion[],
  changed: readonly LimitVersion[],
): void {
  const problems = problemsOf(departments, current, changed);
  const [first] = problems;
  if (first) throw new Refused(refusal('limits.invalid', first.message, { problems }));
}

export function problemsOf(
  departments: readonly Department[],
  current: readonly LimitVersion[],
  changed: readonly LimitVersion[],
): ReturnType<typeof checkLimits> {
  const keys = new Set(changed.map((row) => row.limitKey));
  // A tie names the first of its two limits: with the changed ones first, what is not theirs was there before.
  const rows = [...changed, ...current.filter((row) => !keys.has(row.limitKey))];
  const codes = new Set(departments.map(({ code }) => code));
  return checkLimits(rows, codes).filter((problem) => keys.has(problem.limitKey));
}

/**
 * Approves the newest versions of limits. A version is never edited, so an approval is a further version that says who
 * approved. It counts from the approval on; the first approval of a limit counts from where its example counted.
 */
export async function approveLimits(
  tx: Tx,
  session: LabSession,
  ids: readonly number[],
  reason: string,
  now: Date,
): Promise<Published[]> {
  await bumpRulesVersion(tx, session.labId);
  const versions = await listHistories(tx, session.labId, ids);
  const known = new Set(versions.map((row) => row.id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw noLimit(unknown);
  const rows = [...new Set(ids)].map((id): NewLimit => {
    const { id: _id, isApproved, createdAt: _createdAt, ...row } = versions.find((version) => version.id === id) as StoredLimit;
    const history = versions.filter((version) => version.limitKey === row.limitKey);
    const newest = history[0] as StoredLimit;
    if (newest.id !== id) {
      throw new Refused(
        refusal('limits.version', `Version ${row.version} of limit ${row.limitKey} is not its newest, ${newest.version}.`, {
          limitKey: row.limitKey,
          version: newest.version,
        }),
        409,
      );
    }
    if (isApproved)
      throw new Refused(
        refusal(
          'limits.approved-already',
          `Limit ${row.limitKey} version ${row.version} is approved already, by ${row.approvedBy}.`,
          { limitKey: row.limitKey },
        ),
        409,
      );
    const isFirst = history.every((version) => !version.isApproved);
    const validFrom = isFirst || (row.validFrom !== null && row.validFrom > now) ? row.validFrom : now;
    return { ...row, version: row.version + 1, validFrom, reason, approvedBy: session.userName, approvedAt: now };
  });
  await refuseOwnApproval(tx, session, rows.map(writtenLimit));
  return publishLimits(tx, { labId: session.labId, actor: actorOf(session), now, reason }, rows);
}

const writtenLimit = ({ limitKey, author, authorUserId }: NewLimit) => ({ what: `Limit ${limitKey}`, author, authorUserId });
