import type { Worklist } from '@critical-callout/contract/worklist';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, memo, type ReactNode, Suspense, useCallback, useEffect, useMemo } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useTakenOver } from '../ownership/index.ts';
import { useTitle } from '../platform/announce.tsx';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { PracticePhone } from '../practice/index.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Banners } from './banners.tsx';
import { Filters } from './filters.tsx';
import { focusList } from './focus.ts';
import { Footer } from './footer.tsx';
import { NO_FILTER, type WorklistSearch } from './search.ts';
import { useHidden } from './use-hidden.ts';
import { usePause } from './use-pause.ts';
import { useStartView } from './use-start-view.ts';
import { useWorklist } from './use-worklist.ts';
import css from './worklist.module.css';
import { WorklistEmpty, WorklistLoading } from './worklist-empty.tsx';
import { WorklistList } from './worklist-list.tsx';

const FeedOnly = lazy(() => import('./feed-only.tsx').then((module) => ({ default: module.FeedOnly })));

const StillBanners = memo(Banners);
const StillFilters = memo(Filters);
const StillList = memo(WorklistList);

/** The product: one list by time left, one panel beside it. */
export function WorklistPage(): ReactNode {
  const t = useText();
  const mayRead = useMay('worklist.read');
  const mayKeepFeeds = useMay('messages.read');
  useTitle(t('worklist.title'));
  if (mayRead) return <PatientsWorklist />;
  if (mayKeepFeeds) {
    return (
      <Suspense fallback={null}>
        <FeedOnly />
      </Suspense>
    );
  }
  return <p className={css.message}>{t('worklist.noPermission')}</p>;
}

function PatientsWorklist(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const search = useSearch({ from: '/signed-in/worklist' });
  const { billId } = useParams({ strict: false }) as { billId?: number };
  const navigate = useNavigate();
  const query = useWorklist(search);
  const { data, error } = query;
  const first = data?.pages[0];
  useTakenOver();
  // After sign-in nothing has the focus, and letters act only in the list.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('worklist-title')?.focus();
  }, []);

  // The same functions and sets for as long as they mean the same: what the panel opens beside is then not drawn again.
  const change = useCallback(
    (part: WorklistSearch): void => void navigate({ to: '.', search: (now) => ({ ...now, ...part }), replace: true }),
    [navigate],
  );
  const open = useCallback(
    (id: number): void =>
      void navigate({ to: '/worklist/$billId', params: { billId: id }, search: (now: WorklistSearch) => now }),
    [navigate],
  );
  useStartView(search, billId !== undefined, change);
  const { fetchNextPage } = query;
  const more = useCallback((): void => void fetchNextPage(), [fetchNextPage]);
  const hidden = useHidden(search);
  const fresh = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const close = async (): Promise<void> => {
    if (billId === undefined) return;
    await navigate({ to: '/worklist', search: (now) => now });
    focusList(billId);
  };
  useShortcuts({
    close: () => void close(),
    backToList: () => focusList(billId ?? null),
    search: () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
  });

  // Another tab or filter is another list: nothing of the first may linger as "left", nor what was held back.
  const list = JSON.stringify([{ ...search, hide: undefined }, query.isPlaceholderData]);
  const pause = usePause(fresh, list);
  return (
    <div className={css.split} data-panel={billId === undefined ? 'closed' : 'open'}>
      <section className={css.side} data-region="list" aria-labelledby="worklist-title">
        <h1 id="worklist-title" className="visually-hidden" tabIndex={-1}>
          {t('worklist.title')}
        </h1>
        {first && <StillBanners worklist={first} onChange={change} />}
        <StillFilters search={search} counts={first?.counts ?? null} isUpdating={query.isPlaceholderData} onChange={change} />
        {error && <Failed error={error} first={first} zone={lab.zone} onRetry={() => void query.refetch()} />}
        {!data && !error && <WorklistLoading />}
        {first && pause.items.length === 0 && !query.isPlaceholderData && (
          <WorklistEmpty search={search} worklist={first} zone={lab.zone} onReset={() => change(NO_FILTER)} />
        )}
        {data && (
          <StillList
            key={list}
            items={pause.items}
            openBillId={billId ?? null}
            isGrouped={search.grouped === true}
            hidden={hidden}
            onOpen={open}
            onMore={query.hasNextPage ? more : null}
          />
        )}
        {billId !== undefined && <PracticePhone billId={billId} place="list" />}
        {first && <Footer worklist={first} zone={lab.zone} pause={pause} />}
      </section>
      <Outlet />
    </div>
  );
}

type FailedProps = { error: unknown; first: Worklist | undefined; zone: string; onRetry: () => void };

/** What was known stays below, stamped with its time; a list that failed never looks empty. */
function Failed({ error, first, zone, onRetry }: FailedProps): ReactNode {
  const t = useText();
  return (
    <div className={css.message}>
      <FailurePanel
        failure={asFailure(error)}
        what={t('worklist.failed')}
        stillTrue={
          first
            ? t('worklist.failedStale', { at: formatMoment(first.serverTime, Date.parse(first.serverTime), zone) })
            : t('worklist.failedNothing')
        }
        onRetry={onRetry}
      />
    </div>
  );
}
