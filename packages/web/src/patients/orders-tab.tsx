import type { PatientOrder, PatientPage } from '@critical-callout/contract/patients';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { stateOfBill } from '../ui/critical-values.ts';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { joinNames } from '../ui/names.ts';
import { EmptyState } from '../ui/states.tsx';
import { OrderCallout, OrderLink, ReportState } from './parts.tsx';
import css from './patients.module.css';

/** The orders, the one somebody came for marked. */
export function OrdersTab({ data }: { data: PatientPage }): ReactNode {
  const t = useText();
  const { bill: openKey } = useSearch({ from: '/signed-in/patients/$patientId' });
  if (data.orders.length === 0) return <EmptyState title={t('patients.orders.none')} />;
  return (
    <DataTable
      label={t('patients.tab.orders')}
      rows={data.orders}
      keyOf={({ billId }) => billId}
      openKey={openKey ?? null}
      columns={[
        {
          id: 'order',
          header: t('patients.col.order'),
          isRowHeader: true,
          cell: ({ accessionNumber, ...order }) => (
            <>
              <OrderLink order={order} />
              {accessionNumber && (
                <>
                  <br />
                  {t('search.accession', { number: accessionNumber })}
                </>
              )}
            </>
          ),
        },
        {
          id: 'tests',
          header: t('patients.col.test'),
          cell: ({ reports }) => <bdi>{joinNames(reports.map(({ testName }) => testName))}</bdi>,
        },
        { id: 'times', header: t('patients.col.times'), cell: (order) => <Times order={order} /> },
        {
          id: 'provider',
          header: t('patients.col.provider'),
          cell: ({ orderingName, organizationName, ward, room }) => (
            <>
              <bdi>{orderingName ?? '–'}</bdi>
              <br />
              <bdi>{[organizationName, ward, room].filter(Boolean).join(', ')}</bdi>
            </>
          ),
        },
        {
          id: 'state',
          header: t('patients.col.state'),
          cell: ({ reports }) => (
            <ReportState
              report={{
                criticalValues: stateOfBill(reports.map(({ criticalValues }) => criticalValues)),
                isDismissed: reports.every(({ isDismissed }) => isDismissed),
              }}
            />
          ),
        },
        {
          id: 'versions',
          header: t('patients.col.versions'),
          align: 'end',
          cell: ({ reports }) => Math.max(0, ...reports.flatMap(({ results }) => results.map(({ versions }) => versions))),
        },
        {
          id: 'action',
          header: t('patients.col.action'),
          cell: (order) => <OrderCallout order={order} patientId={data.patient.id} />,
        },
      ]}
    />
  );
}

/** Three times, each with its name; of several reports the newest. */
function Times({ order: { reports, receivedAt } }: { order: PatientOrder }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const newest = (times: (string | null)[]): string | undefined =>
    times
      .filter((at) => at !== null)
      .sort()
      .at(-1);
  const collected = newest(reports.map(({ collectedAt }) => collectedAt));
  const resulted = newest(reports.map(({ resultedAt }) => resultedAt));
  const show = (at: string): string => formatMoment(at, now, lab.zone);
  return (
    <>
      {collected && <div className={css.time}>{t('patients.collected', { at: show(collected) })}</div>}
      {resulted && <div className={css.time}>{t('patients.resulted', { at: show(resulted) })}</div>}
      <div className={css.time}>{t('patients.received', { at: show(receivedAt) })}</div>
    </>
  );
}
