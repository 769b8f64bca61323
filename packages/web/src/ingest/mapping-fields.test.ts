import { expect, it } from 'vitest';
import { draftOfMapping, draftOfUnread, fieldsOfDraft, NEW_MAPPING, targetOf } from './mapping-fields.ts';

const about = {
  id: 1,
  key: 'k',
  version: 1,
  isActive: true,
  reason: 'r',
  changedBy: 'i',
  changedAt: '2026-11-25T08:00:00Z',
  source: null,
};

it('writes what it reads, whichever side is left open', () => {
  for (const fields of [
    { sourceId: 3, fromCode: 'KAL', fromSystem: 'L', fromUnit: null, toCode: '2823-3', toSystem: 'LN', toUnit: null },
    { sourceId: null, fromCode: null, fromSystem: null, fromUnit: 'mMol', toCode: null, toSystem: null, toUnit: 'mmol/L' },
    { sourceId: null, fromCode: 'KAL', fromSystem: null, fromUnit: '', toCode: null, toSystem: null, toUnit: 'mmol/L' },
  ])
    expect(fieldsOfDraft(draftOfMapping({ ...about, ...fields }))).toEqual(fields);
});

it('takes over what arrived: the unit only where the unit was not understood', () => {
  const unread = {
    sourceId: 2,
    source: 'LIS',
    code: 'KAL',
    codeSystem: 'L',
    name: 'Kalium',
    unit: 'mMol',
    count: 1,
    flagged: 0,
    lastAt: '',
  };
  expect(draftOfUnread({ ...unread, why: 'no-rule' })).toEqual({
    ...NEW_MAPPING,
    sourceId: '2',
    fromCode: 'KAL',
    fromSystem: 'L',
  });
  expect(draftOfUnread({ ...unread, why: 'cannot-say' })).toMatchObject({ unitKind: 'this', fromUnit: 'mMol' });
  expect(draftOfUnread({ ...unread, unit: null, why: 'cannot-say' })).toMatchObject({ unitKind: 'none', fromUnit: '' });
  expect(targetOf('2823-3', null)).toBe('2823-3|');
});
