/// <reference path="./ucum-lhc.d.ts" />
import ucum, { type UcumUnit } from '@lhncbc/ucum-lhc';
import { type Decimal, multiplyDecimals, parseDecimal } from '../kernel/index.ts';
import { ucumCandidates } from './unit-spelling.ts';

/** What a limit says of its substance, for conversions that need it. */
export type Substance = {
  /** g/mol: mass to amount, as mg/dL to mmol/L. */
  molarMass: Decimal | null;
  /** Charges of one ion: mmol/L to meq/L. */
  valence: number | null;
};

/** `value × numerator / denominator` is the value in the other unit, exactly. Kept apart, so that nothing is rounded. */
export type Factor = { numerator: Decimal; denominator: Decimal };

const ONE: Decimal = { digits: 1, big: null, scale: 0 };
export const SAME: Factor = { numerator: ONE, denominator: ONE };

/**
 * The factor from one unit text to another, or null when there is none: unlike quantities, an unknown unit, a molar mass
 * or a valence that is needed and not given, or a scale that is not a factor (degrees). Both texts may be any analyser's
 * spelling. The UCUM library builds its table (14 MB, 25 ms) at the first pair of units that really differ.
 */
export function conversionFactor(from: string, to: string, substance: Substance): Factor | null {
  const targets = ucumCandidates(to);
  for (const source of ucumCandidates(from)) {
    for (const target of targets) {
      const factor = source === target ? SAME : convert(source, target, substance);
      if (factor) return factor;
    }
  }
  return null;
}

/** Whether the text is a unit at all (UCUM, or a spelling of this house's table). */
export function isUnit(text: string): boolean {
  return ucumCandidates(text).some((code) => code === '' || find(code) !== null);
}

/** Whether the text means "no unit": a pure number, a ratio, a titre, pH. */
export function isUnitless(text: string): boolean {
  return ucumCandidates(text)[0] === '';
}

function convert(from: string, to: string, substance: Substance): Factor | null {
  // A bare number is a fraction only where the other side is one written out: 0.45 L/L is 45 %, an INR of 5 is not 500 %.
  if (from === '' || to === '') return null;
  // D-dimer in fibrinogen equivalents is twice that in D-dimer units; without a word which, nothing can be said.
  if (annotation(from) !== annotation(to)) return null;
  // UCUM gives a microscope's field of view no size; without one it compares with nothing else.
  if (/\[[HL]PF\]/.test(from + to)) return null;
  const a = find(from);
  const b = find(to);
  if (!a || !b || a.cnv_ || b.cnv_ || a.isSpecial_ || b.isSpecial_ || a.isArbitrary_ !== b.isArbitrary_) return null;
  if (a.isArbitrary_) return null;
  const source = amount(a, substance);
  const target = amount(b, substance);
  if (source.dimension === target.dimension) return ratio(a.magnitude_ / b.magnitude_);
  if (!source.moles || !target.moles || source.rest !== target.rest) return null;
  const factor = ratio(source.moles.magnitude / target.moles.magnitude);
  return {
    numerator: multiplyDecimals(factor.numerator, target.moles.divisor),
    denominator: multiplyDecimals(factor.denominator, source.moles.divisor),
  };
}

function annotation(code: string): string {
  return /\{(FEU|DDU)\}/i.exec(code)?.[1]?.toUpperCase() ?? '';
}

function find(code: string): UcumUnit | null {
  // Longer than any unit: prose. The library would search it for suggestions.
  if (code.length > 40) return null;
  return ucum.UcumLhcUtils.getInstance().getSpecifiedUnit(code, 'validate').unit;
}

type Amount = {
  dimension: string;
  /** The dimension without the amount of substance, by which mass, mole and equivalent become comparable. */
  rest: string;
  /** The unit in moles (times `divisor`), where it holds one amount of substance and what is needed to say so is known. */
  moles: { magnitude: number; divisor: Decimal } | null;
};

function amount(unit: UcumUnit, { molarMass, valence }: Substance): Amount {
  const vector = unit.dim_?.dimVec_ ?? [0, 0, 0, 0, 0, 0, 0];
  const mass = vector[2] ?? 0;
  const rest = vector.map((exponent, index) => (index === 2 ? 0 : exponent)).join(',');
  const dimension = [...vector, unit.moleExp_, unit.equivalentExp_].join(',');
  const perMole = find('mol')?.magnitude_ ?? Number.NaN;
  const isOne = mass + unit.moleExp_ + unit.equivalentExp_ === 1;
  const moles = !isOne
    ? null
    : unit.moleExp_ === 1
      ? { magnitude: unit.magnitude_ / perMole, divisor: ONE }
      : unit.equivalentExp_ === 1
        ? valence && { magnitude: unit.magnitude_ / perMole, divisor: { digits: valence, big: null, scale: 0 } }
        : molarMass && { magnitude: unit.magnitude_, divisor: molarMass };
  return { dimension, rest, moles: moles || null };
}

/**
 * The library computes in floating point. Factors between units are short decimals or the inverse of one (60, 1/60,
 * 133.322); the double nearest to the computed one, at 12 digits, is that decimal, and the noise is gone.
 */
function ratio(value: number): Factor {
  const direct = value.toPrecision(12);
  const inverse = (1 / value).toPrecision(12);
  return significantDigits(direct) <= significantDigits(inverse)
    ? { numerator: parseDecimal(direct) ?? ONE, denominator: ONE }
    : { numerator: ONE, denominator: parseDecimal(inverse) ?? ONE };
}

function significantDigits(text: string): number {
  return text.replace(/e.*$/, '').replace(/[.-]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
}
