import type { PatientPage } from '@critical-callout/contract/patients';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { ByHandMark } from '../ui/by-hand.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ResultValue } from '../ui/result-value.tsx';
import { EmptyState } from '../ui/states.tsx';
import { OrderCallout, OrderLink, ReportState } from './parts.tsx';

/** Every report that was ever critical, newest order first, with what became of it. */
export function CriticalTab({ data }: { data: PatientPage }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { bill: opened } = useSearch({ from: '/signed-in/patients/$patientId' });
  const show = (at: string): string => formatMoment(at, now, lab.zone);
  const rows = data.orders.flatMap((order) =>
    order.reports
      .filter(({ criticalAt }) => criticalAt !== null)
      .map((report, index) => ({ order, report, isFirst: index === 0 })),
  );
  if (rows.length === 0) return <EmptyState title={t('patients.critical.none')} text={t('patients.critical.noneText')} />;
  return (
    <DataTable
      label={t('patients.tab.critical')}
      rows={rows}
      keyOf={({ report }) => report.labReportId}
      openKey={rows.find(({ order }) => order.billId === opened)?.report.labReportId ?? null}
      columns={[
        {
          id: 'test',
          header: t('patients.col.test'),
          isRowHeader: true,
          cell: ({ report, order }) => (
            <>
              <bdi>{report.testName}</bdi>
              <br />
              <OrderLink order={order} />
            </>
          ),
        },
        {
          id: 'value',
          header: t('patients.col.value'),
          cell: ({ report }) =>
            report.results
              .filter(({ isCritical }) => isCritical)
              .map((result) => (
                <div key={result.resultId}>
                  <bdi>{result.parameterName}</bdi> <ResultValue parameter={result} />
                </div>
              )),
        },
        {
          id: 'state',
          header: t('patients.col.state'),
          cell: ({ report }) => (
            <>
              <ReportState report={report} /> <ByHandMark byHand={report.byHand} />
            </>
          ),
        },
        {
          id: 'critical',
          header: t('patients.col.critical'),
          cell: ({ report: { criticalAt, dueAt, done } }) => (
            <>
              {criticalAt && show(criticalAt)}
              {dueAt && !done && <> · {t('patients.due', { at: show(dueAt) })}</>}
            </>
          ),
        },
        {
          id: 'told',
          header: t('patients.col.told'),
          cell: ({ report: { done } }) =>
            done ? t('patients.told', { told: done.told ?? '–', by: done.by, at: show(done.at) }) : '–',
        },
        {
          id: 'action',
          header: t('patients.col.action'),
          cell: ({ order, isFirst }) => isFirst && <OrderCallout order={order} patientId={data.patient.id} />,
        },
      ]}
    />
  );
}
