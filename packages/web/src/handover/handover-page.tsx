import type { Handover } from '@critical-callout/contract/ownership';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { later } from '../platform/messages/en/later.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchHandovers, handoverKeys } from './api.ts';
import css from './handover.module.css';
import { OfferForm } from './offer-form.tsx';

addWords(later);

const WAITING = 50;
const EARLIER = 10;

/** The end and the beginning of a shift on one page: what waits for me, what I hand over, what was. */
export function HandoverPage(): ReactNode {
  const t = useText();
  const mayCall = useMay('callout.write');
  const search = useSearch({ from: '/signed-in/handover' });
  const navigate = useNavigate();
  const waiting = useQuery({
    queryKey: handoverKeys.list('offered'),
    queryFn: ({ signal }) => fetchHandovers('offered', WAITING, signal),
    refetchInterval: 30_000,
  });
  const earlier = useQuery({
    queryKey: handoverKeys.list('over'),
    queryFn: ({ signal }) => fetchHandovers('over', EARLIER, signal),
  });
  const failed = { what: t('handover.listFailed'), stillTrue: t('handover.listFailedStill') };
  return (
    <Page>
      <PageHeader title={t('handover.title')} lead={t('handover.lead')} />
      <section aria-labelledby="waiting-title">
        <h2 id="waiting-title" className={css.title}>
          {t('handover.waiting')}
        </h2>
        <Answer query={waiting} {...failed}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{t('handover.noneWaiting')}</p>
            ) : (
              <HandoverTable label={t('handover.waiting')} items={items} />
            )
          }
        </Answer>
      </section>
      {mayCall && (
        <OfferForm
          orders={search.orders?.split(',').map(Number) ?? null}
          departmentId={search.departmentId}
          onDepartment={(departmentId) => void navigate({ to: '/handover', search: { departmentId }, replace: true })}
        />
      )}
      <section aria-labelledby="earlier-title">
        <h2 id="earlier-title" className={css.title}>
          {t('handover.earlier')}
        </h2>
        <Answer query={earlier} {...failed}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{t('handover.noneEarlier')}</p>
            ) : (
              <HandoverTable label={t('handover.earlier')} items={items} />
            )
          }
        </Answer>
      </section>
    </Page>
  );
}

function HandoverTable({ label, items }: { label: string; items: Handover[] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const columns: Column<Handover>[] = [
    {
      id: 'who',
      header: t('handover.who'),
      isRowHeader: true,
      cell: ({ id, from, to }) => (
        <Link to="/handover/$handoverId" params={{ handoverId: id }}>
          {t('handover.fromTo', { from: from.name, to: to?.name ?? t('handover.nextShift') })}
        </Link>
      ),
    },
    { id: 'queue', header: t('handover.queue'), cell: ({ department }) => department?.name ?? t('filter.allDepartments') },
    { id: 'orders', header: t('handover.orders'), cell: ({ counts }) => t('handover.counts', counts) },
    { id: 'since', header: t('handover.since'), cell: ({ createdAt }) => formatMoment(createdAt, now, lab.zone) },
    { id: 'state', header: t('column.state'), cell: (one) => <HandoverMark handover={one} /> },
  ];
  return <DataTable label={label} columns={columns} rows={items} keyOf={({ id }) => id} isClickable />;
}

export function HandoverMark({ handover }: { handover: Handover }): ReactNode {
  const t = useText();
  const { state, isLate, isForMe, endedBy } = handover;
  if (state === 'accepted') {
    return (
      <StateMark name="done" tone="done">
        {t('handover.acceptedBy', { by: endedBy?.name ?? '' })}
      </StateMark>
    );
  }
  if (state === 'withdrawn') {
    return (
      <StateMark name="withdrawn" tone="neutral">
        {t('handover.withdrawnBy', { by: endedBy?.name ?? '' })}
      </StateMark>
    );
  }
  return (
    <>
      <StateMark name={isLate ? 'overdue' : 'waiting'} tone={isLate ? 'overdue' : 'amber'} isFilled={isLate}>
        {t(isLate ? 'handover.late' : 'handover.offeredState')}
      </StateMark>{' '}
      {isForMe && <Badge tone="blue">{t('handover.forMe')}</Badge>}
    </>
  );
}
