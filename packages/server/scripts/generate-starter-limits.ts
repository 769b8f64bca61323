// Derives the starter list of limits from the collection of published critical limits:
//   node packages/server/scripts/generate-starter-limits.ts <critical-limits.json> [--explain]
// The rule: per analyte and side the median with each source family counted once, only where three independent families
// give a number in a unit that can be compared; the operator most of them print; every row an example that the deploying
// laboratory must approve; sources kept. LOINC codes of high confidence only. Softer tiers are left out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STARTER_ANSWERS } from './starter-answers.ts';
import { MOLAR_MASS, SKIPPED_ANALYTES, VALENCE } from './starter-facts.ts';

type Side = { op: '<' | '<=' | '>' | '>='; value: number; value_canonical: number } | null;
type Row = {
  source: string;
  analyte: string;
  kind: string;
  tier: string;
  population: string;
  age: string | null;
  setting: string | null;
  low?: Side;
  high?: Side;
  ucum?: string;
  ucum_canonical?: string;
  operator?: string;
};
type Range = {
  source: string;
  analyte: string;
  kind: string;
  sex: 'female' | 'male' | null;
  age: string | null;
  low_canonical: number | null;
  high_canonical: number | null;
};
type Analyte = {
  name: string;
  kind: string;
  ucum_canonical: string;
  loinc: { code: string; meaning: string; confidence: string }[];
  unit_conversions: { from_ucum: string; multiply_by: number }[];
};
type Collection = {
  analytes: Record<string, Analyte>;
  critical_limits: Row[];
  reference_ranges: Range[];
  sources: Record<string, { title: string; url: string | null; year: number | null }>;
};

const MIN_FAMILIES = 3;
/** 18 years. The collection's reference ranges are adult only. */
const ADULT_DAYS = 6575;
/** Four weeks. */
const NEWBORN_DAYS = 28;
const GENERAL_SETTINGS = new Set([null, 'inpatient', 'hospital incl. outpatients']);
const ADULT_AGES = new Set([null, '>16 y', '>=16 y', '>18 y', '>17 y', '>=1 y', '>1 y']);
const NEWBORN_AGES = new Set([null, '<30 d', '0-30 d', '0-1 mo', '1-30 d']);

const [, , path, flag] = process.argv;
if (!path) {
  process.stderr.write('usage: generate-starter-limits.ts <critical-limits.json> [--explain]\n');
  process.exit(2);
}
const data = JSON.parse(readFileSync(path, 'utf8')) as Collection;

/** Editions and extracts of one laboratory's list are one voice: `arup-2017` and `arup-2024`. */
const familyOf = (source: string): string => source.split('-')[0] ?? source;

type Voice = { value: number; op: string | null; source: string };
type Agreed = { value: string; isInclusive: boolean; families: number; sources: string[] };

function agree(rows: readonly Row[], side: 'low' | 'high'): Agreed | null {
  const families = new Map<string, Voice[]>();
  for (const row of rows) {
    const at = row[side];
    if (!at) continue;
    const voices = families.get(familyOf(row.source)) ?? [];
    voices.push({ value: at.value_canonical, op: row.operator === 'printed' ? at.op : null, source: row.source });
    families.set(familyOf(row.source), voices);
  }
  if (families.size < MIN_FAMILIES) return null;
  // Of an even number the middle one that calls earlier: the higher of two lows, the lower of two highs.
  const middle = (numbers: number[]): number => {
    const sorted = numbers.toSorted((a, b) => a - b);
    return sorted[side === 'low' ? Math.floor(sorted.length / 2) : Math.floor((sorted.length - 1) / 2)] as number;
  };
  const value = middle([...families.values()].map((voices) => middle(voices.map((voice) => voice.value))));
  const printed = [...families.values()].flatMap((voices) => voices.find((voice) => voice.op)?.op ?? []);
  const inclusive = printed.filter((op) => op.endsWith('=')).length;
  const sources = [...new Set([...families.values()].flat().map((voice) => voice.source))].toSorted();
  return {
    value: String(value),
    isInclusive: inclusive * 2 >= printed.length && printed.length > 0,
    families: families.size,
    sources,
  };
}

