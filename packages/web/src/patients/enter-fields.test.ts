import { enterManualResultSchema } from '@critical-callout/contract/manual';
import { describe, expect, it } from 'vitest';
import { type EnterFields, entryOf, fieldOfServer, knownOf, problemsOfEntry } from './enter-fields.ts';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const KNOWN = [{ code: '2823-3', codeSystem: 'LN', name: 'Potassium', unit: 'mmol/L' }];
const fields = (more: Partial<EnterFields> = {}): EnterFields => ({
  parameter: 'potassium',
  value: ' 6.8 ',
  unit: 'mmol/L',
  severity: 'critical-high',
  limit: '≥ 6.2',
  referenceRange: '',
  specimen: '',
  resultedAt: '2026-11-25T10:50',
  collectedAt: '',
  receivedThrough: 'telephone',
  receivedFrom: 'Ward laboratory',
  verifiedBy: 'Kim Park',
  like: '7',
  ward: 'ignored',
  department: '',
  comment: '',
  ...more,
});
const problems = (more: Partial<EnterFields>) =>
  problemsOfEntry(fields(more), NOW, 'Europe/Berlin').map(({ field, message }) => [field, message]);

describe('a result entered by hand', () => {
  it('becomes what the contract takes, by the clock of the laboratory, with the code of its limit', () => {
    const entry = enterManualResultSchema.parse(entryOf(fields(), KNOWN, 'Europe/Berlin'));
    expect(entry).toMatchObject({
      parameter: { code: '2823-3', codeSystem: 'LN', name: 'Potassium' },
      value: '6.8',
      resultedAt: '2026-11-25T09:50:00.000Z',
      collectedAt: null,
      likeBillId: 7,
      ward: '',
    });
  });

  it('of a test without a limit goes by its name, and takes the ward where no order is chosen', () => {
    const entry = entryOf(fields({ parameter: 'Ammonia', like: '', ward: '7B' }), KNOWN, 'UTC');
    expect(entry).toMatchObject({ parameter: { code: null, name: 'Ammonia' }, likeBillId: null, ward: '7B' });
    expect(knownOf('2823-3', KNOWN)?.name).toBe('Potassium');
  });

  it.each([
    [
      { value: ' ', verifiedBy: '' },
      [
        ['value', 'byHand.missing.value'],
        ['verifiedBy', 'byHand.missing.verifiedBy'],
      ],
    ],
    [{ severity: '' as const }, [['severity', 'byHand.missing.severity']]],
    [{ resultedAt: '2026-11-25T12:00' }, [['resultedAt', 'byHand.future']]],
    [{ collectedAt: '2026-11-25T10:55' }, [['collectedAt', 'byHand.collectedLater']]],
    [{ collectedAt: '2026-11-26T10:55' }, [['collectedAt', 'byHand.future']]],
    [{}, []],
  ])('%j names each field that is wrong', (more, expected) => {
    expect(problems(more)).toEqual(expected);
  });

  it('finds the fields the server names', () => {
    expect(['likeBillId', 'departmentId', 'parameter.name', 'value'].map(fieldOfServer)).toEqual([
      'like',
      'department',
      'parameter',
      'value',
    ]);
  });
});
