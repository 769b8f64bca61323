import { parseDecimal } from '../kernel/index.ts';
import { isInside, type LimitVersion } from './limit.ts';
import { normalSystem } from './rules.ts';
import { fitsSpecimen, isKnownSpecimen, isSpecimenInside, specimenWord } from './specimens.ts';
import { conversionFactor, isUnitless } from './units.ts';

/** Nothing that would be refused, and worth a look before a limit is approved. */
export type LimitAdvice = {
  code:
    | 'limits.age-gap'
    | 'limits.unreachable'
    | 'limits.unit-unseen'
    | 'limits.no-critical-bound'
    | 'limits.specimen-unseen'
    | 'limits.specimen-unsaid'
    | 'limits.change-lost';
  limitKey: string;
  field: string;
  message: string;
};

/** The units the results of one parameter came in, and how many of them. */
export type SeenUnits = (parameterCode: string, codeSystem: string) => readonly { unit: string | null; count: number }[];

/** The specimens the results of one parameter came from, as reports name them (none: not said), and how many of them. */
export type SeenSpecimens = (
  parameterCode: string,
  codeSystem: string,
) => readonly { specimen: readonly string[]; count: number }[];

type Span = { from: number; to: number };
const END = Number.POSITIVE_INFINITY;
const spanOf = (row: LimitVersion): Span => ({ from: row.ageFromDays, to: row.ageToDays ?? END });

/**
 * What is odd in these limits taken together: ages nobody thought of, limits no patient reaches, units that never come.
 * `rows` holds one version of each limit, those to be in force together.
 */
