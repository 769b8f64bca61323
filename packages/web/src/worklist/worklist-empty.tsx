import type { Worklist } from '@critical-callout/contract/worklist';
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { useIsSlow } from '../ui/whole-page.tsx';
import { hasFilter, type WorklistSearch } from './search.ts';
import css from './worklist.module.css';

type Props = { search: WorklistSearch; worklist: Worklist; zone: string; onReset: () => void };

/** Nothing to show, and why: nothing open, hidden by filters, or no feed. A quiet list must prove that it is alive. */
export function WorklistEmpty({ search, worklist, zone, onReset }: Props): ReactNode {
  const t = useText();
  const mayConnect = useMay('messages.read');
  const { counts, feed, serverTime } = worklist;
  const isDone = search.tab === 'done';
  if (hasFilter(search)) {
    return (
      <div className={css.message}>
        <p>{isDone ? t('empty.filteredDone') : t('empty.filtered', { count: counts.pending })}</p>
        <Button variant="outline" onClick={onReset}>
          {t('empty.showAll')}
        </Button>
      </div>
    );
  }
  const now = Date.parse(serverTime);
  return (
    <div className={css.message}>
      <p>
        <strong>{t(isDone ? 'empty.noneDone' : 'empty.noneOpen')}</strong>
      </p>
      <p>
        {feed.lastMessageAt
          ? t(feed.resultsToday === null ? 'empty.alive' : 'empty.checked', {
              at: formatMoment(feed.lastMessageAt, now, zone),
              source: feed.lastSource ?? t('empty.unknownSource'),
              count: feed.resultsToday ?? feed.messagesToday,
            })
          : t('empty.noFeed')}{' '}
        {!feed.lastMessageAt && mayConnect && <Link to="/settings/integration">{t('empty.toIntegration')}</Link>}
      </p>
      {feed.sources.some(({ silentSince }) => silentSince !== null) && (
        <p className={css.banner} data-tone="amber">
          {t('empty.silent', {
            names: feed.sources
              .filter(({ silentSince }) => silentSince !== null)
              .map(({ name }) => name)
              .join(', '),
          })}
        </p>
      )}
    </div>
  );
}

export function WorklistLoading(): ReactNode {
  const t = useText();
  const isSlow = useIsSlow();
  return (
    <div className={css.message} aria-busy="true">
      <p className="visually-hidden">{t('loading')}</p>
      {isSlow && [1, 2, 3, 4, 5].map((line) => <Skeleton key={line} height={44} mb={8} />)}
    </div>
  );
}
