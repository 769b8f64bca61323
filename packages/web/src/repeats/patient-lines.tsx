import type { Repeat } from '@critical-callout/contract/repeats';
import type { ReactNode } from 'react';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';

/** Two identifiers and the order, wherever a value is shown. */
export function PatientLines({ bill, zone }: { bill: Repeat['bill']; zone: string }): ReactNode {
  const t = useText();
  return (
    <>
      <strong>
        <PatientName patient={bill.patient} />
      </strong>
      <br />
      <PatientIdentity patient={bill.patient} now={serverNow()} zone={zone} />
      <br />
      {t('repeats.order', { number: bill.billNumber })}
      {bill.ward && (
        <>
          {' · '}
          <bdi>{bill.ward}</bdi>
        </>
      )}
    </>
  );
}
