import type { PatientOrder, PatientOrderReport } from '@critical-callout/contract/patients';
import type { CriticalValues } from '@critical-callout/domain/callout';
import type { ReactNode } from 'react';
import { CalloutButton } from '../callout/index.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { badgeOf } from '../ui/critical-values.ts';
import { StateMark } from '../ui/marks.tsx';
import { toast } from '../ui/toast.tsx';
import { patientKeys } from './api.ts';

/** The state of one report, in shape, colour and word. */
export function ReportState({ report }: { report: Pick<PatientOrderReport, 'criticalValues' | 'isDismissed'> }): ReactNode {
  const t = useText();
  const { tone, mark, label } = badgeOf(report.criticalValues);
  return (
    <>
      <StateMark name={mark} tone={tone}>
        {t(label)}
      </StateMark>
      {report.isDismissed && <> · {t('patients.dismissed')}</>}
    </>
  );
}

/** Opens the panel of the worklist; what was saved there is shown here, and the page is read again. */
export function OrderCallout({ order, patientId }: { order: PatientOrder; patientId: number }): ReactNode {
  const t = useText();
  const isCallable = order.reports.some(({ criticalAt, isDismissed }) => criticalAt !== null && !isDismissed);
  if (!isCallable) return null;
  const saved = (labReportIds: number[], status: CriticalValues): void => {
    const words = t(badgeOf(status).label);
    toast(t('patients.saved', { count: labReportIds.length, number: order.billNumber, status: words }));
    void queryClient.invalidateQueries({ queryKey: patientKeys.page(patientId) });
  };
  return <CalloutButton billId={order.billId} billNumber={order.billNumber} onSuccess={saved} />;
}
