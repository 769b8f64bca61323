import type { CriticalRecords, Patient } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';
import { formatValue } from '../ui/values.ts';
import { criticalFields, isOpen } from './form.ts';

/** Whom and which values a question is about: name, born, number and values together, as everywhere. */
export function WhoAndWhat({ patient, values }: { patient: Patient; values: readonly string[] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  return (
    <>
      <strong>
        <PatientName patient={patient} />
      </strong>{' '}
      · <PatientIdentity patient={patient} now={now} zone={lab.zone} /> · {values.join(' · ') || t('result.unparsed')}
    </>
  );
}

/** Whom and what of an order is about to be acted on: its patient and every value that is open. */
export function AboutOrder({ records: { bill, reports } }: { records: CriticalRecords }): ReactNode {
  const values = reports
    .filter(isOpen)
    .flatMap((report) => criticalFields(report))
    .map(({ parameter }) => `${parameter.parameterName} ${formatValue(parameter.value, parameter.unit)}`);
  return <WhoAndWhat patient={bill.patient} values={values} />;
}
