import type { PatientOrder, PatientPage } from '@critical-callout/contract/patients';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Sheet } from '../print/index.ts';

import { badgeOf } from '../ui/critical-values.ts';
import { formatDay } from '../ui/dates.ts';
import { formatValue } from '../ui/values.ts';
import css from './patient-sheet.module.css';

/** The patient on paper: orders with every report, its values, its state and who was told. */
export function PatientSheet({ data }: { data: PatientPage }): ReactNode {
  const t = useText();
  return (
    <Sheet title={t('patients.sheet')} patient={data.patient}>
      {data.hasMore && <p>{t('patients.more')}</p>}
      {data.orders.length === 0 && <p>{t('patients.orders.none')}</p>}
      {data.orders.map((order) => (
        <OrderPart key={order.billId} order={order} />
      ))}
    </Sheet>
  );
}

function OrderPart({ order }: { order: PatientOrder }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const show = (at: string | null): string => (at ? formatDay(at, lab.zone) : t('time.unknown'));
  return (
    <>
      <h2>
        {t('order.title', { number: order.billNumber })} · {t('patients.received', { at: show(order.receivedAt) })}
      </h2>
      <p>{[order.orderingName, order.organizationName, order.ward, order.room].filter(Boolean).join(' · ')}</p>
      <table className={css.grid}>
        <thead>
          <tr>
            <th scope="col">{t('patients.col.test')}</th>
            <th scope="col">{t('patients.col.value')}</th>
            <th scope="col">{t('time.resulted')}</th>
            <th scope="col">{t('patients.col.state')}</th>
            <th scope="col">{t('patients.col.told')}</th>
          </tr>
        </thead>
        <tbody>
          {order.reports.map((report) => (
            <tr key={report.labReportId}>
              <td>
                {report.testName}
                {report.byHand && <div>{t('byHand.mark')}</div>}
              </td>
              <td>
                {report.results.map((result) => (
                  <div key={result.resultId}>
                    {result.parameterName} <span className={css.value}>{formatValue(result.value, result.unit)}</span>
                    {result.isCritical && ` · ${t(`verdict.${result.verdict}`)}`}
                  </div>
                ))}
              </td>
              <td>{show(report.resultedAt)}</td>
              <td>
                {t(badgeOf(report.criticalValues).label)}
                {report.isDismissed && ` · ${t('patients.dismissed')}`}
              </td>
              <td>
                {report.done
                  ? t('patients.told', { told: report.done.told ?? '–', by: report.done.by, at: show(report.done.at) })
                  : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
