import type { IncomingResult } from '../result/index.ts';
import { conversionFactor, isUnit } from './units.ts';

/**
 * How the laboratory reads what a sender writes in its own way. What is null on the left matches anything; what is null on the
 * right stays as it was sent. A mapping renames and never converts: the value stays what it is.
 */
export type CodeMapping = {
  id: number;
  version: number;
  /** null: whichever source. */
  sourceId: number | null;
  fromCode: string | null;
  fromSystem: string | null;
  /** '' is a message without a unit. */
  fromUnit: string | null;
  toCode: string | null;
  toSystem: string | null;
  toUnit: string | null;
};

type Sent = Pick<IncomingResult, 'parameterCode' | 'codeSystem' | 'unit'>;

const fold = (text: string | null): string => (text ?? '').trim().toUpperCase();
/** Case tells units apart (mg is not Mg), spaces do not. */
const unitText = (unit: string | null): string => (unit ?? '').trim();

function fits(mapping: CodeMapping, sourceId: number | null, sent: Sent): boolean {
  if (mapping.sourceId !== null && mapping.sourceId !== sourceId) return false;
  if (mapping.fromCode !== null && fold(mapping.fromCode) !== fold(sent.parameterCode)) return false;
  if (mapping.fromSystem !== null && fold(mapping.fromSystem) !== fold(sent.codeSystem)) return false;
  return mapping.fromUnit === null || unitText(mapping.fromUnit) === unitText(sent.unit);
}

/** How much a mapping says of what it is for; of two that fit, the one that says more is meant. */
const closeness = ({ fromCode, sourceId, fromUnit, fromSystem }: CodeMapping): number =>
  (fromCode === null ? 0 : 8) + (sourceId === null ? 0 : 4) + (fromUnit === null ? 0 : 2) + (fromSystem === null ? 0 : 1);

/** The mapping that is meant for this result, if any. */
export function mappingFor(mappings: readonly CodeMapping[], sourceId: number | null, sent: Sent): CodeMapping | null {
  let found: CodeMapping | null = null;
  for (const mapping of mappings) {
    if (fits(mapping, sourceId, sent) && (found === null || closeness(mapping) > closeness(found))) found = mapping;
  }
  return found;
}

/** The result as it is judged, and what is said of it in the verdict's reason. Stored and shown is what was sent. */
export function mapResult<T extends Sent>(
  mappings: readonly CodeMapping[],
  sourceId: number | null,
  result: T,
): { result: T; note: string } {
  const mapping = mappings.length === 0 ? null : mappingFor(mappings, sourceId, result);
  if (!mapping) return { result, note: '' };
  const { toCode, toSystem, toUnit } = mapping;
  const unit = toUnit === null ? result.unit : toUnit === '' ? null : toUnit;
  const mapped =
    toCode === null ? { ...result, unit } : { ...result, unit, parameterCode: toCode, codeSystem: toSystem ?? result.codeSystem };
  const words = [toCode, toUnit === null ? null : `in ${toUnit === '' ? 'no unit' : toUnit}`].filter(Boolean).join(' ');
  return { result: mapped, note: `; read as ${words} by mapping ${mapping.id}` };
}

/** The code a result is judged by, in capitals: two results of one parameter have one. */
export const judgedCode = (mappings: readonly CodeMapping[], sourceId: number | null, sent: Sent): string =>
  fold((mappings.length === 0 ? null : mappingFor(mappings, sourceId, sent)?.toCode) ?? sent.parameterCode);

export type MappingProblem = { field: 'fromCode' | 'toCode' | 'fromUnit' | 'toUnit'; message: string };

/** What is wrong with a mapping, in words that name the value. `isKnown`: a limit or an option speaks of that code. */
export function checkMapping(
  { fromCode, fromUnit, toCode, toSystem, toUnit }: Omit<CodeMapping, 'id' | 'version' | 'sourceId' | 'fromSystem'>,
  isKnown: (code: string, system: string) => boolean,
): MappingProblem | null {
  if (fromCode === null && fromUnit === null) return { field: 'fromCode', message: 'name the code or the unit that arrives' };
  if (toCode === null && toUnit === null) return { field: 'toCode', message: 'name the code or the unit it is read as' };
  if (toCode !== null && fromCode === null) return { field: 'fromCode', message: `name the code that is read as ${toCode}` };
  if (toCode !== null && !isKnown(toCode, toSystem ?? ''))
    return { field: 'toCode', message: `no limit and no list option speaks of '${toCode}'${toSystem ? ` in ${toSystem}` : ''}` };
  if (toUnit !== null && toUnit !== '' && !isUnit(toUnit))
    return { field: 'toUnit', message: `'${toUnit}' is not a unit of UCUM` };
  if (toUnit !== null && fromUnit === null)
    return { field: 'fromUnit', message: `name the unit that is read as ${toUnit || 'none'}` };
  // A unit that is known by itself and measures the same by another number is converted exactly; renaming it would falsify values.
  const factor = fromUnit && toUnit ? conversionFactor(fromUnit, toUnit, { molarMass: null, valence: null }) : null;
  if (!factor) return null;
  const isSame = JSON.stringify(factor.numerator) === JSON.stringify(factor.denominator);
  return isSame
    ? { field: 'fromUnit', message: `'${fromUnit}' is understood as ${toUnit} already; no mapping is needed` }
    : {
        field: 'toUnit',
        message: `${fromUnit} and ${toUnit} differ by a factor; they are converted, a mapping would change the values`,
      };
}
