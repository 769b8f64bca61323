import type { Problem } from '../../kernel/index.ts';
import type {
  IncomingOrder,
  IncomingPatient,
  IncomingProvider,
  IncomingReport,
  IncomingResult,
  PatientClass,
} from '../../result/index.ts';
import type { PatientGroup } from './groups.ts';
import type { MessageHeader } from './header.ts';
import { mergeResults } from './merge.ts';
import { isNoNumber } from './no-number.ts';
import { noPatient, readPatient } from './patient.ts';
import { type ReportSegments, readReport } from './report.ts';
import type { Segment } from './segments.ts';
import { parseTimestamp } from './timestamp.ts';

/** Which number names the order (bill): the rule of the source. */
export type BillRule = 'placer-group' | 'placer' | 'filler';

export type OrderOptions = { zone: string; billRule: BillRule };

const classes = new Map<string, PatientClass>([
  ['I', 'inpatient'],
  ['B', 'inpatient'],
  ['IP', 'inpatient'],
  ['INPATIENT', 'inpatient'],
  ['IMP', 'inpatient'],
  ['E', 'emergency'],
  ['ED', 'emergency'],
  ['ER', 'emergency'],
  ['EMER', 'emergency'],
  ['EMERGENCY', 'emergency'],
  ['O', 'outpatient'],
  ['OP', 'outpatient'],
  ['R', 'outpatient'],
  ['AMB', 'outpatient'],
  ['OUTPATIENT', 'outpatient'],
]);

export function readOrders(
  groups: PatientGroup[],
  header: MessageHeader,
  options: OrderOptions,
  problems: Problem[],
): IncomingOrder[] {
  const orders = new Map<string, Gathered>();
  groups.forEach((group, groupIndex) => {
    if (group.reports.length === 0) return;
    if (!group.pid)
      problems.push({ code: 'ingest.missing-patient', place: 'PID', message: 'no PID segment: the results name no patient' });
    const patient = group.pid ? readPatient(group.pid, problems) : noPatient;
    for (const parts of group.reports) {
      const filler = numberOf(parts.obr, 3) || (parts.orc ? numberOf(parts.orc, 3) : '');
      const bill = billNumberOf(parts, filler, patient, header, options.billRule, problems);
      const key = JSON.stringify([groupIndex, bill]);
      const report = readReport(parts, header, options.zone, filler || bill, problems);
      const gathered = orders.get(key) ?? {
        order: newOrder(parts, group.pv1, patient, bill, filler, options.zone),
        reports: new Map(),
      };
      orders.set(key, gathered);
      gather(gathered.reports, report);
    }
  });
  const read = [...orders.values()].map(({ order, reports }) => ({
    ...order,
    reports: [...reports.values()].map(({ report, parts }) =>
      parts.length === 1 ? report : { ...report, results: mergeResults(parts.flat(), problems) },
    ),
  }));
  return separatePatients(read, problems);
}

type Gathered = {
  order: Omit<IncomingOrder, 'reports'>;
  reports: Map<string, { report: IncomingReport; parts: IncomingResult[][] }>;
};

/** EI.1 of a field; empty where it is missing or only a word for "none". */
function numberOf(segment: Segment, field: number): string {
  const text = segment.text(field);
  return isNoNumber(text) ? '' : text;
}

function billNumberOf(
  { obr, orc, spm }: ReportSegments,
  filler: string,
  patient: IncomingPatient,
  header: MessageHeader,
  rule: BillRule,
  problems: Problem[],
): string {
  const group = orc ? numberOf(orc, 4) : '';
  // A reflex test may name only its parent (OBR-29): it belongs to the order that caused it.
  const placer = numberOf(obr, 2) || (orc ? numberOf(orc, 2) : '') || numberOf(obr, 29);
  const candidates =
    rule === 'placer-group' ? [group, placer, filler] : rule === 'placer' ? [placer, filler, group] : [filler, placer, group];
  const found = candidates.find((number) => number !== '');
  if (found !== undefined) return found;
  problems.push({
    code: 'ingest.missing-order-number',
    place: `OBR[${obr.number}]-3`,
    message: 'neither ORC-4, OBR-2, ORC-2 nor OBR-3 names the order; it goes by its specimen, or patient and collection time',
  });
  // The same specimen must find the same order when the final follows the preliminary; a patient's number is never shown.
  const specimen = spm ? spm.text(2, 2) || spm.text(2, 1) : '';
  const collected = obr.text(7) || obr.text(14);
  if (specimen !== '') return `unnumbered-${fingerprint(['specimen', specimen])}`;
  const person = patient.identifier ?? [patient.familyName, patient.givenName, patient.born].filter(Boolean).join(' ');
  if (person !== '' && collected !== '') return `unnumbered-${fingerprint([patient.authority, person, collected])}`;
  return `unnumbered-${fingerprint(['message', header.controlId, header.sentAt?.toISOString() ?? '', person, obr.text(4)])}`;
}

