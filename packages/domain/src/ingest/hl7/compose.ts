import { encodeEscapes } from './escapes.ts';

/** A result as a person types it: what a laboratory told by telephone or on paper. */
export type TypedResult = {
  controlId: string;
  at: Date;
  labName: string;
  patient: { identifier: string; authority: string; type: string | null; died: boolean };
  order: {
    number: string;
    ordering: { code: string; name: string; phone: string } | null;
    patientClass: 'inpatient' | 'emergency' | 'outpatient' | 'other' | null;
    ward: string | null;
    room: string | null;
    bed: string | null;
    visitNumber: string | null;
  };
  departmentCode: string | null;
  specimen: string | null;
  parameter: { code: string; system: string; name: string };
  value: string;
  unit: string | null;
  referenceRange: string | null;
  flag: 'HH' | 'LL' | 'AA';
  /** OBX-11: final, or posted wrongly. */
  status: 'F' | 'W';
  collectedAt: Date | null;
  resultedAt: Date;
  note: string;
};

const CLASSES = { inpatient: 'I', emergency: 'E', outpatient: 'O', other: '' } as const;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * The ORU^R01 that says what was typed, so that it is stored, read, judged and opened as every other result is. It names
 * the patient by number only: what a message leaves out of a patient stays as it is.
 */
export function composeTypedResult(typed: TypedResult): string {
  const { patient, order, parameter } = typed;
  const e = (text: string | null): string => encodeEscapes(text ?? '');
  const time = (at: Date | null): string =>
    at
      ?.toISOString()
      .replace(/[-:T]/g, '')
      .replace(/\.\d+Z$/, '+0000') ?? '';
  const provider = order.ordering ? `${e(order.ordering.code)}^${e(order.ordering.name)}` : '';
  const test = `${e(parameter.code)}^${e(parameter.name)}^${e(parameter.system)}`;
  const number = e(order.number);
  const segments: [string, Record<number, string>][] = [
    ['PID', { 1: '1', 3: `${e(patient.identifier)}^^^${e(patient.authority)}^${e(patient.type)}`, 30: patient.died ? 'Y' : '' }],
    ['PV1', { 1: '1', 2: order.patientClass ? CLASSES[order.patientClass] : '', 3: place(order, e), 19: e(order.visitNumber) }],
    ['ORC', { 1: 'RE', 2: number, 3: number, 4: number, 12: provider, 14: e(order.ordering?.phone ?? '') }],
    [
      'OBR',
      {
        1: '1',
        2: number,
        3: number,
        4: test,
        7: time(typed.collectedAt),
        15: e(typed.specimen),
        16: provider,
        22: time(typed.resultedAt),
        24: e(typed.departmentCode),
        25: typed.status === 'F' ? 'F' : 'C',
      },
    ],
    [
      'OBX',
      {
        1: '1',
        2: NUMBER.test(typed.value) ? 'NM' : 'ST',
        3: test,
        5: e(typed.value),
        6: e(typed.unit),
        7: e(typed.referenceRange),
        8: typed.flag,
        11: typed.status,
        // Empty where nobody said it: a reader takes it for the time of collection.
        14: time(typed.collectedAt),
        // What takes a result back is newer than it, whatever the time the result bears.
        19: typed.status === 'W' ? time(typed.at) : '',
      },
    ],
    ['NTE', { 1: '1', 3: e(typed.note) }],
  ];
  const header = `MSH|^~\\&|CRITICAL-CALLOUT|${e(typed.labName)}|||${time(typed.at)}||ORU^R01^ORU_R01|${e(typed.controlId)}|P|2.5.1||||||UNICODE UTF-8`;
  return `${[header, ...segments.map(([name, fields]) => segment(name, fields))].join('\r')}\r`;
}

function place({ ward, room, bed }: TypedResult['order'], e: (text: string | null) => string): string {
  return ward === null && room === null && bed === null ? '' : `${e(ward)}^${e(room)}^${e(bed)}`;
}

function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|').replace(/\|+$/, '');
}