export function adviseLimits(
  rows: readonly LimitVersion[],
  seenUnits: SeenUnits = () => [],
  seenSpecimens: SeenSpecimens = () => [],
): LimitAdvice[] {
  const active = rows.filter((row) => row.isActive);
  const groups = new Map<string, LimitVersion[]>();
  for (const row of active) {
    const key = `${normalSystem(row.codeSystem)} ${row.parameterCode} ${row.tier}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [
    ...[...groups.values()].flatMap((group) => [...ageGaps(group), ...unreachable(group), ...changeLost(group)]),
    ...active.flatMap((row) => [...withoutCritical(row), ...unseenUnit(row, seenUnits), ...unseenSpecimen(row, seenSpecimens)]),
  ];
}

/**
 * Ages no limit speaks for, between or after those one does: of what has no limit by specimen, and of each specimen that
 * has. Limits of a place, a class or a department are exceptions and count aside.
 */
function ageGaps(group: readonly LimitVersion[]): LimitAdvice[] {
  const general = group.filter((row) => row.patientClass === null && row.location === null && row.department === null);
  const plain = general.filter((row) => row.specimen === null);
  const words = new Set(general.flatMap(({ specimen }) => (specimen === null ? [] : [specimenWord(specimen)])));
  const found = gapsOf(plain);
  const known = new Set(found.map(({ message }) => message));
  const ofSpecimens = [...words].flatMap((word) => {
    const rows = general.filter((row) => isSpecimenInside(word, row.specimen));
    // What is missing without a specimen is said once.
    return gapsOf(rows).flatMap((gap) =>
      known.has(gap.message) ? [] : [{ ...gap, message: `${gap.message}, specimen ${word}` }],
    );
  });
  return [...found, ...ofSpecimens];
}

function gapsOf(rowsOfAll: readonly LimitVersion[]): LimitAdvice[] {
  const gaps = new Map<string, { sexes: string[]; span: Span; row: LimitVersion }>();
  for (const sex of ['female', 'male'] as const) {
    const rows = rowsOfAll.filter((row) => row.sex === null || row.sex === sex);
    const [first] = rows;
    if (!first) continue;
    for (const span of holes(rows.map(spanOf))) {
      const known = gaps.get(`${span.from} ${span.to}`);
      if (known) known.sexes.push(sex);
      else
        gaps.set(`${span.from} ${span.to}`, {
          sexes: [sex],
          span,
          row: rows.find((row) => spanOf(row).to === span.from) ?? first,
        });
    }
  }
  return [...gaps.values()].map(({ sexes, span, row }) => {
    const who = sexes.length === 2 ? 'patients' : `${sexes[0]} patients`;
    const until = span.to === END ? 'on' : `to ${days(span.to)}`;
    const message = `${row.parameterName} (${row.parameterCode}): no limit for ${who} from ${days(span.from)} ${until}`;
    return { code: 'limits.age-gap', limitKey: row.limitKey, field: 'ageToDays', message };
  });
}

/** What of 0 to no end the spans leave open. */
function holes(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  let covered = 0;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    if (from > covered) found.push({ from: covered, to: from });
    covered = Math.max(covered, to);
  }
  if (covered < END) found.push({ from: covered, to: END });
  return found;
}

/** Limits whose every patient has a narrower one. */
function unreachable(group: readonly LimitVersion[]): LimitAdvice[] {
  return group.flatMap((row): LimitAdvice[] => {
    const narrower = group.filter(
      (other) =>
        other !== row &&
        isInside(other, row) &&
        !isInside(row, other) &&
        other.patientClass === row.patientClass &&
        other.location === row.location &&
        other.department === row.department &&
        isSpecimenInside(row.specimen, other.specimen),
    );
    const sexes = row.sex === null ? (['female', 'male'] as const) : [row.sex];
    const isCovered = sexes.every((sex) => {
      const spans = narrower.filter((other) => other.sex === null || other.sex === sex).map(spanOf);
      const { from, to } = spanOf(row);
      return holes(spans).every((hole) => hole.to <= from || hole.from >= to);
    });
    if (!isCovered) return [];
    const message = `${row.parameterName} (${row.parameterCode}): every patient of limit ${row.limitKey} has a narrower one; it is used only where sex or age is not known`;
    return [{ code: 'limits.unreachable', limitKey: row.limitKey, field: 'limitKey', message }];
  });
}

/** The narrower limit counts alone: a rule for changes that only the wider one has is lost for its patients. */
function changeLost(group: readonly LimitVersion[]): LimitAdvice[] {
  return group.flatMap((row): LimitAdvice[] => {
    const wider = group.find((other) => other.delta !== null && isInside(row, other) && !isInside(other, row));
    if (row.delta !== null || !wider) return [];
    const message = `${row.parameterName} (${row.parameterCode}): limit ${row.limitKey} asks for no change, which the wider ${wider.limitKey} does; for its results no change is critical`;
    return [{ code: 'limits.change-lost', limitKey: row.limitKey, field: 'delta', message }];
  });
}

function withoutCritical(row: LimitVersion): LimitAdvice[] {
  if (row.criticalLower !== null || row.criticalUpper !== null || row.delta !== null) return [];
  const message = `${row.parameterName} (${row.parameterCode}): no critical bound and no change that counts; nothing of it is ever critical by this limit`;
  return [{ code: 'limits.no-critical-bound', limitKey: row.limitKey, field: 'criticalUpper', message }];
}

function unseenUnit(row: LimitVersion, seenUnits: SeenUnits): LimitAdvice[] {
  const seen = seenUnits(row.parameterCode, row.codeSystem).filter(({ unit }) => unit !== null && unit.trim() !== '');
  const isLimitUnitless = row.unit === null || isUnitless(row.unit);
  const substance = { molarMass: row.molarMass === null ? null : parseDecimal(row.molarMass), valence: row.valence };
  const unlike = seen.filter(({ unit }) =>
    isLimitUnitless ? !isUnitless(unit ?? '') : conversionFactor(unit ?? '', row.unit ?? '', substance) === null,
  );
  if (unlike.length === 0) return [];
  const shown = unlike.map(({ unit, count }) => `${unit} (${count})`).join(', ');
  const message = `${row.parameterName} (${row.parameterCode}): results came in ${shown}, which cannot be compared with ${row.unit ?? 'a number without unit'}`;
  return [{ code: 'limits.unit-unseen', limitKey: row.limitKey, field: 'unit', message }];
}

/** A limit for a specimen no result came from, and results that do not say theirs: this limit calls for those too. */
function unseenSpecimen(row: LimitVersion, seenSpecimens: SeenSpecimens): LimitAdvice[] {
  const { specimen: asked, limitKey, parameterName, parameterCode } = row;
  if (asked === null) return [];
  const seen = seenSpecimens(parameterCode, row.codeSystem).map((one) => ({ ...one, fit: fitsSpecimen(asked, one.specimen) }));
  const advice = (code: LimitAdvice['code'], text: string): LimitAdvice[] => [
    { code, limitKey, field: 'specimen', message: `${parameterName} (${parameterCode}): ${text}` },
  ];
  const list = (of: typeof seen): string => of.map(({ specimen, count }) => `${specimen[0] ?? 'not said'} (${count})`).join(', ');
  const unsaid = seen.filter(({ fit, specimen }) => fit === 'maybe' && !specimen.some(isKnownSpecimen));
  return [
    ...(seen.length > 0 && !seen.some(({ fit }) => fit === 'yes')
      ? advice('limits.specimen-unseen', `no result came from ${asked}, only from ${list(seen)}`)
      : []),
    ...(unsaid.length > 0
      ? advice('limits.specimen-unsaid', `results came with specimen ${list(unsaid)}; the limit for ${asked} calls for them too`)
      : []),
  ];
}

function days(count: number): string {
  return count >= 730 && count % 365 === 0 ? `${count / 365} y` : `${count} d`;
}
