import type { Limit, LimitFields } from '@critical-callout/contract/limits';
import { DELTA_DIRECTIONS, DELTA_MEASURES } from '@critical-callout/domain/evaluation';
import type { Translate } from '../platform/text.tsx';
import { ageText, daysOf } from './ages.ts';

const MAX_AGE_DAYS = 60_000;

const NUMBERS = [
  'secondLower',
  'criticalLower',
  'lowerBound',
  'upperBound',
  'criticalUpper',
  'secondUpper',
  'molarMass',
] as const;
export type NumberField = (typeof NUMBERS)[number];
const TEXTS = ['unit', 'location', 'specimen', 'deltaBy', 'deltaHours'] as const;
const WHOLE = ['ageFromDays', 'ageToDays', 'valence'] as const;
const CHOICES = ['sex', 'patientClass', 'department', 'deltaIn', 'deltaDirection'] as const;

/** What the form holds: everything typed is text until it is checked. */
export type LimitDraft = Record<
  (typeof NUMBERS)[number] | (typeof TEXTS)[number] | (typeof WHOLE)[number] | (typeof CHOICES)[number],
  string
> &
  Pick<
    LimitFields,
    | 'parameterCode'
    | 'codeSystem'
    | 'parameterName'
    | 'tier'
    | 'isCriticalLowerInclusive'
    | 'isCriticalUpperInclusive'
    | 'isActive'
    | 'sources'
  >;

const EMPTY: LimitDraft = {
  ...{
    parameterCode: '',
    codeSystem: 'LN',
    parameterName: '',
    unit: '',
    tier: 'critical',
    sex: '',
    ageFromDays: '0 d',
    ageToDays: '',
  },
  ...{
    patientClass: '',
    location: '',
    specimen: '',
    department: '',
    criticalLower: '',
    lowerBound: '',
    upperBound: '',
    criticalUpper: '',
    secondLower: '',
    secondUpper: '',
    molarMass: '',
    valence: '',
  },
  ...{ deltaBy: '', deltaIn: 'absolute', deltaHours: '', deltaDirection: 'both' },
  ...{ isCriticalLowerInclusive: false, isCriticalUpperInclusive: false, isActive: true, sources: [] },
};

export function draftOf(limit: Limit | null): LimitDraft {
  if (limit === null) return EMPTY;
  const text = (value: string | number | null): string => (value === null ? '' : String(value));
  const {
    parameterCode,
    codeSystem,
    parameterName,
    tier,
    isCriticalLowerInclusive,
    isCriticalUpperInclusive,
    isActive,
    sources,
  } = limit;
  return {
    ...{ parameterCode, codeSystem, parameterName, tier, isCriticalLowerInclusive, isCriticalUpperInclusive, isActive, sources },
    ...{ unit: text(limit.unit), location: text(limit.location), sex: text(limit.sex), patientClass: text(limit.patientClass) },
    ...{
      ageFromDays: ageText(limit.ageFromDays),
      ageToDays: limit.ageToDays === null ? '' : ageText(limit.ageToDays),
      valence: text(limit.valence),
      molarMass: text(limit.molarMass),
    },
    ...{ criticalLower: text(limit.criticalLower), lowerBound: text(limit.lowerBound) },
    ...{ upperBound: text(limit.upperBound), criticalUpper: text(limit.criticalUpper) },
    ...{ secondLower: text(limit.secondLower), secondUpper: text(limit.secondUpper) },
    ...{ specimen: text(limit.specimen), department: text(limit.department) },
    ...{ deltaBy: text(limit.delta?.by ?? null), deltaHours: text(limit.delta?.hours ?? null) },
    ...{ deltaIn: limit.delta?.in ?? EMPTY.deltaIn, deltaDirection: limit.delta?.direction ?? EMPTY.deltaDirection },
  };
}

/** As the server takes it; only after the form found nothing wrong. */
export function fieldsOf(draft: LimitDraft): LimitFields {
  const text = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  const whole = (value: string): number | null => (value.trim() === '' ? null : Number(value));
  const { deltaBy, deltaIn, deltaHours, deltaDirection, ...own } = draft;
  return {
    ...own,
    parameterCode: draft.parameterCode.trim(),
    codeSystem: draft.codeSystem.trim(),
    parameterName: draft.parameterName.trim(),
    unit: text(draft.unit),
    location: text(draft.location),
    specimen: text(draft.specimen),
    department: text(draft.department),
    delta: deltaOf({ deltaBy, deltaIn, deltaHours, deltaDirection }),
    sex: draft.sex === 'female' || draft.sex === 'male' ? draft.sex : null,
    patientClass: CLASSES.find((one) => one === draft.patientClass) ?? null,
    ageFromDays: daysOf(draft.ageFromDays) ?? 0,
    ageToDays: daysOf(draft.ageToDays),
    valence: whole(draft.valence),
    molarMass: text(draft.molarMass),
    criticalLower: text(draft.criticalLower),
    lowerBound: text(draft.lowerBound),
    upperBound: text(draft.upperBound),
    criticalUpper: text(draft.criticalUpper),
    secondLower: text(draft.secondLower),
    secondUpper: text(draft.secondUpper),
  };
}

