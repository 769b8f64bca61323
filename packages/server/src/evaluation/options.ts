import type { ListOptionsQuery, SaveListOption } from '@critical-callout/contract/limits';
import { type LabSession, roleMay } from '@critical-callout/domain/auth';
import { checkOption, normalSystem, optionKeyOf } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { countUnapproved } from './limit-queries.ts';
import { bumpRulesVersion } from './load-rules.ts';
import {
  findLatestOptions,
  findOptions,
  listOptionHistory,
  type NewOption,
  pageLatestOptions,
  type StoredOption,
} from './option-queries.ts';
import { type Published, publishOptions } from './publish.ts';
import { asWritten, refuseOwnApproval } from './second-person.ts';

export async function readOptions(
  tx: Tx,
  labId: number,
  query: ListOptionsQuery,
): Promise<{ items: StoredOption[]; nextCursor: string | null; unapproved: number }> {
  const rows = await pageLatestOptions(tx, labId, {
    q: query.q,
    isApproved: query.isApproved ?? null,
    isActive: query.isActive ?? null,
    after: decodeCursor(query.cursor),
    limit: query.limit + 1,
  });
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > items.length && last ? encodeCursor(last.parameterName, last.optionKey) : null,
    unapproved: (await countUnapproved(tx, labId)).options,
  };
}

/** All versions of the option that holds this version, newest first. */
export async function readOptionVersions(tx: Tx, labId: number, id: number): Promise<StoredOption[]> {
  const versions = await listOptionHistory(tx, labId, id);
  if (versions.length === 0) throw new Refused(refusal('limits.not-found', `There is no option ${id}.`, { ids: [id] }), 404);
  return versions;
}

/** Saves a new version of an option (its meaning, or `isActive` false to withdraw it), or a new option. */
export async function saveOption(tx: Tx, session: LabSession, body: SaveListOption, now: Date): Promise<StoredOption> {
  if (body.approve && !roleMay(session.role, 'limits.approve')) {
    throw new Refused(
      refusal('limits.may-not-approve', `The role ${session.role} may save an option, not approve it.`, { role: session.role }),
      403,
    );
  }
  const { baseVersion, reason, approve, ...fields } = body;
  if (approve) await refuseOwnApproval(tx, session, [asWritten(session, fields.option)]);
  const codeSystem = normalSystem(fields.codeSystem);
  const optionKey = optionKeyOf({ ...fields, codeSystem });
  const problem = checkOption(fields);
  if (problem) throw new Refused(refusal(problem.code, problem.message, { field: problem.field }));
  await bumpRulesVersion(tx, session.labId);
  const [before] = await findLatestOptions(tx, session.labId, [optionKey]);
  const known = before?.version ?? 0;
  if (known !== baseVersion) {
    throw new Refused(
      refusal('limits.version', `Option ${optionKey} is at version ${known}, not ${baseVersion}; read it again.`, {
        optionKey,
        version: known,
      }),
      409,
    );
  }
  const proof = {
    author: session.userName,
    authorUserId: session.userId,
    reason,
    approvedBy: approve ? session.userName : null,
    approvedAt: approve ? now : null,
  };
  await publishOptions(tx, { labId: session.labId, actor: actorOf(session), now, reason }, [
    { ...fields, codeSystem, optionKey, version: known + 1, ...proof },
  ]);
  const [saved] = await findLatestOptions(tx, session.labId, [optionKey]);
  return saved as StoredOption;
}

/** Approves the newest versions of options, as further versions that say who approved. */
export async function approveOptions(
  tx: Tx,
  session: LabSession,
  ids: readonly number[],
  reason: string,
  now: Date,
): Promise<Published[]> {
  await bumpRulesVersion(tx, session.labId);
  const found = await findOptions(tx, session.labId, ids);
  const unknown = ids.filter((id) => !found.some((row) => row.id === id));
  if (unknown.length > 0)
    throw new Refused(refusal('limits.not-found', `There is no option ${unknown.join(', ')}.`, { ids: unknown }), 404);
  const newest = await findLatestOptions(
    tx,
    session.labId,
    found.map((row) => row.optionKey),
  );
  const rows = found.map(({ id, isApproved, createdAt: _createdAt, ...row }): NewOption => {
    const latest = newest.find((option) => option.optionKey === row.optionKey);
    if (latest?.id !== id || isApproved) {
      const message = isApproved
        ? `Option ${row.optionKey} is approved already, by ${row.approvedBy}.`
        : `Version ${row.version} of option ${row.optionKey} is not its newest, ${latest?.version}.`;
      throw new Refused(
        refusal(isApproved ? 'limits.approved-already' : 'limits.version', message, { optionKey: row.optionKey }),
        409,
      );
    }
    return { ...row, version: row.version + 1, reason, approvedBy: session.userName, approvedAt: now };
  });
  const written = rows.map(({ optionKey, author, authorUserId }) => ({ what: `Option ${optionKey}`, author, authorUserId }));
  await refuseOwnApproval(tx, session, written);
  return publishOptions(tx, { labId: session.labId, actor: actorOf(session), now, reason }, rows);
}
