import type { ToldBefore } from '@critical-callout/contract/callout';
import type { CalloutEvent, ResultChange } from '@critical-callout/domain/callout';
import { type Actor, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';

const WORDS: Record<CalloutEvent['type'], string> = {
  'report-classified': 'Result classified',
  'report-became-critical': 'Critical result',
  'callout-reopened': 'Callout opened again',
  'critical-changed': 'Critical result changed',
  'callout-withdrawn': 'Callout withdrawn: nothing is critical any more and nobody was told',
  'callout-attempted': 'Callout attempted',
  'callout-done': 'Callout done',
  'callout-closed': 'Callout closed',
  'callout-acknowledged': 'Callout acknowledged',
  'report-not-selected': 'Callout pending again',
};

/** What a report and its message say about an event; `actor`: who opened it, where it was not a message. */
export type DescribedReport = {
  labReportId: number;
  billId: number;
  testName: string;
  changes?: readonly ResultChange[];
  isPatientChanged?: boolean;
  actor?: Actor;
};

type Circumstances = {
  now: Date;
  /** Of the order, once this is written: whoever saw an older one is told what changed since. */
  version: number;
  told: ReadonlyMap<number, ToldBefore[]>;
};

export function describeChange(report: DescribedReport, event: CalloutEvent, { now, version, told }: Circumstances): NewEvent {
  const reason = 'reason' in event ? event.reason : null;
  const before = told.get(report.labReportId) ?? [];
  const names = [...new Set(before.map(({ name }) => name).filter(Boolean))].join(', ');
  const changes = (report.changes ?? []).filter(
    (change) => change.kind !== 'same' && (change.before?.isCritical || change.after?.isCritical),
  );
  return {
    at: now,
    category: 640,
    type: event.type,
    text: `${WORDS[event.type]}${reason ? ` (${reason})` : ''} - ${report.testName}${names ? ` - told before: ${names}` : ''}`,
    actor: report.actor ?? SYSTEM_ACTOR,
    bill_id: report.billId,
    lab_report_ids: [report.labReportId],
    ...(reason ? { reason } : {}),
    ...(report.isPatientChanged ? { is_patient_changed: true } : {}),
    ...('dueAt' in event ? { due_at: event.dueAt.toISOString() } : {}),
    ...('to' in event ? { critical_values: event.to } : {}),
    ...(event.type === 'report-classified' ? {} : { version }),
    ...(changes.length > 0 ? { changes: changes.map(changeOut) } : {}),
    ...(before.length > 0 ? { told_before: before } : {}),
  };
}

/** `is` null: taken back. */
function changeOut({ identity, parameterName, before, after }: ResultChange) {
  const told = (one: ResultChange['before']) => one && { value: one.value, unit: one.unit ?? '', is_critical: one.isCritical };
  return { parameter: parameterName ?? identity, was: told(before), is: told(after) };
}