/** Without a size there is no rule; a size without hours is what the form refuses. */
function deltaOf({
  deltaBy,
  deltaIn,
  deltaHours,
  deltaDirection,
}: Pick<LimitDraft, 'deltaBy' | 'deltaIn' | 'deltaHours' | 'deltaDirection'>): LimitFields['delta'] {
  if (deltaBy.trim() === '') return null;
  const measure = DELTA_MEASURES.find((one) => one === deltaIn) ?? 'absolute';
  const direction = DELTA_DIRECTIONS.find((one) => one === deltaDirection) ?? 'both';
  return { by: deltaBy.trim(), in: measure, hours: Number(deltaHours), direction };
}

/** `1.5 mmol/L up within 24 h` */
export function deltaText({ delta, unit }: Pick<LimitFields, 'delta' | 'unit'>, t: Translate): string {
  if (delta === null) return '';
  const by = `${delta.by} ${delta.in === 'percent' ? '%' : (unit ?? '')}`.trim();
  return t('limits.delta.text', { by, direction: t(`limits.delta.${delta.direction}`), hours: delta.hours });
}

export const CLASSES = ['inpatient', 'emergency', 'outpatient', 'other'] as const;

export const isAboveZero = (text: string): boolean =>
  text.trim() === '' || (isDecimal(text) && /[1-9]/.test(text) && !text.trim().startsWith('-'));

export const isDecimal = (text: string): boolean => text.trim() === '' || /^-?\d{1,15}(\.\d{1,15})?$/.test(text.trim());

export function isAge(text: string, min: number): boolean {
  const days = daysOf(text);
  return text.trim() === '' || (days !== null && days >= min && days <= MAX_AGE_DAYS);
}

export function isWhole(text: string, min: number, max: number): boolean {
  return text.trim() === '' || (/^\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max);
}

/** The lines of a review, in the words of the form. */
export function linesOf(draft: LimitDraft, t: Translate): { label: string; value: string }[] {
  const yes = (is: boolean): string => t(is ? 'ingest.yes' : 'ingest.no');
  const plain = (
    [
      'parameterCode',
      'codeSystem',
      'parameterName',
      'unit',
      ...NUMBERS,
      'ageFromDays',
      'ageToDays',
      'location',
      'specimen',
      'valence',
    ] as const
  ).map((field) => ({ label: t(`limits.field.${field}`), value: draft[field] }));
  return [
    ...plain,
    { label: t('limits.field.sex'), value: draft.sex },
    { label: t('limits.field.patientClass'), value: draft.patientClass },
    { label: t('limits.field.department'), value: draft.department },
    { label: t('limits.field.delta'), value: deltaText(fieldsOf(draft), t) },
    { label: t('limits.field.isCriticalLowerInclusive'), value: yes(draft.isCriticalLowerInclusive) },
    { label: t('limits.field.isCriticalUpperInclusive'), value: yes(draft.isCriticalUpperInclusive) },
    { label: t('limits.field.isActive'), value: yes(draft.isActive) },
  ];
}

/** For whom a limit is, in a few words. */
export function groupOf(limit: LimitFields, t: Translate): string {
  const age = (days: number): string => {
    const years = Math.round(days / 365.25);
    // Whole years are kept as days, rounded one way or the other: 18 years are 6574 or 6575.
    const isYears = years >= 2 && Math.abs(days - years * 365.25) < 1;
    return isYears ? t('limits.years', { years }) : t('limits.days', { days });
  };
  const { ageFromDays, ageToDays } = limit;
  const ages =
    ageToDays === null
      ? ageFromDays === 0
        ? null
        : t('limits.ageOn', { from: age(ageFromDays) })
      : t('limits.age', { from: age(ageFromDays), to: age(ageToDays) });
  const parts = [
    limit.sex === null ? null : t(`limits.sex.${limit.sex}`),
    ages,
    limit.patientClass === null ? null : t(`limits.class.${limit.patientClass}`),
    limit.location,
    limit.department === null ? null : t('limits.byDepartment', { department: limit.department }),
    limit.tier === 'significant' ? t('limits.tier.significant') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? t('limits.everybody') : parts.join(', ');
}

/** `below 2.8 mmol/L · 6.2 mmol/L or above, second limit 7.5 mmol/L` */
export function boundsOf(limit: LimitFields, t: Translate): string {
  const { criticalLower, criticalUpper, secondLower, secondUpper } = limit;
  const withUnit = (value: string): string => `${value} ${limit.unit ?? ''}`.trim();
  const second = (value: string | null): string => (value === null ? '' : `, ${t('limits.second', { value: withUnit(value) })}`);
  const parts = [
    criticalLower === null
      ? null
      : t(limit.isCriticalLowerInclusive ? 'limits.atOrBelow' : 'limits.below', { value: withUnit(criticalLower) }) +
        second(secondLower),
    criticalUpper === null
      ? null
      : t(limit.isCriticalUpperInclusive ? 'limits.atOrAbove' : 'limits.above', { value: withUnit(criticalUpper) }) +
        second(secondUpper),
    limit.delta === null ? null : deltaText(limit, t),
  ].filter((part) => part !== null);
  return parts.length === 0 ? '–' : parts.join(' · ');
}
