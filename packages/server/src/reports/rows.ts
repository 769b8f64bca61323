import type { ExportRow } from '@critical-callout/contract/exports';
import { CriticalValues, standing } from '@critical-callout/domain/callout';
import type { MeasuredOpening } from '../platform/openings.ts';
import { readCalloutMeta } from '../platform/stored-callout.ts';
import type { ExportedReport } from './queries.ts';

/** `Callout Status` in words; for reports that are calm again, that nothing is open. */
export const CALLOUT_STATUS: Record<CriticalValues, string> = {
  [CriticalValues.NORMAL]: 'None',
  [CriticalValues.CALLOUT_PENDING]: 'Pending',
  [CriticalValues.CALLOUT_DONE]: 'Done',
  [CriticalValues.ABNORMAL]: 'None',
  [CriticalValues.CALLOUT_ATTEMPTED]: 'Attempted',
};

const iso = (at: Date | string | null): string | null => (at === null ? null : new Date(at).toISOString());

/** One line of the export. Values are as received: no rounding, no local number format. */
export function exportRow(report: ExportedReport, openings: readonly MeasuredOpening[]): ExportRow {
  const { last } = report;
  const place = openings.findIndex(({ id }) => id === report.opening_id);
  const measured = openings[place];
  const later = openings.slice(place + 1);
  const parameters = report.parameters ?? [];
  const meta = last && readCalloutMeta(last.id, last.meta);
  const call = meta?.already_notified;
  return {
    billNumber: report.bill_number,
    accessionNumber: report.accession_number,
    patientName: [report.family_name?.toUpperCase(), report.given_name].filter(Boolean).join(', ') || 'Not known',
    born: report.born,
    sex: report.sex,
    patientIdentifier: report.identifier,
    ward: report.ward,
    department: report.department,
    testName: report.test_name,
    parameters: parameters.map(({ name, value, unit }) => [name, value, unit].filter(Boolean).join(' ')).join('; '),
    referenceRanges: parameters.map(({ range }) => range ?? '').join('; '),
    criticalBounds: parameters.map(({ bounds }) => boundsText(bounds)).join('; '),
    calloutStatus: CALLOUT_STATUS[report.critical_values],
    collectedAt: iso(report.collected_at),
    resultedAt: iso(report.resulted_at),
    criticalAt: iso(report.critical_at),
    dueAt: iso(measured?.dueAt ?? null),
    attempts: measured?.attempts ?? 0,
    firstAttemptAt: iso(measured?.firstAttemptAt ?? null),
    minutesToFirstAttempt: measured?.minutesToFirstAttempt ?? null,
    doneAt: iso(measured?.doneAt ?? null),
    minutesToDone: measured?.minutesToDone ?? null,
    acknowledgedAt: iso(measured?.acknowledgedAt ?? null),
    minutesToAcknowledged: measured?.minutesToAcknowledged ?? null,
    countedAs: measured?.countedAs ?? null,
    openedAgain: later.length,
    openedAgainAt: iso(later.at(-1)?.criticalAt ?? null),
    openedAgainReason: later.at(-1)?.reason ?? null,
    calledBy: last?.name ?? null,
    told: call?.phone_call.name || call?.fax.name || null,
    methods: meta?.communication_methods.join(', ') ?? null,
    recipients: last?.recipients.join(', ') ?? null,
    outcome: last?.outcome ?? null,
    readBack: readBackText(last?.read_back ?? null),
    relay: relayText(last?.relay ?? null),
    sentTo: last?.sent_to ? `${last.sent_to.name}, ${last.sent_to.phone}` : null,
    enteredLater: last?.back_dated_reason ?? null,
    closedAs: last?.closing_code ?? null,
    comment: last?.comment || null,
  };
}

function boundsText(bounds: Record<string, string | null> | null): string {
  const parts = [
    bounds?.critical_lower && `below ${bounds.critical_lower}`,
    bounds?.critical_upper && `above ${bounds.critical_upper}`,
  ];
  return parts.filter(Boolean).join(' or ');
}

function readBackText(readBack: NonNullable<ExportedReport['last']>['read_back']): string | null {
  if (!readBack) return null;
  if (readBack.exception) return `not possible: ${readBack.exception}`;
  const values = readBack.values ?? [];
  const last = standing(values);
  const heard = last.map((value) => value.heard).join('; ');
  const wrong = values.filter((value) => !last.includes(value)).map((value) => value.heard);
  const before = wrong.length > 0 ? ` (first read back ${wrong.join('; ')})` : '';
  return `${readBack.isMatch ? 'matches' : 'differs'}: ${heard}${before}`;
}

function relayText(relay: NonNullable<ExportedReport['last']>['relay']): string | null {
  if (!relay) return null;
  if (relay.state !== 'confirmed') return `waits for the call back of ${relay.desk ?? 'the desk'}`;
  return `to ${relay.passed_on_to}${relay.confirmed_by ? `, confirmed by ${relay.confirmed_by}` : ''}`;
}
