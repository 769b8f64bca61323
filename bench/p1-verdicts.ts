import { type EvaluationInput, evaluate, type LimitVersion, prepareRules, type Rules } from '@critical-callout/domain/evaluation';
import { Engine, type RuleProperties } from 'json-rules-engine';
import { starterRules } from '../packages/server/test/outside.ts';
import { type Measure, median } from './figure.ts';

const GOAL = 20;
const NOW = new Date('2026-11-23T10:00:00Z');
const ADULT_DAYS = 16_000;

type Sample = { input: EvaluationInput; fact: { value: number; unit: string } };

/**
 * Verdicts a second of one core, against json-rules-engine on the same limits. The rival is given every help: one small
 * engine for each parameter and patient group, so that it never looks at another's limits, and numbers already parsed.
 * It compares doubles in one unit; ours parses the text, chooses the limit, reads flags, and says why.
 */
export const measure: Measure = async ({ isSmoke, say }) => {
  const limits = starterRules().limits.filter((row) => row.sex !== 'male' && row.ageToDays === null);
  const rules = prepareRules(limits, []);
  const chosen = onePerParameter(limits);
  const engines = new Map(chosen.map((row) => [row.parameterCode, engineOf(row)]));
  const samples = makeSamples(chosen);
  await agree(rules, engines, samples);
  // Both compiled before the first round counts.
  perSecond(samples.length, 50, () => evaluateAll(rules, samples));
  await perSecondAsync(samples.length, 3, () => runAll(engines, samples));
  const rounds = isSmoke ? 3 : 9;
  const ours: number[] = [];
  const rivals: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(perSecond(samples.length, isSmoke ? 20 : 400, () => evaluateAll(rules, samples)));
    rivals.push(await perSecondAsync(samples.length, isSmoke ? 1 : 8, () => runAll(engines, samples)));
    say(`round ${round + 1}: ${Math.round(ours.at(-1) ?? 0)} verdicts/s, json-rules-engine ${Math.round(rivals.at(-1) ?? 0)}`);
  }
  const ratio = median(ours.map((value, index) => value / (rivals[index] ?? Number.NaN)));
  return [
    {
      id: 'P1',
      figure: 'verdicts per second, one core, exact decimals, versus json-rules-engine on the same limits',
      goal: `≥ ${GOAL} ×`,
      measured: `${ratio.toFixed(0)} × (${thousands(median(ours))} to ${thousands(median(rivals))} a second)`,
      isMet: ratio >= GOAL,
    },
  ];
};

/** The limit that speaks for a woman of 43, for each parameter. */
function onePerParameter(limits: readonly LimitVersion[]): LimitVersion[] {
  const chosen = new Map<string, LimitVersion>();
  for (const row of limits.toSorted((a, b) => a.ageFromDays - b.ageFromDays)) chosen.set(row.parameterCode, row);
  return [...chosen.values()];
}

function engineOf(row: LimitVersion): Engine {
  const engine = new Engine();
  const unit = { fact: 'unit', operator: 'equal', value: row.unit ?? '' };
  const add = (type: string, priority: number, operator: string, bound: string | null): void => {
    if (bound === null) return;
    const rule: RuleProperties = {
      priority,
      conditions: { all: [unit, { fact: 'value', operator, value: Number(bound) }] },
      event: { type },
    };
    engine.addRule(rule);
  };
  add('critical-low', 10, row.isCriticalLowerInclusive ? 'lessThanInclusive' : 'lessThan', row.criticalLower);
  add('critical-high', 10, row.isCriticalUpperInclusive ? 'greaterThanInclusive' : 'greaterThan', row.criticalUpper);
  add('abnormal', 1, 'lessThan', row.lowerBound);
  add('abnormal', 1, 'greaterThan', row.upperBound);
  return engine;
}

/** For each parameter seven values spread over all its bounds, so that every branch is taken. */
function makeSamples(limits: readonly LimitVersion[]): Sample[] {
  return limits.flatMap((row) => {
    const bounds = [row.criticalLower, row.lowerBound, row.upperBound, row.criticalUpper]
      .filter((bound) => bound !== null)
      .map(Number);
    const [low, high] = [Math.min(...bounds) * 0.8, Math.max(...bounds) * 1.2];
    return [0, 1, 2, 3, 4, 5, 6].map((step) => sampleOf(row, (low + ((high - low) * step) / 6).toFixed(2)));
  });
}

function sampleOf(row: LimitVersion, value: string): Sample {
  const result = {
    parameterCode: row.parameterCode,
    codeSystem: 'LN',
    parameterName: row.parameterName,
    subId: '',
    valueType: 'NM',
    value,
    valueCodes: [],
    unit: row.unit,
    referenceRange: null,
    flags: [],
    status: 'F',
    versionAt: null,
    sentAt: null,
    observedAt: null,
    note: null,
    place: 'OBR[1].OBX[1]',
  };
  const input: EvaluationInput = {
    result,
    sex: 'female',
    ageDays: ADULT_DAYS,
    patientClass: 'inpatient',
    location: 'W1',
    specimen: [],
    department: null,
    collectedAt: NOW,
    now: NOW,
    flagPolicy: 'either',
  };
  return { input, fact: { value: Number(value), unit: row.unit ?? '' } };
}

function evaluateAll(rules: Rules, samples: readonly Sample[]): number {
  let critical = 0;
  for (const { input } of samples) if (evaluate(rules, input).isCritical) critical++;
  return critical;
}

async function runAll(engines: ReadonlyMap<string, Engine>, samples: readonly Sample[]): Promise<number> {
  let critical = 0;
  for (const sample of samples) if ((await rivalVerdict(engines, sample)).startsWith('critical')) critical++;
  return critical;
}

async function rivalVerdict(engines: ReadonlyMap<string, Engine>, { input, fact }: Sample): Promise<string> {
  const { events } = (await engines.get(input.result.parameterCode)?.run(fact)) ?? { events: [] };
  return events.find(({ type }) => type.startsWith('critical'))?.type ?? events[0]?.type ?? 'normal';
}

/** A figure of two programs that do not do the same thing is worth nothing. */
async function agree(rules: Rules, engines: ReadonlyMap<string, Engine>, samples: readonly Sample[]): Promise<void> {
  for (const sample of samples) {
    const [ours, rival] = [evaluate(rules, sample.input).verdict, await rivalVerdict(engines, sample)];
    if (ours !== rival)
      throw new Error(
        `${sample.input.result.parameterName} ${sample.input.result.value}: ${ours}, json-rules-engine says ${rival}`,
      );
  }
}

function perSecond(size: number, repeats: number, work: () => number): number {
  const start = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) work();
  return (size * repeats * 1000) / (performance.now() - start);
}

async function perSecondAsync(size: number, repeats: number, work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) await work();
  return (size * repeats * 1000) / (performance.now() - start);
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
