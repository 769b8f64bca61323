import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  percentText,
} from '../kernel/index.ts';
import { type Moved, movedDown, movedUp, type Step } from './change.ts';
import { type Interval, type ReadValue, readValue, scaleInterval } from './interval.ts';
import type { DeltaRule } from './limit.ts';
import { mapResult } from './mapping.ts';
import { findParameter, type InUnit, inUnit, type ParameterRules, type PreparedLimit, type Rules } from './rules.ts';
import { isOneSeries } from './specimens.ts';
import type { EarlierValue, EvaluationInput, ShownDelta } from './verdict.ts';

/** What the change from the previous result says. `none`: there is nothing to compare with. */
export type DeltaFinding = { outcome: 'critical' | 'no' | 'unsaid' | 'none'; reason: string; shown: ShownDelta | null };

type Known = Exclude<InUnit, { kind: 'unlike' }>;
type Side = { read: ReadValue; seen: Known; shown: string };

const HOUR_MS = 3_600_000;

/** When a result was true of its patient: OBX-14, else the collection, else now. */
export const timeOf = ({ result, collectedAt, now }: EvaluationInput): Date => result.observedAt ?? collectedAt ?? now;

/**
 * Judges a value by its change from the previous one: the latest earlier number of the same patient, parameter and kind of
 * specimen, by the time of collection. Off scale and in another unit nothing is guessed; what cannot be said is said.
 */
export function judgeChange(
  rules: Rules,
  parameter: ParameterRules,
  limit: PreparedLimit,
  rule: DeltaRule,
  current: Side,
  input: EvaluationInput,
): DeltaFinding {
  const previous = previousOf(rules, parameter, rule, input);
  if (!previous) return { outcome: 'none', reason: `no earlier value within ${rule.hours} h to compare with`, shown: null };
  const { value, unit, at } = previous.earlier;
  const when = `${spanText(timeOf(input).getTime() - at.getTime())} before (${at.toISOString().slice(0, 16)}Z)`;
  const from = `${value.trim()} ${unit ?? ''}`.trim();
  const seen = inUnit(limit, unit);
  if (seen.kind === 'unlike') {
    const why = `no conversion from ${unit?.trim() ? unit : 'a plain number'} to ${limit.row.unit ?? 'a plain number'} is known`;
    return unsaid(`the change from ${from}, ${when}, is not computed: ${why}`);
  }
  const isAssumed = (seen.kind === 'assumed') !== (current.seen.kind === 'assumed');
  const [moved, direction] = compare(rule, previous.read, seen, current);
  const shown = shownOf(limit, rule, previous, seen, current);
  const how = [shown.change && `${shown.change} ${shown.changeUnit ?? ''}`.trim(), shown.percent && `${shown.percent} %`].filter(
    (part) => part !== null,
  );
  const change = how.length === 0 ? 'a change' : `a change of ${how.join(', ')}`;
  if (moved === 'yes') {
    const assumed = isAssumed ? '; one of the two gives no unit, taken as that of the limit' : '';
    const reason = `${current.shown} is ${change} from ${from}, ${when}: critical change ${direction}, ${ruleText(limit, rule)} (limit version ${limit.row.version})${assumed}`;
    return { outcome: 'critical', reason, shown };
  }
  if (moved === 'perhaps' || isAssumed) {
    const why = isAssumed ? 'one of the two gives no unit' : 'off scale';
    return unsaid(`whether ${current.shown} changed by ${ruleText(limit, rule)} from ${from}, ${when}, cannot be said: ${why}`);
  }
  return { outcome: 'no', reason: `${change} from ${from}, ${when}, is not ${ruleText(limit, rule)}`, shown: null };
}

const unsaid = (reason: string): DeltaFinding => ({ outcome: 'unsaid', reason, shown: null });

type Previous = { earlier: EarlierValue; read: ReadValue };

