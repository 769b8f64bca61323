import type { Mapping, MappingFields, Mappings } from '@critical-callout/contract/mappings';
import type { Translate } from '../platform/text.tsx';

export type Unread = Mappings['unread'][number];

/** What the form holds. A unit that arrives is any, none or this one, which one text field could not say. */
export type MappingDraft = {
  sourceId: string;
  fromCode: string;
  fromSystem: string;
  unitKind: 'any' | 'none' | 'this';
  fromUnit: string;
  /** `code|system` of a test that a rule speaks of; empty: as it was sent. */
  target: string;
  toUnit: string;
  reason: string;
};

export const NEW_MAPPING: MappingDraft = {
  sourceId: '',
  fromCode: '',
  fromSystem: '',
  unitKind: 'any',
  fromUnit: '',
  target: '',
  toUnit: '',
  reason: '',
};

export const targetOf = (code: string, system: string | null): string => `${code}|${system ?? ''}`;

const unitKindOf = (unit: string | null): MappingDraft['unitKind'] => (unit === null ? 'any' : unit === '' ? 'none' : 'this');

export const draftOfMapping = (mapping: Mapping): MappingDraft => ({
  sourceId: mapping.sourceId === null ? '' : String(mapping.sourceId),
  fromCode: mapping.fromCode ?? '',
  fromSystem: mapping.fromSystem ?? '',
  unitKind: unitKindOf(mapping.fromUnit),
  fromUnit: mapping.fromUnit ?? '',
  target: mapping.toCode === null ? '' : targetOf(mapping.toCode, mapping.toSystem),
  toUnit: mapping.toUnit ?? '',
  reason: '',
});

/** What arrived, as the left side of a mapping: its unit where the unit is what was not understood. */
export const draftOfUnread = ({ sourceId, code, codeSystem, unit, why }: Unread): MappingDraft => ({
  ...NEW_MAPPING,
  sourceId: String(sourceId),
  fromCode: code,
  fromSystem: codeSystem,
  ...(why === 'cannot-say' && { unitKind: unitKindOf(unit ?? ''), fromUnit: unit ?? '' }),
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export function fieldsOfDraft(draft: MappingDraft): MappingFields {
  const [toCode = '', toSystem = ''] = draft.target.split('|');
  return {
    sourceId: draft.sourceId === '' ? null : Number(draft.sourceId),
    fromCode: orNull(draft.fromCode),
    fromSystem: orNull(draft.fromSystem),
    fromUnit: draft.unitKind === 'any' ? null : draft.unitKind === 'none' ? '' : draft.fromUnit.trim(),
    toCode: orNull(toCode),
    toSystem: toCode === '' ? null : toSystem,
    toUnit: orNull(draft.toUnit),
  };
}

/** `KAL · mMol/l` */
export function fromWords({ fromCode, fromSystem, fromUnit }: MappingFields, t: Translate): string {
  const code = fromCode === null ? t('mapping.anyCode') : fromSystem ? `${fromCode} (${fromSystem})` : fromCode;
  if (fromUnit === null) return code;
  return `${code} · ${fromUnit === '' ? t('mapping.noUnit') : fromUnit}`;
}

export function toWords({ toCode, toUnit }: MappingFields, t: Translate): string {
  return [toCode ?? t('mapping.sameCode'), toUnit].filter((part) => part !== null).join(' · ');
}
