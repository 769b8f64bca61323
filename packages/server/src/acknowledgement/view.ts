import type { Bill, CriticalRecord, Parameter } from '@critical-callout/contract/callout';
import { wallAt } from '@critical-callout/domain/directory';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NOT_KNOWN = 'Not known';

const MARKS: Record<Parameter['verdict'], string> = {
  normal: '',
  abnormal: 'Outside the reference range',
  'critical-low': '▼ Critical low',
  'critical-high': '▲ Critical high',
  'critical-qualitative': '◆ Critical',
  'cannot-say': '◆ Reported as critical',
};
const STATUS_WORDS: Record<CriticalRecord['status'], string> = {
  preliminary: 'Preliminary',
  final: 'Final',
  corrected: 'Corrected',
  cancelled: 'Cancelled',
};
const TAKEN_BACK = ['D', 'W', 'X'];

/** `14-Jul-1945`, the month in letters: no reader takes it for the day. */
function date(iso: string): string {
  const [year = '', month = '1', day = ''] = iso.split('-');
  return `${day}-${MONTHS[Number(month) - 1]}-${year}`;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `23-Nov-2026 10:00` by the laboratory's clock. */
export function moment(at: string, zone: string): string {
  const { year, month, day, hour, minute } = wallAt(zone, new Date(at));
  return `${date(`${year}-${two(month)}-${two(day)}`)} ${two(hour)}:${two(minute)}`;
}

/** Number and unit never part at the end of a line. */
const reading = (value: string, unit: string): string => (unit === '' ? value : `${value}\u00a0${unit}`);

const ID_WORDS: Record<string, string> = { MR: 'MRN', PI: 'Patient ID', NI: 'National ID' };

/** Two identifiers and more, each with its name; what is not known is said in words. */
export function patientView({ patient, accessionNumber, billNumber, ward, room }: Bill) {
  const family = patient.familyName?.toUpperCase();
  const name = [family, patient.givenName].filter(Boolean).join(', ');
  const place = [ward, room].filter(Boolean).join(', ');
  const items = [
    { label: 'Born', value: patient.born === null ? NOT_KNOWN : date(patient.born) },
    { label: ID_WORDS[patient.identifierType ?? ''] ?? 'Patient ID', value: patient.identifier ?? NOT_KNOWN },
    { label: 'Sex', value: patient.sex ?? NOT_KNOWN },
    ...(accessionNumber ? [{ label: 'Accession', value: accessionNumber }] : []),
    { label: 'Order', value: billNumber },
    ...(place ? [{ label: 'Place', value: place }] : []),
  ];
  return { name: `${name || NOT_KNOWN}${patient.title ? ` (${patient.title})` : ''}`, items };
}

export type Typed = { heard: ReadonlyMap<number, string>; errors: ReadonlyMap<number, string> };

/** A report with the values that must be told, everything beside them that makes them safe to read. */
export function reportView(report: CriticalRecord, tellIds: ReadonlySet<number>, zone: string, typed: Typed) {
  const { labReportId, testName, specimen, status, collectedAt, resultedAt } = report;
  return {
    id: labReportId,
    name: [testName, specimen].filter(Boolean).join(', '),
    status: STATUS_WORDS[status],
    times: [
      ...(collectedAt ? [`Collected ${moment(collectedAt, zone)}`] : []),
      ...(resultedAt ? [`Resulted ${moment(resultedAt, zone)}`] : []),
      zone,
    ],
    values: report.parameters.filter(({ resultId }) => tellIds.has(resultId)).map((one) => valueView(one, zone, typed)),
  };
}

function valueView(parameter: Parameter, zone: string, { heard, errors }: Typed) {
  const { resultId, parameterName, value, unit, status, verdict, isCritical, corrected } = parameter;
  const isWithdrawn = TAKEN_BACK.includes(status);
  return {
    id: resultId,
    parameter: parameterName,
    isCritical: isCritical && !isWithdrawn,
    isWithdrawn,
    reading: reading(value, unit),
    mark: isWithdrawn ? '' : markOf(verdict, isCritical),
    bounds: isWithdrawn ? '' : boundsText(parameter),
    corrected: corrected ? `${reading(corrected.value, corrected.unit)} (${moment(corrected.receivedAt, zone)})` : '',
    previous: previousText(parameter, zone),
    typed: heard.get(resultId) ?? '',
    error: errors.get(resultId) ?? '',
  };
}

function markOf(verdict: Parameter['verdict'], isCritical: boolean): string {
  if (!isCritical) return verdict === 'normal' ? 'Not critical any more' : `${MARKS[verdict]}, not critical any more`;
  return MARKS[verdict] || '◆ Reported as critical';
}

function boundsText({ bounds, referenceRange, unit }: Parameter): string {
  const parts = [
    bounds?.critical_lower && `below ${bounds.critical_lower}`,
    bounds?.critical_upper && `above ${bounds.critical_upper}`,
  ].filter(Boolean);
  const limit = parts.length > 0 ? `Critical ${parts.join(' or ')}` : '';
  const reference = referenceRange ? `Reference ${reading(referenceRange, unit)}` : '';
  return [limit, reference].filter(Boolean).join(' · ');
}

function previousText({ previous, unit }: Parameter, zone: string): string {
  if (!previous) return 'No previous result in this system';
  const at = previous.observedAt ? ` · ${moment(previous.observedAt, zone)}` : '';
  const differs = previous.unit !== unit ? ' · unit differs' : '';
  return `Previous ${reading(previous.value, previous.unit)}${at}${differs}`;
}
