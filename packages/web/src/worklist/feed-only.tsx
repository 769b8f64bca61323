import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { usePolling } from '../platform/live/live.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchSummary, worklistKeys } from './api.ts';
import { TILES } from './tiles.tsx';
import css from './worklist.module.css';

/** For those who keep the feeds: how much there is to do and whether messages come, and nothing of whom. */
export function FeedOnly(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const query = useQuery({
    queryKey: worklistKeys.summary,
    queryFn: ({ signal }) => fetchSummary(signal),
    refetchInterval: usePolling() || 30_000,
  });
  return (
    <Page>
      <PageHeader title={t('worklist.title')} lead={t('feedOnly.lead')} />
      <Answer query={query} what={t('worklist.failed')} stillTrue={t('worklist.failedNothing')}>
        {({ counts, feed, serverTime }) => (
          <>
            <dl className={css.numbers}>
              <div>
                <dt>{t('feedOnly.open')}</dt>
                <dd>{counts.pending}</dd>
              </div>
              {TILES.filter(({ isTab }) => !isTab).map(({ state, count, label }) => (
                <div key={state}>
                  <dt>{t(label)}</dt>
                  <dd>{counts[count]}</dd>
                </div>
              ))}
            </dl>
            <h2>{t('feedOnly.feeds')}</h2>
            <ul>
              {feed.sources.map(({ name, lastMessageAt, silentSince }) => (
                <li key={name}>
                  <bdi>{name}</bdi>:{' '}
                  {lastMessageAt
                    ? t(silentSince ? 'feed.silent' : 'feed.heard', {
                        at: formatMoment(lastMessageAt, Date.parse(serverTime), lab.zone),
                      })
                    : t('feed.never')}
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Page>
  );
}
