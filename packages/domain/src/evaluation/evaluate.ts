import { type ReadFlags, readFlags, type SenderVerdict } from './flags.ts';
import { type Finding, judge } from './judge.ts';
import type { Tier } from './limit.ts';
import { mapResult } from './mapping.ts';
import { inUnit, type Rules } from './rules.ts';
import { type EvaluationInput, type FlagPolicy, isCriticalName, type Verdict, type VerdictName } from './verdict.ts';

/**
 * Is this result critical, by which limit, and why (domain.md section 4). Pure: the same input gives the same verdict.
 * Fails towards the call: a value that cannot be judged and is flagged critical by its sender is critical, whatever the
 * flag policy.
 */
export function evaluate(rules: Rules, sent: EvaluationInput): Verdict {
  const { result, note } = mapResult(rules.mappings, sent.sourceId ?? null, sent.result);
  const input = note === '' ? sent : { ...sent, result };
  const sender = readFlags(result.flags);
  // OBX-11 D (deleted) and W (wrong patient): what is taken back is not critical of itself; who was told of it is told again
  // by the callout's own rule.
  if (result.status === 'D' || result.status === 'W') {
    return verdictOf(
      'cannot-say',
      false,
      `result withdrawn by the sender (OBX-11 ${result.status})`,
      sender,
      false,
      null,
      null,
      null,
    );
  }
  const finding = judge(rules, input, sender);
  const outcome = finding.outcome;
  const isOurs = isCriticalName(outcome) && finding.tier === 'critical';
  const isSenders = sender.verdict === 'critical';
  const isUnsaid = outcome === 'cannot-say' || !finding.isByRule;
  const isCritical =
    input.flagPolicy === 'flags-only' ? isSenders : isOurs || (isSenders && (input.flagPolicy === 'either' || isUnsaid));
  const verdict: VerdictName = finding.tier === 'significant' && isCriticalName(outcome) ? 'abnormal' : outcome;
  const isDisagreement = finding.isByRule && disagrees(verdict, sender.verdict, input.flagPolicy);
  const tier: Tier | null = isCritical ? 'critical' : finding.tier === 'significant' ? 'significant' : null;
  return verdictOf(
    verdict,
    isCritical,
    `${explain(finding, sender, isCritical, isOurs, input.flagPolicy)}${note}`,
    sender,
    isDisagreement,
    finding,
    tier,
    result.unit,
  );
}

function verdictOf(
  verdict: VerdictName,
  isCritical: boolean,
  reason: string,
  sender: ReadFlags,
  isDisagreement: boolean,
  finding: Finding | null,
  tier: Tier | null,
  unit: string | null,
): Verdict {
  const limit = finding?.limit ?? null;
  return {
    verdict,
    isCritical,
    isBeyondSecond: isCritical && finding?.isBeyondSecond === true,
    reason,
    senderVerdict: sender.verdict,
    isDisagreement,
    limitId: limit ? limit.row.id : null,
    limitVersion: limit ? limit.row.version : null,
    passed: isCritical ? (finding?.passed ?? null) : null,
    delta: isCritical ? (finding?.delta ?? null) : null,
    bounds: limit ? (inUnit(limit, unit).kind === 'same' ? limit.shown : limit.shownWithUnit) : null,
    tier,
  };
}

function disagrees(verdict: VerdictName, sender: SenderVerdict | null, policy: FlagPolicy): boolean {
  if (verdict === 'cannot-say') return false;
  // Where only flags count, a critical value without a flag would otherwise pass unseen.
  if (sender === null) return policy === 'flags-only' && isCriticalName(verdict);
  return (isCriticalName(verdict) ? 'critical' : verdict) !== sender;
}

function explain(finding: Finding, sender: ReadFlags, isCritical: boolean, isOurs: boolean, policy: FlagPolicy): string {
  if (isCritical && !isOurs && finding.isByRule) {
    return finding.outcome === 'cannot-say'
      ? `${finding.reason}; sender flags ${sender.flag}: treated as critical until a person has looked`
      : `${finding.reason}; sender flags ${sender.flag}: critical by the source's flag policy (${policy})`;
  }
  if (!isCritical && isOurs) return `${finding.reason}; not critical by the source's flag policy (${policy})`;
  if (!isCritical && sender.verdict === 'critical')
    return `${finding.reason}; sender flags ${sender.flag}, not counted by the source's flag policy (${policy})`;
  return finding.reason;
}
