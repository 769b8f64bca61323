import type { Delivery } from '@critical-callout/contract/deliveries';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import css from '../ui/timeline.module.css';
import { DeliveryState } from './state-mark.tsx';
import { useDeliveries } from './use-deliveries.ts';

/** The messages of one order and what became of each. */
export function DeliveriesOfOrder({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const may = useMay('deliveries.read');
  const { data, error, refetch } = useDeliveries(billId);
  if (!may) return null;
  return (
    <section aria-labelledby="deliveries-title">
      <h3 id="deliveries-title">{t('deliveries.title')}</h3>
      {error && (
        <FailurePanel
          failure={asFailure(error)}
          what={t('deliveries.failed')}
          stillTrue={t('deliveries.failedStill')}
          onRetry={() => void refetch()}
        />
      )}
      {data?.deliveries.length === 0 && <p>{t('deliveries.none')}</p>}
      <ul className={css.timeline} data-testid="deliveries">
        {data?.deliveries.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function DeliveryLine({ delivery }: { delivery: Delivery }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const at = formatMoment(delivery.finishedAt ?? delivery.queuedAt, now, lab.zone);
  return (
    <li>
      <p className={css.when}>
        <DeliveryState {...delivery} /> · {at}
      </p>
      <p className={css.what}>
        {t(`deliveries.to.${delivery.channel}`, { name: delivery.recipientName, address: delivery.address })}
        {delivery.reason && ` · ${delivery.reason}`}
        {delivery.state === 'queued' &&
          delivery.attempts > 0 &&
          delivery.dueAt &&
          ` · ${t('deliveries.next', { at: formatMoment(delivery.dueAt, now, lab.zone) })}`}
      </p>
      {delivery.state === 'unknown' && (
        <p className={css.what}>
          {t(delivery.channel === 'email' ? 'deliveries.unknownHelp.email' : 'deliveries.unknownHelp.other')}
        </p>
      )}
    </li>
  );
}