type Normal = { lower: string | null; upper: string | null };

/** A reference range two families agree on within a quarter; the middle one otherwise does not exist. */
function agreedRange(analyte: string, sex: 'female' | 'male' | null): Normal | null {
  const ranges = data.reference_ranges.filter(
    (range) => range.analyte === analyte && range.kind === 'reference interval' && range.sex === sex && range.age === null,
  );
  const families = new Map(ranges.map((range) => [familyOf(range.source), range]));
  if (families.size < 2) return null;
  const end = (of: (range: Range) => number | null): string | null | undefined => {
    const all = [...families.values()].map(of);
    const numbers = all.filter((value) => value !== null).toSorted((a, b) => a - b);
    if (numbers.length === 0) return null;
    const [first, last] = [numbers[0] as number, numbers.at(-1) as number];
    if (numbers.length < 2 || (first !== last && (first <= 0 || last / first > 1.25))) return undefined;
    return String(numbers[Math.floor((numbers.length - 1) / 2)]);
  };
  const lower = end((range) => range.low_canonical);
  const upper = end((range) => range.high_canonical);
  if (lower === undefined || upper === undefined || (lower === null && upper === null)) return null;
  return { lower, upper };
}

function fitsInside({ lower, upper }: Normal, low: Agreed | null, high: Agreed | null): boolean {
  const isAbove = !low || lower === null || Number(lower) > Number(low.value);
  const isBelow = !high || upper === null || Number(upper) < Number(high.value);
  // A one-sided range beside a critical bound on its open side says nothing of that side; it is kept.
  return (
    isAbove &&
    isBelow &&
    (upper === null || !low || Number(upper) > Number(low.value)) &&
    (lower === null || !high || Number(lower) < Number(high.value))
  );
}

type Starter = {
  parameterCode: string;
  parameterName: string;
  unit: string | null;
  sex: 'female' | 'male' | null;
  ageFromDays: number;
  ageToDays: number | null;
  lowerBound: string | null;
  upperBound: string | null;
  criticalLower: string | null;
  criticalUpper: string | null;
  isCriticalLowerInclusive: boolean;
  isCriticalUpperInclusive: boolean;
  molarMass: string | null;
  valence: number | null;
  sources: string[];
};

