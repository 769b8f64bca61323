import type { Bill, CriticalRecord, Parameter } from '@critical-callout/contract/callout';
import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { wallAt } from '@critical-callout/domain/directory';
import type { LiveLink } from './link-queries.ts';
import { WORDS, type Words } from './words/index.ts';

const TAKEN_BACK = ['D', 'W', 'X'];

/** `14-Jul-1945`, the month in letters: no reader takes it for the day. */
function date(iso: string, months: Words['months']): string {
  const [year = '', month = '1', day = ''] = iso.split('-');
  return `${day}-${months[Number(month) - 1]}-${year}`;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `23-Nov-2026 10:00` by the laboratory's clock. */
export function moment(at: string, zone: string, months: Words['months']): string {
  const { year, month, day, hour, minute } = wallAt(zone, new Date(at));
  return `${date(`${year}-${two(month)}-${two(day)}`, months)} ${two(hour)}:${two(minute)}`;
}

/** Number and unit never part at the end of a line. */
const reading = (value: string, unit: string): string => (unit === '' ? value : `${value}\u00a0${unit}`);

/** Two identifiers and more, each with its name; what is not known is said in words. */
export function patientView({ patient, accessionNumber, billNumber, ward, room }: Bill, language: MessageLanguage) {
  const { patient: words, months } = WORDS[language];
  const labels: Record<string, string> = { MR: 'MRN', PI: words.patientId, NI: words.nationalId };
  const family = patient.familyName?.toUpperCase();
  const name = [family, patient.givenName].filter(Boolean).join(', ');
  const place = [ward, room].filter(Boolean).join(', ');
  const items = [
    { label: words.born, value: patient.born === null ? words.notKnown : date(patient.born, months) },
    { label: labels[patient.identifierType ?? ''] ?? words.patientId, value: patient.identifier ?? words.notKnown },
    { label: words.sex, value: patient.sex === null ? words.notKnown : words.sexes[patient.sex] },
    ...(accessionNumber ? [{ label: words.accession, value: accessionNumber }] : []),
    { label: words.order, value: billNumber },
    ...(place ? [{ label: words.place, value: place }] : []),
  ];
  return { name: `${name || words.notKnown}${patient.title ? ` (${patient.title})` : ''}`, items };
}

type Reader = Pick<LiveLink, 'zone' | 'language'>;
export type Typed = { heard: ReadonlyMap<number, string>; errors: ReadonlyMap<number, string> };

/** A report with the values that must be told, everything beside them that makes them safe to read. */
export function reportView(report: CriticalRecord, tellIds: ReadonlySet<number>, { zone, language }: Reader, typed: Typed) {
  const { result: words, months } = WORDS[language];
  const { labReportId, testName, specimen, status, collectedAt, resultedAt } = report;
  return {
    id: labReportId,
    name: [testName, specimen].filter(Boolean).join(', '),
    status: words.status[status],
    times: [
      ...(collectedAt ? [words.collected(moment(collectedAt, zone, months))] : []),
      ...(resultedAt ? [words.resulted(moment(resultedAt, zone, months))] : []),
      zone,
    ],
    values: report.parameters
      .filter(({ resultId }) => tellIds.has(resultId))
      .map((one) => valueView(one, { zone, language }, typed)),
  };
}

function valueView(parameter: Parameter, reader: Reader, { heard, errors }: Typed) {
  const { resultId, parameterName, value, unit, status, verdict, isCritical, corrected } = parameter;
  const { result: words, months } = WORDS[reader.language];
  const isWithdrawn = TAKEN_BACK.includes(status);
  return {
    id: resultId,
    parameter: parameterName,
    isCritical: isCritical && !isWithdrawn,
    isWithdrawn,
    reading: reading(value, unit),
    mark: isWithdrawn ? '' : markOf(verdict, isCritical, words),
    bounds: isWithdrawn ? '' : boundsText(parameter, words),
    corrected: corrected
      ? `${reading(corrected.value, corrected.unit)} (${moment(corrected.receivedAt, reader.zone, months)})`
      : '',
    previous: previousText(parameter, reader),
    typed: heard.get(resultId) ?? '',
    error: errors.get(resultId) ?? '',
  };
}

function markOf(verdict: Parameter['verdict'], isCritical: boolean, words: Words['result']): string {
  const mark = verdict === 'normal' ? '' : words.mark[verdict];
  if (isCritical) return mark || words.mark['cannot-say'];
  return mark === '' ? words.notCriticalAnyMore : words.butNotCriticalAnyMore(mark);
}

function boundsText({ bounds, passed, referenceRange, unit }: Parameter, words: Words['result']): string {
  const { critical_lower: lower, critical_upper: upper } = bounds ?? {};
  const both = lower || upper ? words.criticalBounds(lower ?? undefined, upper ?? undefined) : '';
  const limit = passed ? words.limit(passedText(passed, unit)) : both;
  const reference = referenceRange ? words.reference(reading(referenceRange, unit)) : '';
  return [limit, reference].filter(Boolean).join(' · ');
}

/** `≥ 6.2 mmol/L`; in the unit of the result as well where the limit has another. */
function passedText({ sign, bound, unit: own, here }: NonNullable<Parameter['passed']>, unit: string): string {
  const there = here === null ? '' : ` (≈\u00a0${reading(here, unit)})`;
  return `${sign}\u00a0${reading(bound, own ?? '')}${there}`;
}

function previousText({ previous, unit }: Parameter, { zone, language }: Reader): string {
  const { result: words, months } = WORDS[language];
  if (!previous) return words.noPrevious;
  const at = previous.observedAt ? ` · ${moment(previous.observedAt, zone, months)}` : '';
  const differs = previous.unit !== unit ? ` · ${words.unitDiffers}` : '';
  return `${words.previous(reading(previous.value, previous.unit))}${at}${differs}`;
}
