import type { Patient } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';

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
