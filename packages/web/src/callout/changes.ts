import type { CriticalRecords } from '@critical-callout/contract/callout';
import { CriticalValues } from '@critical-callout/domain/callout';
import { formatValue } from '../ui/values.ts';
import { criticalFields, isOpen } from './form.ts';

export type ChangedValue = { key: string; parameterName: string; before: string; after: string | null };

/** Values that are no longer what the person saw when the form opened; `after` is null when the result went away. */
export function findChangedValues(seen: CriticalRecords, now: CriticalRecords): ChangedValue[] {
  const fieldsNow = new Map(now.reports.flatMap((report) => criticalFields(report).map((field) => [field.key, field])));
  return seen.reports.flatMap((report) =>
    criticalFields(report).flatMap(({ key, parameter }): ChangedValue[] => {
      const before = formatValue(parameter.value, parameter.unit);
      const current = fieldsNow.get(key);
      const after = current ? formatValue(current.parameter.value, current.parameter.unit) : null;
      return before === after ? [] : [{ key, parameterName: parameter.parameterName, before, after }];
    }),
  );
}

/** Reports that somebody closed while this form was open. */
export function findClosed(seen: CriticalRecords, now: CriticalRecords): number[] {
  const statusNow = new Map(now.reports.map(({ labReportId, criticalValues }) => [labReportId, criticalValues]));
  return seen.reports
    .filter(isOpen)
    .flatMap(({ labReportId }) => (statusNow.get(labReportId) === CriticalValues.CALLOUT_DONE ? [labReportId] : []));
}