/** FNV-1a, 64 bits as two halves: a stable short name for texts that must not be shown. */
function fingerprint(parts: string[]): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (const character of JSON.stringify(parts)) {
    const code = character.codePointAt(0) ?? 0;
    low = Math.imul(low ^ code, 0x01000193) >>> 0;
    high = Math.imul(high ^ code ^ (low >>> 16), 0x01000193) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function newOrder(
  { obr, orc, spm, tq1 }: ReportSegments,
  pv1: Segment | null,
  patient: IncomingPatient,
  billNumber: string,
  filler: string,
  zone: string,
): Omit<IncomingOrder, 'reports'> {
  const written = pv1?.text(2).toUpperCase() ?? '';
  const location = (component: number): string | null => pv1?.text(3, component) || null;
  return {
    billNumber,
    accessionNumber: spm?.text(30) || filler || (spm && (spm.text(2, 2) || spm.text(2, 1))) || null,
    patient,
    ordering: readProvider(obr, orc, pv1),
    patientClass: classes.get(written) ?? (written === '' ? null : 'other'),
    ward: location(1) ?? location(9) ?? location(4),
    room: location(2),
    bed: location(3),
    visitNumber: pv1?.text(19) || null,
    // TQ1-9 since 2.5; OBR-27.6 (TQ.6) before; OBR-5 before that.
    priority: tq1?.text(9) || obr.text(27, 6) || obr.text(5) || null,
    orderedAt: (orc && parseTimestamp(orc.text(9), zone)) ?? parseTimestamp(obr.text(6), zone),
  };
}

/** OBR-16, else ORC-12, else the attending (PV1-7), else the admitting (PV1-17): somebody to call. */
function readProvider(obr: Segment, orc: Segment | null, pv1: Segment | null): IncomingProvider | null {
  const phone = phoneOf(orc, 14) || phoneOf(obr, 17);
  const places: [Segment | null, number][] = [
    [obr, 16],
    [orc, 12],
    [pv1, 7],
    [pv1, 17],
  ];
  for (const [segment, field] of places) {
    if (!segment) continue;
    const code = segment.text(field, 1);
    // XCN: 2 family, 3 given, 6 prefix.
    const name = [segment.text(field, 6), segment.text(field, 3), segment.text(field, 2)].filter((part) => part !== '').join(' ');
    if (code !== '' || name !== '') return { code, name: name || code, phone };
  }
  return phone === '' ? null : { code: '', name: '', phone };
}

/** XTN: the first repetition that is a telephone. XTN.1 is the whole number (to 2.6), 5 to 8 its parts, 12 as dialled. */
function phoneOf(segment: Segment | null, field: number): string {
  if (!segment) return '';
  for (let repetition = 0; repetition < segment.repetitions(field); repetition++) {
    const part = (component: number): string => segment.text(field, component, repetition);
    const isInternet = part(2).toUpperCase() === 'NET' || part(3).toUpperCase() === 'INTERNET';
    if (isInternet) continue;
    const country = part(5) === '' ? '' : `+${part(5).replace(/^\+/, '')} `;
    const parts =
      part(7) === ''
        ? ''
        : `${country}${part(6) === '' ? '' : `${part(6)} `}${part(7)}${part(8) === '' ? '' : ` ext. ${part(8)}`}`;
    const number = part(1) || part(12) || parts;
    if (number !== '') return number;
  }
  return '';
}

/** Two OBR of the same filler number and test are one lab report (a panel sent in parts). */
function gather(reports: Gathered['reports'], report: IncomingReport): void {
  const key = JSON.stringify([report.fillerOrderNumber, report.testCode]);
  const same = reports.get(key);
  if (!same) {
    reports.set(key, { report, parts: [report.results] });
    return;
  }
  same.parts.push(report.results);
  const isNewer = report.resultedAt !== null && (same.report.resultedAt === null || report.resultedAt > same.report.resultedAt);
  same.report = {
    ...same.report,
    isCollected: same.report.isCollected || report.isCollected,
    collectedAt: same.report.collectedAt ?? report.collectedAt,
    specimen: same.report.specimen ?? report.specimen,
    specimenCode: same.report.specimen === null ? report.specimenCode : same.report.specimenCode,
    resultedAt: isNewer ? report.resultedAt : same.report.resultedAt,
    status: isNewer ? report.status : same.report.status,
  };
}

/** One number used for two patients of a message must not put both on one order. */
function separatePatients(orders: IncomingOrder[], problems: Problem[]): IncomingOrder[] {
  const seen = new Map<string, number>();
  for (const order of orders) {
    const uses = (seen.get(order.billNumber) ?? 0) + 1;
    seen.set(order.billNumber, uses);
    if (uses === 1) continue;
    problems.push({
      code: 'ingest.shared-order-number',
      place: 'PID',
      message: 'one order number is used for two patients; the second is kept apart',
    });
    order.billNumber = `${order.billNumber}/${uses}`;
  }
  return orders;
}
