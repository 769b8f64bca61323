import type { ResultChange, ResultValue } from '@critical-callout/domain/callout';
import type { Verdict } from '@critical-callout/domain/evaluation';
import { identityOf } from '@critical-callout/domain/ingest';
import type { IncomingResult } from '@critical-callout/domain/result';
import type { ReviewedReport } from '../callout/index.ts';

/** One version of a result that is already in the database and not superseded. */
export type StoredResult = {
  id: number;
  labReportId: number;
  parameterCode: string;
  codeSystem: string;
  subId: string;
  parameterName: string;
  value: string;
  unit: string | null;
  referenceRange: string | null;
  flags: string[];
  status: string;
  versionAt: Date | null;
  sentAt: Date | null;
  note: string | null;
  verdict: string;
  isCritical: boolean;
  senderVerdict: string | null;
};

/** A result of the message in work, with its verdict. */
export type EvaluatedResult = { result: IncomingResult; verdict: Verdict };

type ReviewedResult = ReviewedReport['results'][number];

export type MergedResults = {
  /** Rows to write; `isSuperseded` marks a version older than the one that stands. */
  insert: { evaluated: EvaluatedResult; isSuperseded: boolean }[];
  /** Ids of the rows that stand no longer. */
  supersede: number[];
  changes: ResultChange[];
  /** What stands after this message, taken-back results left out. */
  after: ReviewedResult[];
};

/** OBX-11 D deleted, W posted wrongly (wrong patient), X cannot be obtained: the value, if there was one, is taken back. */
export function isTakenBack(status: string): boolean {
  return status === 'D' || status === 'W' || status === 'X';
}

/** Where two versions carry the same time and MSH-7, a preliminary result is older than a final one, and that older than a correction. */
const STATUS_RANK: Record<string, number> = { P: 0, R: 0, S: 0, F: 1, U: 1, X: 1, C: 2, A: 2, D: 2, W: 2 };

/** What orders two versions of a result. */
export type Version = Pick<StoredResult, 'versionAt' | 'sentAt' | 'status' | 'isCritical'>;

/**
 * Is the incoming version older than the one that stands? By time of the version, then MSH-7, then status, then arrival.
 * Where MSH-7 contradicts what says so, and only one of the two is critical, the critical one stands (fail towards the
 * call): the two times need not be of one kind, since a final may carry OBR-22 and its correction only OBX-19. A
 * preliminary value of an older time never replaces a final one.
 */
export function isOlder(incoming: Version, stored: Version): boolean {
  const byTime = order(incoming.versionAt, stored.versionAt);
  const bySent = order(incoming.sentAt, stored.sentAt);
  const byStatus = Math.sign(rankOf(incoming.status) - rankOf(stored.status));
  if (byTime !== 0) {
    // The one with the older time was sent later: a true correction unless it is preliminary.
    const isDoubtful = bySent === -byTime && byStatus !== byTime;
    if (isDoubtful && incoming.isCritical !== stored.isCritical) return stored.isCritical;
    // A correction sent after what it corrects is newer, whatever kind of time each of them carries.
    return (isDoubtful && byStatus === bySent ? bySent : byTime) < 0;
  }
  // After a value was taken back, whatever the laboratory sends next with the same time is looked at again.
  if (isTakenBack(stored.status)) return false;
  if (bySent === 0 || byStatus === 0) return (bySent || byStatus) < 0;
  if (bySent !== byStatus && incoming.isCritical !== stored.isCritical) return stored.isCritical;
  return bySent < 0;
}

/** -1 older, 1 newer; 0 where the same, or where one is not known. */
function order(incoming: Date | null, stored: Date | null): number {
  return incoming && stored ? Math.sign(incoming.getTime() - stored.getTime()) : 0;
}

function rankOf(status: string): number {
  return STATUS_RANK[status] ?? 1;
}

/** Puts the results of one report of one message against those that stand. Each identity occurs at most once in `incoming`. */
export function mergeResults(stored: readonly StoredResult[], incoming: readonly EvaluatedResult[]): MergedResults {
  const standing = new Map(stored.map((result) => [identityOf(result), result]));
  const merged: MergedResults = { insert: [], supersede: [], changes: [], after: [] };
  const after = new Map<string, ReviewedResult>();
  for (const [identity, result] of standing) if (!isTakenBack(result.status)) after.set(identity, reviewStored(identity, result));
  for (const evaluated of incoming) {
    const identity = identityOf(evaluated.result);
    const before = standing.get(identity) ?? null;
    if (before && isOlder({ ...evaluated.result, isCritical: evaluated.verdict.isCritical }, before)) {
      merged.insert.push({ evaluated, isSuperseded: true });
      continue;
    }
    if (before && isIdentical(evaluated, before)) {
      const snapshots = { before: snapshotStored(before), after: snapshot(evaluated) };
      if (!isTakenBack(before.status))
        merged.changes.push({ identity, parameterName: before.parameterName, kind: 'same', ...snapshots });
      continue;
    }
    merged.insert.push({ evaluated, isSuperseded: false });
    if (before) merged.supersede.push(before.id);
    const change = changeOf(identity, before, evaluated);
    if (change) merged.changes.push(change);
    if (isTakenBack(evaluated.result.status)) after.delete(identity);
    else after.set(identity, reviewIncoming(identity, evaluated));
  }
  merged.after = [...after.values()];
  return merged;
}

function changeOf(identity: string, stored: StoredResult | null, evaluated: EvaluatedResult): ResultChange | null {
  const { parameterName } = evaluated.result;
  const before = stored && !isTakenBack(stored.status) ? snapshotStored(stored) : null;
  if (isTakenBack(evaluated.result.status)) return before && { identity, parameterName, kind: 'withdrawn', before, after: null };
  const after = snapshot(evaluated);
  if (!before) return { identity, parameterName, kind: 'new', before, after };
  const isSame = before.value === after.value && before.unit === after.unit && before.isCritical === after.isCritical;
  return { identity, parameterName, kind: isSame ? 'same' : 'changed', before, after };
}

function isIdentical({ result, verdict }: EvaluatedResult, stored: StoredResult): boolean {
  return (
    result.value === stored.value &&
    result.unit === stored.unit &&
    result.status === stored.status &&
    result.parameterName === stored.parameterName &&
    result.referenceRange === stored.referenceRange &&
    result.note === stored.note &&
    result.versionAt?.getTime() === stored.versionAt?.getTime() &&
    result.flags.join('~') === stored.flags.join('~') &&
    verdict.isCritical === stored.isCritical &&
    verdict.verdict === stored.verdict
  );
}

function snapshot({ result, verdict }: EvaluatedResult): ResultValue {
  return { value: result.value, unit: result.unit, isCritical: verdict.isCritical };
}

function snapshotStored(stored: StoredResult): ResultValue {
  return { value: stored.value, unit: stored.unit, isCritical: stored.isCritical };
}

function reviewIncoming(identity: string, { result, verdict }: EvaluatedResult): ReviewedResult {
  const isAbnormal = isOutsideNormal(verdict.verdict);
  return { identity, value: result.value, unit: result.unit, isCritical: verdict.isCritical, isAbnormal, status: result.status };
}

function reviewStored(identity: string, stored: StoredResult): ReviewedResult {
  const isAbnormal = isOutsideNormal(stored.verdict);
  return { identity, value: stored.value, unit: stored.unit, isCritical: stored.isCritical, isAbnormal, status: stored.status };
}

/** What cannot be judged is not calm: somebody has to look at it. */
function isOutsideNormal(verdict: string): boolean {
  return verdict !== 'normal';
}
