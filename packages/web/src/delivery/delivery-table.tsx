import type { Delivery } from '@critical-callout/contract/deliveries';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatDuration, formatMoment } from '../ui/dates.ts';
import css from './delivery.module.css';
import type { DeliveriesSearch } from './search.ts';
import { DeliveryState } from './state-mark.tsx';

/** Beside an open message there is room for these; the rest stands in the message. */
const BESIDE_PANEL = ['recipient', 'queued', 'state'];

type Props = { rows: readonly Delivery[]; openId: number | null; search: DeliveriesSearch };

export function DeliveryTable({ rows, openId, search }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const at = (instant: string): string => formatMoment(instant, now, lab.zone);
  const columns: Column<Delivery>[] = [
    {
      id: 'recipient',
      header: t('deliveries.column.recipient'),
      isRowHeader: true,
      cell: ({ id, recipientName, recipientKind, address, isTest }) => (
        <>
          <Link to="/deliveries" search={{ ...search, open: id }} className={css.open} data-row={id}>
            <bdi>{recipientName}</bdi>
          </Link>{' '}
          {isTest ? <Badge>{t('deliveries.test')}</Badge> : <span className={css.minor}>{t(`recipient.${recipientKind}`)}</span>}
          <span className={css.line}>
            <bdi>
              <Address text={address} />
            </bdi>
          </span>
        </>
      ),
    },
    { id: 'queued', header: t('deliveries.column.queued'), cell: ({ queuedAt }) => at(queuedAt) },
    { id: 'item', header: t('deliveries.column.item'), cell: (row) => <Item row={row} /> },
    {
      id: 'channel',
      header: t('deliveries.column.channel'),
      cell: ({ channel, template }) => (
        <>
          {t(`deliveryChannel.${channel}`)}
          {template && (
            <span className={css.line}>
              {t(`deliveryPurpose.${template.purpose}` as 'deliveryPurpose.first')} · {template.language}
              {template.version === null ? '' : ` · ${t('deliveries.version', { version: template.version })}`}
            </span>
          )}
        </>
      ),
    },
    { id: 'state', header: t('deliveries.column.state'), cell: (row) => <State row={row} /> },
    { id: 'attempts', header: t('deliveries.column.attempts'), align: 'end', cell: ({ attempts }) => String(attempts) },
    { id: 'answer', header: t('deliveries.column.answer'), cell: (row) => <Answered row={row} at={at} /> },
    {
      id: 'latency',
      header: t('deliveries.column.latency'),
      align: 'end',
      cell: ({ queuedAt, finishedAt }) => (finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(queuedAt)) : ''),
    },
  ];
  const shown = openId === null ? columns : columns.filter(({ id }) => BESIDE_PANEL.includes(id));
  return (
    <DataTable label={t('deliveries.page')} columns={shown} rows={rows} keyOf={({ id }) => id} openKey={openId} isClickable />
  );
}

/** Breaks where a reader would: behind the @ and before a dot. */
function Address({ text }: { text: string }): ReactNode {
  return text.split(/(?<=@)|(?=\.)/).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one address have no other identity
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}

function Item({ row: { billId, billNumber, accessionNumber, patientInitials, isTest } }: { row: Delivery }): ReactNode {
  const t = useText();
  if (isTest) return t('deliveries.noOrder');
  const order = t('deliveries.order', { number: billNumber });
  return (
    <>
      {billId === null ? (
        order
      ) : (
        <Link to="/worklist/$billId" params={{ billId }} className={css.number}>
          {order}
        </Link>
      )}
      <span className={css.line}>
        {[patientInitials, accessionNumber && t('deliveries.accession', { number: accessionNumber })].filter(Boolean).join(' · ')}
      </span>
    </>
  );
}

function State({ row }: { row: Delivery }): ReactNode {
  const t = useText();
  const { isLate, handled, followUp } = row;
  return (
    <>
      <DeliveryState {...row} />
      {isLate && <span className={css.line}>{t('deliveries.late')}</span>}
      {handled && <span className={css.line}>{t('deliveries.handledBy', { name: handled.byName })}</span>}
      {followUp?.outcome && (
        <span className={css.line}>{t(`deliveryNext.${followUp.outcome}`, { step: followUp.step ?? 0 })}</span>
      )}
    </>
  );
}

function Answered({
  row: { lastAnswer, reason, state, dueAt, attempts },
  at,
}: {
  row: Delivery;
  at: (instant: string) => string;
}): ReactNode {
  const t = useText();
  const words = state === 'cancelled' ? reason : (lastAnswer ?? reason);
  return (
    <>
      {words && <span className={css.words}>{words}</span>}
      {state === 'queued' && dueAt && attempts > 0 && <span className={css.line}>{t('deliveries.next', { at: at(dueAt) })}</span>}
    </>
  );
}