function previousOf(rules: Rules, parameter: ParameterRules, { hours }: DeltaRule, input: EvaluationInput): Previous | null {
  const at = timeOf(input).getTime();
  let found: Previous | null = null;
  for (const sent of input.earlier ?? []) {
    const time = sent.at.getTime();
    if (time >= at || at - time > hours * HOUR_MS || (found && time <= found.earlier.at.getTime())) continue;
    if (!isOneSeries(sent.specimen, input.specimen)) continue;
    const { result: earlier } = mapResult(rules.mappings, sent.sourceId, sent);
    if (findParameter(rules, earlier.parameterCode, earlier.codeSystem) !== parameter) continue;
    // Words where a number is due say nothing of a change; the number before them does.
    const read = readValue(earlier.value);
    if (!read) continue;
    const unit = earlier.unit?.trim() ? earlier.unit : read.unit;
    found = { earlier: { ...earlier, unit }, read };
  }
  return found;
}

/** Both as they would stand over one denominator: value × n / d, with the other's d on either side. */
function compare(rule: DeltaRule, previous: ReadValue, seen: Known, current: Side): [Moved, 'up' | 'down'] {
  const { from, to, one } = levelled(previous, seen, current);
  // The same text off scale twice is no change that anybody measured.
  if (isSameInterval(from, to)) return ['no', 'up'];
  const by = parseDecimal(rule.by);
  if (!by) throw new Error(`delta ${JSON.stringify(rule.by)} is not a decimal number`);
  const step: Step = { by: rule.in === 'percent' ? by : multiplyDecimals(by, one), in: rule.in };
  const up = rule.direction === 'down' ? 'no' : movedUp(from, to, step);
  if (up === 'yes') return ['yes', 'up'];
  const down = rule.direction === 'up' ? 'no' : movedDown(from, to, step);
  if (down === 'yes') return ['yes', 'down'];
  return up === 'perhaps' || down === 'perhaps' ? ['perhaps', 'up'] : ['no', 'up'];
}

const ONE: Decimal = { digits: 1, big: null, scale: 0 };

function levelled(previous: ReadValue, seen: Known, current: Side): { from: Interval; to: Interval; one: Decimal } {
  const [d1, d2] = [seen.divisor ?? ONE, current.seen.divisor ?? ONE];
  return {
    from: scaleInterval(previous.interval, multiplyDecimals(seen.multiplier ?? ONE, d2)),
    to: scaleInterval(current.read.interval, multiplyDecimals(current.seen.multiplier ?? ONE, d1)),
    one: multiplyDecimals(d1, d2),
  };
}

const isSame = (a: Decimal | null, b: Decimal | null): boolean => (a && b ? compareDecimals(a, b) === 0 : a === b);
const isSameInterval = (a: Interval, b: Interval): boolean =>
  isSame(a.low, b.low) && isSame(a.high, b.high) && a.isLowOpen === b.isLowOpen && a.isHighOpen === b.isHighOpen;

function shownOf(limit: PreparedLimit, rule: DeltaRule, { earlier, read }: Previous, seen: Known, current: Side): ShownDelta {
  const { from, to, one } = levelled(read, seen, current);
  const [before, after] = [pointOf(from), pointOf(to)];
  const difference = before && after ? addDecimals(after, negateDecimal(before)) : null;
  // Said where it is exact: neither side had to be divided.
  const isExact = compareDecimals(one, ONE) === 0;
  return {
    previousValue: earlier.value,
    previousUnit: earlier.unit,
    previousAt: earlier.at.toISOString(),
    change: difference && isExact ? signed(decimalText(difference)) : null,
    changeUnit: limit.row.unit,
    percent: difference && before ? signedOrNull(percentText(difference, before)) : null,
    by: rule.by,
    in: rule.in,
    hours: rule.hours,
    direction: rule.direction,
  };
}

const pointOf = ({ low, high }: Interval): Decimal | null => (low && high && compareDecimals(low, high) === 0 ? low : null);
const signed = (text: string): string => (text.startsWith('-') ? `−${text.slice(1)}` : `+${text}`);
const signedOrNull = (text: string | null): string | null => text && signed(text);

/** `≥ 1.5 mmol/L up within 24 h` */
export function ruleText({ row }: Pick<PreparedLimit, 'row'>, { by, in: measure, hours, direction }: DeltaRule): string {
  const value = parseDecimal(by);
  const much = `${value ? decimalText(value) : by} ${measure === 'percent' ? '%' : (row.unit ?? '')}`.trim();
  return `≥ ${much} ${direction === 'both' ? 'up or down' : direction} within ${hours} h`;
}

function spanText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
