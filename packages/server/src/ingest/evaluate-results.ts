import { evaluate, type Rules, type Verdict } from '@critical-callout/domain/evaluation';
import { ageInDays, identityOf } from '@critical-callout/domain/ingest';
import type { IncomingResult, PatientClass, Sex } from '@critical-callout/domain/result';
import type { Comparable } from './earlier.ts';
import { type EvaluatedResult, isTakenBack } from './result-version.ts';
import type { Source } from './sources.ts';

/** What the limits may depend on, as the database knows it after this message. */
export type EvaluationContext = {
  sex: Sex | null;
  /** `YYYY-MM-DD`. */
  born: string | null;
  patientClass: PatientClass | null;
  ward: string | null;
  /** The names of the report's specimen: text and code. */
  specimen: readonly string[];
  /** The code of the report's department. */
  department: string | null;
  collectedAt: Date | null;
  now: Date;
  source: Pick<Source, 'id' | 'flagPolicy' | 'isPreliminaryCalled' | 'zone'>;
  /** Results of the same patient, where a limit asks for a change. */
  earlier?: readonly Comparable[];
  /** The message could not be read and carries a critical flag. */
  isUnparsed: boolean;
};

const NO_LIMIT = {
  limitId: null,
  limitVersion: null,
  bounds: null,
  passed: null,
  delta: null,
  tier: null,
  isDisagreement: false,
  isBeyondSecond: false,
} as const;

export function evaluateResults(rules: Rules, results: readonly IncomingResult[], context: EvaluationContext): EvaluatedResult[] {
  const base = {
    sex: context.sex,
    ageDays: ageInDays(context.born, context.collectedAt ?? context.now, context.source.zone),
    patientClass: context.patientClass,
    location: context.ward,
    specimen: context.specimen,
    department: context.department,
    collectedAt: context.collectedAt,
    now: context.now,
    flagPolicy: context.source.flagPolicy,
    sourceId: context.source.id,
  };
  const { earlier = [] } = context;
  const othersOf = (result: IncomingResult): readonly Comparable[] => {
    if (earlier.length === 0) return earlier;
    const identity = identityOf(result);
    return earlier.filter(({ ownIdentity }) => ownIdentity !== identity);
  };
  return results.map((result) => ({
    result,
    verdict: verdictOf(result, context, () => evaluate(rules, { ...base, result, earlier: othersOf(result) })),
  }));
}

function verdictOf(result: IncomingResult, context: EvaluationContext, judge: () => Verdict): Verdict {
  if (context.isUnparsed) {
    const reason = 'the message could not be read and carries a critical flag of the sender: a person must look';
    return { ...NO_LIMIT, verdict: 'cannot-say', isCritical: true, reason, senderVerdict: 'critical' };
  }
  if (isTakenBack(result.status)) {
    const reason = `taken back by the laboratory (OBX-11 ${result.status})`;
    return { ...NO_LIMIT, verdict: 'cannot-say', isCritical: false, reason, senderVerdict: null };
  }
  const verdict = judge();
  // The source's rule (OBX-11 P, R, S); the final result with the same value opens the callout then.
  if (verdict.isCritical && !context.source.isPreliminaryCalled && ['P', 'R', 'S'].includes(result.status)) {
    return { ...verdict, isCritical: false, reason: `${verdict.reason}; preliminary results of this source are not called` };
  }
  return verdict;
}
