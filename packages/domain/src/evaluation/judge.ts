import { decimalText, parseDecimal } from '../kernel/index.ts';
import { type DeltaFinding, judgeChange } from './delta.ts';
import type { ReadFlags } from './flags.ts';
import {
  type Interval,
  isBeyondSecond,
  type Place,
  place,
  placeInPrintedRange,
  type ReadValue,
  readPrintedRange,
  readValue,
  scaleInterval,
} from './interval.ts';
import type { Tier } from './limit.ts';
import { matchOptions } from './options.ts';
import { type PassedBound, passedBound } from './passed-bound.ts';
import {
  type Applicable,
  applicableLimits,
  findParameter,
  type InUnit,
  inUnit,
  type ParameterRules,
  type PreparedLimit,
  type Rules,
} from './rules.ts';
import { conversionFactor } from './units.ts';
import type { EvaluationInput, ShownDelta, VerdictName } from './verdict.ts';

/** What the laboratory's own rules say, before the sender's flags are weighed. */
export type Finding = {
  outcome: VerdictName;
  reason: string;
  limit: PreparedLimit | null;
  tier: Tier | null;
  /** false: no limit and no option spoke; the outcome is the sender's flag or printed range, or nothing. */
  isByRule: boolean;
  /** Critical, and past the limit's second bound as well. */
  isBeyondSecond?: boolean;
  /** Critical by a bound: which. */
  passed?: PassedBound | null;
  /** Critical by its change, alone or with a bound. */
  delta?: ShownDelta | null;
};

/** What judging needs beside the limit and the value. */
type Asked = { rules: Rules; parameter: ParameterRules; input: EvaluationInput; sender: ReadFlags };

const RANK: Record<VerdictName, number> = {
  normal: 0,
  abnormal: 1,
  'cannot-say': 2,
  'critical-qualitative': 3,
  'critical-change': 3,
  'critical-low': 3,
  'critical-high': 3,
};

function graver(a: Finding | null, b: Finding): Finding {
  if (a === null || RANK[b.outcome] > RANK[a.outcome]) return b;
  const isFurther = b.isBeyondSecond === true && a.isBeyondSecond !== true;
  // A bound that is passed says more than a change.
  const isBound = a.outcome === 'critical-change' && b.outcome !== 'critical-change';
  return (isFurther || isBound) && RANK[b.outcome] === RANK[a.outcome] ? b : a;
}

export function judge(rules: Rules, input: EvaluationInput, sender: ReadFlags): Finding {
  const parameter = findParameter(rules, input.result.parameterCode, input.result.codeSystem);
  if (!parameter) return bySender(input, sender, 'no limit for this parameter');
  const at = (input.collectedAt ?? input.now).getTime();
  const asked: Asked = { rules, parameter, input, sender };
  const critical = byTier(applicableLimits(parameter.critical, at, input), 'critical', asked);
  const qualitative = parameter.options.length > 0 ? byOptions(parameter, input, critical) : null;
  // An option says what a text means; that a limit could not read the same text is then no doubt.
  let finding =
    critical && qualitative && critical.outcome !== 'cannot-say' ? graver(critical, qualitative) : (qualitative ?? critical);
  if (parameter.significant.length > 0 && !(finding && RANK[finding.outcome] === 3)) {
    const significant = byTier(applicableLimits(parameter.significant, at, input), 'significant', asked);
    // What is not surely critical may still be significant; the softer tier never hides a doubt of the harder one.
    if (significant && (!finding || (RANK[significant.outcome] === 3 && finding.outcome !== 'cannot-say'))) finding = significant;
  }
  return finding ?? bySender(input, sender, 'no limit for this patient');
}

/**
 * The gravest answer of the limits of one tier (several only in a tie), over every value of OBX-5's repeats. A limit whose
 * specimen or department the message leaves open is heard only where it calls.
 */
function byTier({ sure, open }: Applicable, tier: Tier, asked: Asked): Finding | null {
  const { value } = asked.input.result;
  const texts = value.includes('\n') ? value.split('\n').filter((line) => line.trim() !== '') : [value];
  if (texts.length === 0) texts.push('');
  // Only the critical side of a significant limit is of its tier.
  const tiered = (finding: Finding): Finding =>
    finding.isByRule && (tier === 'critical' || RANK[finding.outcome] === 3) ? { ...finding, tier } : finding;
  let found: Finding | null = null;
  for (const limit of sure) for (const text of texts) found = graver(found, tiered(byLimit(limit, text, asked)));
  for (const limit of open) {
    for (const text of texts) {
      const finding = tiered(byLimit(limit, text, asked));
      if (RANK[finding.outcome] === 3 && finding.isByRule)
        found = graver(found, { ...finding, reason: `${finding.reason}; ${openText(limit, asked.input)}` });
    }
  }
  return found;
}

