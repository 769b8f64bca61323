import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composeTypedResult, type TypedResult } from './compose.ts';
import { readHl7v2 } from './read.ts';

const typed = (more: Partial<TypedResult> = {}): TypedResult => ({
  controlId: 'hand-7',
  at: new Date('2026-11-25T10:12:30Z'),
  labName: 'Harbour | Teaching',
  patient: { identifier: '1297287652', authority: 'HOSP', type: 'MR', died: false },
  order: {
    number: 'H-000007',
    ordering: { code: 'D100', name: 'Dr Ada Finch', phone: '555-0111' },
    patientClass: 'inpatient',
    ward: '7B',
    room: '2',
    bed: null,
    visitNumber: 'V9',
  },
  departmentCode: 'CH',
  specimen: 'Plasma',
  parameter: { code: '2823-3', system: 'LN', name: 'Potassium' },
  value: '6.8',
  unit: 'mmol/L',
  referenceRange: '3.5-5.1',
  flag: 'HH',
  status: 'F',
  collectedAt: new Date('2026-11-25T09:00:00Z'),
  resultedAt: new Date('2026-11-25T10:00:00Z'),
  note: 'Entered by hand. Limit there ≥ 6.2',
  ...more,
});

function read(one: TypedResult) {
  const [message] = readHl7v2(composeTypedResult(one)).messages;
  if (message?.outcome !== 'results') throw new Error(`${message?.outcome}`);
  const [order] = message.message.orders;
  const [report] = order?.reports ?? [];
  const [result] = report?.results ?? [];
  if (!order || !report || !result) throw new Error('nothing was read');
  return { message: message.message, order, report, result };
}

it('is read back as it was typed, and names the patient by number only', () => {
  const { message, order, report, result } = read(typed());
  expect(message).toMatchObject({ controlId: 'hand-7', messageType: 'ORU^R01', problems: [] });
  expect(order).toMatchObject({
    billNumber: 'H-000007',
    patient: {
      identifier: '1297287652',
      authority: 'HOSP',
      identifierType: 'MR',
      familyName: null,
      sex: null,
      born: null,
      died: false,
    },
    ordering: { code: 'D100', name: 'Dr Ada Finch', phone: '555-0111' },
    patientClass: 'inpatient',
    ward: '7B',
    room: '2',
    visitNumber: 'V9',
  });
  expect(report).toMatchObject({
    testCode: '2823-3',
    testName: 'Potassium',
    departmentCode: 'CH',
    specimen: 'Plasma',
    status: 'final',
  });
  expect(report.resultedAt?.toISOString()).toBe('2026-11-25T10:00:00.000Z');
  expect(report.collectedAt?.toISOString()).toBe('2026-11-25T09:00:00.000Z');
  expect(result).toMatchObject({
    parameterCode: '2823-3',
    codeSystem: 'LN',
    value: '6.8',
    unit: 'mmol/L',
    referenceRange: '3.5-5.1',
    flags: ['HH'],
    status: 'F',
    note: 'Entered by hand. Limit there ≥ 6.2',
  });
});

it('a result that was posted wrongly is newer than the result it takes back', () => {
  const [first, wrong] = [read(typed()), read(typed({ status: 'W', at: new Date('2026-11-25T10:30:00Z') }))];
  expect(wrong.result.status).toBe('W');
  expect(wrong.result.versionAt?.getTime()).toBeGreaterThan(first.result.versionAt?.getTime() ?? 0);
});

it('whatever is typed stays in its field', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((one) =>
      one
        .replace(/\s+/gu, ' ')
        .replace(/\p{Cc}/gu, '')
        .trim(),
    )
    .filter((one) => one !== '' && one !== '""');
  fc.assert(
    fc.property(text, text, text, text, (value, unit, note, name) => {
      const { result } = read(typed({ value, unit, note, parameter: { code: 'X', system: 'L', name } }));
      expect([result.value, result.unit, result.note, result.parameterName]).toEqual([value, unit, note, name]);
    }),
  );
});
