import type { Delivery, DeliveryDetail } from '@critical-callout/contract/deliveries';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds, formatMoment } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import timeline from '../ui/timeline.module.css';
import css from './delivery.module.css';
import { DeliveryActions } from './delivery-actions.tsx';
import { DeliveryState } from './state-mark.tsx';
import { useDelivery } from './use-deliveries.ts';

/** One message: its fate, every try with the other side's exact words, what is planned, what followed, what it says. */
export function DeliveryDetails({ id, onOpen }: { id: number; onOpen: (id: number) => void }): ReactNode {
  const t = useText();
  const query = useDelivery(id);
  return (
    <Answer query={query} what={t('delivery.failed')} stillTrue={t('deliveries.failedStill')}>
      {(delivery) => <Details delivery={delivery} onOpen={onOpen} />}
    </Answer>
  );
}

function Details({ delivery, onOpen }: { delivery: DeliveryDetail; onOpen: (id: number) => void }): ReactNode {
  const t = useText();
  const isHandling = useMay('deliveries.write');
  const { state, channel, recipientName, address, reason, handled, content, messageId } = delivery;
  return (
    <>
      <p className={css.head}>
        <DeliveryState {...delivery} /> {t(`deliveries.to.${channel}`, { name: recipientName, address })}
      </p>
      {reason && <p className={css.words}>{reason}</p>}
      {state === 'unknown' && (
        <p className={css.help}>{t(channel === 'email' ? 'deliveries.unknownHelp.email' : 'deliveries.unknownHelp.other')}</p>
      )}
      {handled && <p>{t('delivery.handled', { name: handled.byName, reason: handled.reason })}</p>}
      {isHandling && <DeliveryActions delivery={delivery} onOpen={onOpen} />}
      <Facts delivery={delivery} />
      <Followers delivery={delivery} onOpen={onOpen} />
      <Tries delivery={delivery} />
      <h3>{t('delivery.content')}</h3>
      {content ? (
        <div className={css.content} data-testid="content">
          <p className={css.subject}>
            <bdi>{content.subject}</bdi>
          </p>
          <pre>{content.text}</pre>
        </div>
      ) : (
        <p>{t('delivery.contentHidden')}</p>
      )}
      <p className={css.minor}>
        {t('delivery.messageId')} <code>{messageId}</code>
      </p>
    </>
  );
}

function Facts({
  delivery: { template, queuedAt, finishedAt, billNumber, isTest, accessionNumber, patientInitials },
}: {
  delivery: Delivery;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const at = (instant: string): string => formatMoment(instant, now, lab.zone);
  return (
    <dl className={css.facts}>
      <dt>{t('deliveries.column.item')}</dt>
      <dd>
        {isTest
          ? t('deliveries.noOrder')
          : [t('deliveries.order', { number: billNumber }), accessionNumber, patientInitials].filter(Boolean).join(' · ')}
      </dd>
      <dt>{t('deliveries.column.queued')}</dt>
      <dd>{at(queuedAt)}</dd>
      {finishedAt && (
        <>
          <dt>{t('delivery.ended')}</dt>
          <dd>{at(finishedAt)}</dd>
        </>
      )}
      {template && (
        <>
          <dt>{t('delivery.template')}</dt>
          <dd>
            {t(`deliveryPurpose.${template.purpose}` as 'deliveryPurpose.first')} · {template.language} ·{' '}
            {template.version === null ? t('delivery.ownWords') : t('deliveries.version', { version: template.version })}
          </dd>
        </>
      )}
    </dl>
  );
}

/** What this message followed, who was told next because of it, and what people sent after it. */
function Followers({
  delivery: { follows, followUp, followedBy },
  onOpen,
}: {
  delivery: DeliveryDetail;
  onOpen: (id: number) => void;
}): ReactNode {
  const t = useText();
  if (!follows && !followUp && followedBy.length === 0) return null;
  const link = (id: number): ReactNode => (
    <button type="button" className={css.link} onClick={() => onOpen(id)}>
      {t('delivery.title', { id: String(id) })}
    </button>
  );
  return (
    <>
      <h3>{t('delivery.connected')}</h3>
      <ul className={css.connected}>
        {follows && (
          <li>
            {t(`deliveryFollows.${follows.how}`)} {link(follows.deliveryId)}
          </li>
        )}
        {followUp && (
          <li>
            {t(`deliveryCause.${followUp.cause}`)}:{' '}
            {followUp.outcome ? t(`deliveryNext.${followUp.outcome}`, { step: followUp.step ?? 0 }) : t('deliveryNext.soon')}
          </li>
        )}
        {followedBy.map(({ deliveryId, how }) => (
          <li key={deliveryId}>
            {t(`deliveryFollowed.${how}`)} {link(deliveryId)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Tries and later words in the order they came, then what is planned. */
function Tries({ delivery: { tries, reports, plannedTries } }: { delivery: DeliveryDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const lines = [
    ...tries.map(({ attempt, endedAt, result, answer }) => ({
      key: `try ${attempt}`,
      at: endedAt,
      title: `${t('delivery.try', { number: attempt })} · ${t(`deliveryResult.${result}`)}`,
      words: answer,
    })),
    ...reports.map(({ at, result, words }, index) => ({
      key: `report ${index}`,
      at,
      title: `${t('delivery.later')} · ${t(`deliveryReport.${result}`)}`,
      words,
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <>
      <h3>{t('delivery.tries')}</h3>
      {lines.length === 0 && <p>{t('delivery.notTried')}</p>}
      <ol className={timeline.timeline} data-testid="tries">
        {lines.map(({ key, at, title, words }) => (
          <li key={key}>
            <p className={timeline.when}>
              {title} · {formatMoment(at, now, lab.zone)} ({formatClockSeconds(at, lab.zone)})
            </p>
            <p className={css.words}>{words}</p>
          </li>
        ))}
      </ol>
      {plannedTries.length > 0 && (
        <p>{t('delivery.planned', { times: plannedTries.map((at) => formatMoment(at, now, lab.zone)).join(', ') })}</p>
      )}
    </>
  );
}
