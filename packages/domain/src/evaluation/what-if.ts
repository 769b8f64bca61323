import type { LimitVersion, ListOptionVersion } from './limit.ts';
import type { CodeMapping } from './mapping.ts';
import { prepareRules, type Rules } from './rules.ts';

/** The version of each limit that counts at `now`: the newest approved that is valid, or where none was ever approved, the newest. */
export function limitsInForce(versions: readonly LimitVersion[], now: Date): LimitVersion[] {
  const approvedKeys = new Set(versions.filter((row) => row.isApproved).map((row) => row.limitKey));
  const inForce = new Map<string, LimitVersion>();
  for (const row of versions) {
    if (approvedKeys.has(row.limitKey) && !row.isApproved) continue;
    if (row.validFrom !== null && row.validFrom > now) continue;
    const known = inForce.get(row.limitKey);
    if (!known || row.version > known.version) inForce.set(row.limitKey, row);
  }
  return [...inForce.values()];
}

/** The newest version of each limit that waits for approval while an older one counts. */
export function waitingDrafts(versions: readonly LimitVersion[]): LimitVersion[] {
  const newest = new Map<string, LimitVersion>();
  for (const row of versions) {
    const known = newest.get(row.limitKey);
    if (!known || row.version > known.version) newest.set(row.limitKey, row);
  }
  return [...newest.values()].filter((row) => !row.isApproved);
}

/** Today's limits with some replaced or added, one version of each. */
export function withDrafts(inForce: readonly LimitVersion[], drafts: readonly LimitVersion[]): LimitVersion[] {
  const keys = new Set(drafts.map((row) => row.limitKey));
  return [...inForce.filter((row) => !keys.has(row.limitKey)), ...drafts];
}

/** These limits as if they had always counted and were approved: what they would say of old results, and of new ones. */
export function rulesAsIf(
  limits: readonly LimitVersion[],
  options: readonly ListOptionVersion[],
  mappings: readonly CodeMapping[] = [],
): Rules {
  return prepareRules(
    limits.map((row) => ({ ...row, isApproved: true, validFrom: null })),
    options,
    mappings,
  );
}