const taken = new Set<string>();
const limits: Starter[] = [];
for (const [key, analyte] of Object.entries(data.analytes)) {
  if (analyte.kind !== 'quantitative' || key in SKIPPED_ANALYTES) continue;
  const rows = data.critical_limits.filter(
    (row) =>
      row.analyte === key &&
      row.kind === 'quantitative' &&
      row.tier === 'critical' &&
      GENERAL_SETTINGS.has(row.setting) &&
      row.ucum_canonical === analyte.ucum_canonical &&
      // Urea in mg/dL is urea in one country and urea nitrogen in another; only what was printed in mmol/L counts.
      !(key === 'urea' && row.ucum === 'mg/dL'),
  );
  const general = rows.filter(
    (row) => ['not stated', 'adult', 'adult and child'].includes(row.population) && ADULT_AGES.has(row.age),
  );
  const newborn = rows.filter((row) => ['newborn', 'neonate'].includes(row.population) && NEWBORN_AGES.has(row.age));
  const [low, high] = [agree(general, 'low'), agree(general, 'high')];
  if (!low && !high) continue;
  const unit = ['[pH]', '{INR}', '{ratio}'].includes(analyte.ucum_canonical) ? null : analyte.ucum_canonical;
  for (const { code, confidence } of analyte.loinc) {
    if (confidence !== 'high' || taken.has(code)) continue;
    taken.add(code);
    const shared = {
      parameterCode: code,
      parameterName: analyte.name,
      unit,
      molarMass: MOLAR_MASS[code] ?? MOLAR_MASS[key] ?? null,
      valence: VALENCE[key] ?? null,
    };
    const row = (group: Partial<Starter>, a: Agreed | null, b: Agreed | null, normal: Normal | null): Starter => ({
      ...shared,
      sex: null,
      ageFromDays: 0,
      ageToDays: null,
      ...group,
      lowerBound: normal?.lower ?? null,
      upperBound: normal?.upper ?? null,
      criticalLower: a?.value ?? null,
      criticalUpper: b?.value ?? null,
      isCriticalLowerInclusive: a?.isInclusive ?? false,
      isCriticalUpperInclusive: b?.isInclusive ?? false,
      sources: [...new Set([...(a?.sources ?? []), ...(b?.sources ?? [])])].toSorted(),
    });
    limits.push(row({}, low, high, null));
    const both = agreedRange(key, null);
    const [female, male] = [agreedRange(key, 'female'), agreedRange(key, 'male')];
    if (female && male && fitsInside(female, low, high) && fitsInside(male, low, high)) {
      limits.push(
        row({ sex: 'female', ageFromDays: ADULT_DAYS }, low, high, female),
        row({ sex: 'male', ageFromDays: ADULT_DAYS }, low, high, male),
      );
    } else if (both && fitsInside(both, low, high)) limits.push(row({ ageFromDays: ADULT_DAYS }, low, high, both));
    const [newLow, newHigh] = [agree(newborn, 'low'), agree(newborn, 'high')];
    // A side on which newborns have no limit of their own keeps the general one.
    if (newLow || newHigh) limits.push(row({ ageToDays: NEWBORN_DAYS }, newLow ?? low, newHigh ?? high, null));
  }
  if (flag === '--explain')
    process.stderr.write(`${key} ${unit ?? ''}: low ${low?.value} (${low?.families}), high ${high?.value} (${high?.families})\n`);
}

for (const [key, mass] of Object.entries(MOLAR_MASS)) {
  const conversion = data.analytes[key]?.unit_conversions.find(({ from_ucum }) => from_ucum === 'mg/dL');
  const unit = data.analytes[key]?.ucum_canonical;
  if (!conversion || (unit !== 'mmol/L' && unit !== 'umol/L')) continue;
  const expected = (unit === 'umol/L' ? 10_000 : 10) / Number(mass);
  if (Math.abs(conversion.multiply_by / expected - 1) > 0.012)
    throw new Error(`molar mass of ${key}, ${mass} g/mol, does not fit the collection's factor ${conversion.multiply_by}`);
}

const options = STARTER_ANSWERS.flatMap(({ analyte, answers }) => {
  const found = data.analytes[analyte];
  const rows = data.critical_limits.filter((row) => row.analyte === analyte && row.tier === 'critical');
  if (!found || new Set(rows.map((row) => familyOf(row.source))).size < MIN_FAMILIES)
    throw new Error(`${analyte}: fewer than ${MIN_FAMILIES} families call it critical`);
  return found.loinc
    .filter(({ confidence }) => confidence === 'high')
    .flatMap(({ code }) => answers.map((answer) => ({ parameterCode: code, parameterName: found.name, ...answer })));
});
const used = new Set(limits.flatMap((row) => row.sources));
const sources = Object.fromEntries(
  Object.entries(data.sources)
    .filter(([key]) => used.has(key))
    .map(([key, { title, url, year }]) => [key, { title, url, year }]),
);
const about =
  'Examples, to be approved by the laboratory. Numbers published by other laboratories; per analyte and side the median, each source family counted once, at least three of them. Made by scripts/generate-starter-limits.ts.';
const lines = (rows: readonly object[]): string => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
writeFileSync(
  join(import.meta.dirname, '../src/evaluation/starter-limits.json'),
  `{\n  "about": ${JSON.stringify(about)},\n  "sources": ${JSON.stringify(sources, null, 2).replaceAll('\n', '\n  ')},\n  "limits": [\n${lines(limits)}\n  ],\n  "options": [\n${lines(options)}\n  ]\n}\n`,
);
process.stdout.write(
  `${limits.length} limits of ${new Set(limits.map((row) => row.parameterName)).size} analytes, ${options.length} options\n`,
);