function openText({ row }: PreparedLimit, { specimen, department }: EvaluationInput): string {
  const isDepartmentOpen = row.department !== null && department === null;
  const parts = [
    row.specimen === null ? null : `the limit is for ${row.specimen}, the specimen ${specimen[0] ?? 'is not said'}`,
    isDepartmentOpen ? `the limit is for department ${row.department}, the report's is not known` : null,
  ].filter((part) => part !== null);
  return `${parts.join(' and ')}: it calls all the same`;
}

function byLimit(limit: PreparedLimit, text: string, asked: Asked): Finding {
  const { row } = limit;
  const { input, sender } = asked;
  const read = readValue(text);
  const says = (outcome: VerdictName, reason: string): Finding => ({ outcome, reason, limit, tier: null, isByRule: true });
  if (!read) {
    const what = text.trim() === '' ? 'no value' : 'value is not a number that a limit can be held against';
    return limit.hasCriticalBound ? says('cannot-say', `${what} (limit version ${row.version})`) : bySender(input, sender, what);
  }
  const unit = unitOf(read, input.result.unit);
  if (unit === 'contradiction') return says('cannot-say', `the value names another unit than OBX-6 (${input.result.unit})`);
  const seen = inUnit(limit, unit);
  if (seen.kind === 'unlike') {
    return says(
      'cannot-say',
      `no conversion from ${unit?.trim() ? unit : 'a plain number'} to ${row.unit ?? 'a plain number'} is known (limit version ${row.version})`,
    );
  }
  const shown = seen.kind === 'same' ? text : `${text} ${seen.kind === 'assumed' ? '(no unit)' : unit}`;
  const finding = byBounds(limit, { text, shown, read, seen }, asked);
  if (row.delta === null) return finding;
  const current = { read, seen, shown: seen.kind === 'same' ? `${text} ${unit ?? ''}`.trim() : shown };
  return withChange(finding, judgeChange(asked.rules, asked.parameter, limit, row.delta, current, input));
}

type Value = { text: string; shown: string; read: ReadValue; seen: Exclude<InUnit, { kind: 'unlike' }> };

function byBounds(limit: PreparedLimit, { text, shown, read, seen }: Value, { input, sender }: Asked): Finding {
  const { row } = limit;
  const says = (outcome: VerdictName, reason: string): Finding => ({ outcome, reason, limit, tier: null, isByRule: true });
  const interval = seen.multiplier ? scaleInterval(read.interval, seen.multiplier) : read.interval;
  const where = place(interval, seen.bounds);
  if (where === 'critical-low' || where === 'critical-high') {
    const assumed = seen.kind === 'assumed' ? `; the message gives no unit, taken as ${row.unit}` : '';
    const isBeyond = isBeyondSecond(interval, seen.bounds, where);
    const second = isBeyond ? `; beyond the second bound ${secondBound(limit, where)}` : '';
    const passed = passedBound(limit, where, seen);
    const side = `critical ${where === 'critical-low' ? 'low' : 'high'} (limit version ${row.version})`;
    const said = says(where, `${shown} ${boundText(passed)}, ${side}${second}${assumed}`);
    return { ...said, isBeyondSecond: isBeyond, passed };
  }
  if (seen.kind === 'assumed') {
    return says(
      'cannot-say',
      `the message gives no unit; ${text} would not be critical in ${row.unit} (limit version ${row.version})`,
    );
  }
  if (where === 'straddles')
    return says('cannot-say', `${shown} may lie on either side of a critical bound (limit version ${row.version})`);
  return says(...inNormal(where, shown, limit, read, input, sender));
}

/** A change that is critical calls whatever the bounds say; one that cannot be computed takes a calm verdict its certainty. */
function withChange(finding: Finding, change: DeltaFinding): Finding {
  const isCritical = RANK[finding.outcome] === 3;
  if (change.outcome === 'critical')
    return isCritical
      ? { ...finding, reason: `${finding.reason}; ${change.reason}`, delta: change.shown }
      : { ...finding, outcome: 'critical-change', reason: `${change.reason}; ${finding.reason}`, delta: change.shown };
  const outcome = change.outcome === 'unsaid' && !isCritical ? 'cannot-say' : finding.outcome;
  return { ...finding, outcome, reason: `${finding.reason}; ${change.reason}` };
}

