import type { PatientOrder, PatientOrderReport } from '@critical-callout/contract/patients';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CalloutButton } from '../callout/index.ts';
import { queryClient } from '../platform/query.ts';
import { type Translate, useText } from '../platform/text.tsx';
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

/** Says what was saved, in the words of the states. */
export function saidSaved(t: Translate, labReportIds: readonly number[], status: CriticalValues, number: string): void {
  toast(t('patients.saved', { count: labReportIds.length, number, status: t(badgeOf(status).label) }));
}

/** Opens the panel of the worklist; what was saved there is shown here, and the page is read again. */
export function OrderCallout({ order, patientId }: { order: PatientOrder; patientId: number }): ReactNode {
  const t = useText();
  const isCallable = order.reports.some(({ criticalAt, isDismissed }) => criticalAt !== null && !isDismissed);
  if (!isCallable) return null;
  const saved = (labReportIds: number[], status: CriticalValues): void => {
    saidSaved(t, labReportIds, status, order.billNumber);
    void queryClient.invalidateQueries({ queryKey: patientKeys.page(patientId) });
    void queryClient.invalidateQueries({ queryKey: patientKeys.order(order.billId) });
  };
  return <CalloutButton billId={order.billId} billNumber={order.billNumber} onSuccess={saved} />;
}

/** Leads to the order's own page. */
export function OrderLink({ order: { billId, billNumber } }: { order: Pick<PatientOrder, 'billId' | 'billNumber'> }): ReactNode {
  return (
    <Link to="/orders/$billId" params={{ billId }}>
      <bdi>{billNumber}</bdi>
    </Link>
  );
}
