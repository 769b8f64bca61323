import type { OrderPage as Data, PatientOrderReport } from '@critical-callout/contract/patients';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { CalloutButton } from '../callout/index.ts';
import { History } from '../history/index.ts';
import { patientPageWords } from '../platform/messages/en/patient-page.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { printSheet } from '../print/index.ts';
import { ByHandMark } from '../ui/by-hand.tsx';
import { ByHandFacts } from '../ui/by-hand-facts.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PatientBanner } from '../ui/patient.tsx';
import { ResultValue } from '../ui/result-value.tsx';
import { formatValue } from '../ui/values.ts';
import { fetchOrder, patientKeys } from './api.ts';
import { EntryActions } from './entry-actions.tsx';
import { OnePage } from './one-page.tsx';
import { OrderCallout, ReportState, saidSaved } from './parts.tsx';
import { PatientSheet } from './patient-sheet.tsx';
import css from './patients.module.css';

addWords(patientPageWords);

/** One order: what was asked, every report of it, and what happened. */
export function OrderPage(): ReactNode {
  const { billId } = useParams({ from: '/signed-in/orders/$billId' });
  const query = useQuery({ queryKey: patientKeys.order(billId), queryFn: ({ signal }) => fetchOrder(billId, signal) });
  return (
    <OnePage query={query} title="search.col.order" unknown="order.unknown" unknownText="order.unknownText" failed="order.failed">
      {(data) => <Loaded data={data} />}
    </OnePage>
  );
}

function Loaded({ data }: { data: Data }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { patient, order } = data;
  useShortcuts({
    print: () =>
      printSheet(<PatientSheet data={{ patient, orders: [order], hasMore: false, moves: [], serverTime: data.serverTime }} />),
  });
  const show = (at: string): string => formatMoment(at, now, lab.zone);
  return (
    <>
      <p>
        <Link to="/patients/$patientId" params={{ patientId: patient.id }} search={{ show: 'orders', bill: order.billId }}>
          {t('order.allOrders')}
        </Link>
      </p>
      <PatientBanner patient={patient} now={now} zone={lab.zone} isSimilar={false} />
      <div className={css.under} />
      <PageHeader title={t('order.title', { number: order.billNumber })}>
        {(order.reports.length > 1 || order.reports[0]?.done !== null) && <OrderCallout order={order} patientId={patient.id} />}
      </PageHeader>
      <dl className={css.facts}>
        <Fact name={t('order.accession')} value={order.accessionNumber} />
        <Fact
          name={t('patients.col.provider')}
          value={[order.orderingName, order.organizationName, order.ward, order.room].filter(Boolean).join(' · ')}
        />
        <Fact name={t('order.orderedAt')} value={order.orderedAt && show(order.orderedAt)} />
        <Fact name={t('order.receivedAt')} value={show(order.receivedAt)} />
      </dl>
      {order.reports.map((report) => (
        <Report key={report.labReportId} report={report} data={data} />
      ))}
      <section className={css.part}>
        <History billId={order.billId} />
      </section>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string | null }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value || '–'}</bdi>
      </dd>
    </div>
  );
}

function Report({ report, data: { patient, order } }: { report: PatientOrderReport; data: Data }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const show = (at: string): string => formatMoment(at, now, lab.zone);
  const { byHand, collectedAt, resultedAt, receivedAt, done, labReportId } = report;
  const isCallable = report.criticalAt !== null && !report.isDismissed && report.done === null;
  return (
    <section className={css.report} aria-labelledby={`report-${labReportId}`}>
      <h2 id={`report-${labReportId}`}>
        <bdi>{report.testName}</bdi>
      </h2>
      <p>
        <ReportState report={report} /> · {t(`resultStatus.${report.status}`)} <ByHandMark byHand={byHand} />
      </p>
      <p>
        {[
          collectedAt && t('patients.collected', { at: show(collectedAt) }),
          resultedAt && t('patients.resulted', { at: show(resultedAt) }),
          t('patients.received', { at: show(receivedAt) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {byHand && (
        <>
          <p>
            <ByHandFacts byHand={byHand} />
          </p>
          <EntryActions
            byHand={byHand}
            about={
              <>
                <PatientBanner patient={patient} now={now} zone={lab.zone} isSimilar={false} />
                {report.results.map((result) => (
                  <p key={result.resultId}>
                    <bdi>{result.parameterName}</bdi> <ResultValue parameter={result} />
                  </p>
                ))}
              </>
            }
          />
        </>
      )}
      <DataTable
        label={report.testName}
        rows={report.results}
        keyOf={({ resultId }) => resultId}
        columns={[
          {
            id: 'parameter',
            header: t('patients.results.parameter'),
            isRowHeader: true,
            cell: ({ parameterName }) => <bdi>{parameterName}</bdi>,
          },
          { id: 'value', header: t('patients.col.value'), cell: (result) => <ResultValue parameter={result} /> },
          { id: 'verdict', header: t('order.verdict'), cell: ({ verdict }) => t(`verdict.${verdict}`) },
          {
            id: 'range',
            header: t('order.range'),
            cell: ({ referenceRange, unit }) => <bdi>{referenceRange === '' ? '–' : formatValue(referenceRange, unit)}</bdi>,
          },
          { id: 'versions', header: t('patients.col.versions'), align: 'end', cell: ({ versions }) => versions },
        ]}
      />
      {done && <p>{t('patients.told', { told: done.told ?? '–', by: done.by, at: show(done.at) })}</p>}
      {isCallable && (
        <CalloutButton
          billId={order.billId}
          billNumber={order.billNumber}
          report={{ labReportId, testName: report.testName }}
          onSuccess={(ids, status) => {
            saidSaved(t, ids, status, order.billNumber);
            void queryClient.invalidateQueries({ queryKey: patientKeys.order(order.billId) });
          }}
        />
      )}
    </section>
  );
}