function inNormal(
  where: Place,
  shown: string,
  { row, shown: bounds }: PreparedLimit,
  read: ReadValue,
  input: EvaluationInput,
  sender: ReadFlags,
): [VerdictName, string] {
  const version = `(limit version ${row.version})`;
  if (where === 'normal' || where === 'abnormal') {
    const range = `${bounds.lower_bound ?? ''}–${bounds.upper_bound ?? ''}${row.unit ? ` ${row.unit}` : ''}`;
    return [where, `${shown} is ${where === 'normal' ? 'inside' : 'outside'} ${range} ${version}`];
  }
  // Surely not critical. Whether it is normal, the sender's printed range (OBX-7) says only where the limit does not.
  const printed = where === 'within' ? printedPlace(read.interval, input.result.referenceRange) : null;
  const isAbnormal = printed === 'abnormal' || sender.verdict === 'abnormal' || sender.verdict === 'critical';
  if (isAbnormal)
    return [
      'abnormal',
      `${shown} is not critical ${version}; abnormal by the sender's ${printed === 'abnormal' ? 'range' : `flag ${sender.flag}`}`,
    ];
  if (where === 'within' || sender.verdict === 'normal') return ['normal', `${shown} is not critical ${version}`];
  return ['cannot-say', `${shown} is not critical, but may lie on either side of a normal bound ${version}`];
}

const boundText = ({ sign, bound, unit }: PassedBound): string => `${sign} ${bound}${unit ? ` ${unit}` : ''}`;

function secondBound({ row }: PreparedLimit, where: 'critical-low' | 'critical-high'): string {
  const text = (where === 'critical-low' ? row.secondLower : row.secondUpper) ?? '';
  const bound = parseDecimal(text);
  return `${bound ? decimalText(bound) : text} ${row.unit ?? ''}`.trim();
}

/** OBX-6, or the unit inside the value where OBX-6 is empty. A letter L, A or N behind a value with a unit is a flag. */
function unitOf(read: ReadValue, unit: string | null): string | null | 'contradiction' {
  if (read.unit === null) return unit;
  if (unit === null || unit.trim() === '') return read.unit;
  if (/^[LAN]$/.test(read.unit) || read.unit === unit) return unit;
  const factor = conversionFactor(read.unit, unit, { molarMass: null, valence: null });
  return factor && factor.numerator === factor.denominator ? unit : 'contradiction';
}

function byOptions(parameter: ParameterRules, input: EvaluationInput, critical: Finding | null): Finding | null {
  const match = matchOptions(parameter.options, input.result.value, input.result.valueCodes);
  if (match) {
    const outcome = match.isCritical === 2 ? 'critical-qualitative' : match.isCritical === 1 ? 'abnormal' : 'normal';
    const meaning = match.isCritical === 2 ? 'critical' : outcome;
    const how = match.option.row.match === 'regexp' ? 'matches the pattern' : match.option.row.match;
    const reason = `the answer ${how} "${match.option.row.option}": ${meaning} (option version ${match.option.row.version})`;
    return { outcome, reason, limit: null, tier: 'critical', isByRule: true };
  }
  // A number that a limit has judged needs no option.
  if (critical && critical.outcome !== 'cannot-say') return null;
  return parameter.hasCriticalOption
    ? { outcome: 'cannot-say', reason: 'the answer matches no option of this parameter', limit: null, tier: null, isByRule: true }
    : null;
}

/** Where no rule of the laboratory speaks: the sender's flags, then the sender's printed range. */
function bySender(input: EvaluationInput, sender: ReadFlags, why: string): Finding {
  const says = (outcome: VerdictName, reason: string): Finding => ({ outcome, reason, limit: null, tier: null, isByRule: false });
  if (sender.verdict === 'critical') {
    const outcome = sender.side === 'high' ? 'critical-high' : sender.side === 'low' ? 'critical-low' : 'critical-qualitative';
    return says(outcome, `${why}; sender flags ${sender.flag}`);
  }
  if (sender.verdict === 'abnormal') return says('abnormal', `${why}; sender flags ${sender.flag}`);
  const read = input.result.referenceRange ? readValue(input.result.value) : null;
  if (read && printedPlace(read.interval, input.result.referenceRange) === 'abnormal')
    return says('abnormal', `${why}; outside the sender's range`);
  return says('normal', sender.flag ? `${why}; sender flags ${sender.flag}` : `${why}; the sender flags nothing`);
}

function printedPlace(value: Interval, text: string | null): Place | null {
  const range = text ? readPrintedRange(text) : null;
  return range && placeInPrintedRange(value, range);
}
