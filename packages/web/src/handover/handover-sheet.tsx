import type { HandoverDetail } from '@critical-callout/contract/ownership';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Sheet } from '../print/index.ts';
import { formatMoment } from '../ui/dates.ts';
import { born, Identifier, PatientName } from '../ui/patient.tsx';
import { formatValue } from '../ui/values.ts';
import css from './handover.module.css';

/** The hand-over on paper: who to whom, each order with its two identifiers and value, and room for a signature. */
export function HandoverSheet({
  handover,
  orders,
}: {
  handover: HandoverDetail;
  orders: ReadonlyMap<number, WorklistItem>;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = serverNow();
  const { from, to, items, note, createdAt } = handover;
  return (
    <Sheet title={t('handover.title')}>
      <p>
        <strong>{t('handover.fromTo', { from: from.name, to: to?.name ?? t('handover.nextShift') })}</strong> ·{' '}
        {formatMoment(createdAt, now, lab.zone)}
      </p>
      {note !== '' && <p>{note}</p>}
      {items.length === 0 && <p>{t('handover.emptyDetail')}</p>}
      <table className={css.grid}>
        <thead>
          <tr>
            <th scope="col">{t('column.patient')}</th>
            <th scope="col">{t('column.result')}</th>
            <th scope="col">{t('handover.summary')}</th>
            <th scope="col">{t('handover.actions')}</th>
            <th scope="col">{t('handover.ifThen')}</th>
            <th scope="col">{t('column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const order = item.billId === null ? undefined : orders.get(item.billId);
            return (
              <tr key={item.billNumber}>
                <td>
                  {order && (
                    <>
                      <strong>
                        <PatientName patient={order.patient} />
                      </strong>
                      <br />
                      {born(order.patient, now, lab.zone, t)} ·{' '}
                      <Identifier type={order.patient.identifierType} value={order.patient.identifier} />
                      <br />
                    </>
                  )}
                  {item.billNumber}
                </td>
                <td>
                  {order?.reports.flatMap(({ parameters }) =>
                    parameters.map((parameter) => (
                      <div key={parameter.resultId}>
                        {parameter.parameterName} <strong>{formatValue(parameter.value, parameter.unit)}</strong>
                      </div>
                    )),
                  )}
                </td>
                <td>{item.summary}</td>
                <td>{item.actions}</td>
                <td>{item.ifThen}</td>
                <td>
                  {item.state === 'accepted'
                    ? t('handover.acceptedBy', { by: item.settledByName ?? '' })
                    : t(`handover.item.${item.state}`)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={css.signature}>{t('handover.signature')}</p>
    </Sheet>
  );
}
