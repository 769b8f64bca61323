import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useTitle } from '../platform/announce.tsx';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Filters } from './filters.tsx';
import { Footer } from './footer.tsx';
import type { WorklistSearch } from './search.ts';
import { useWorklist } from './use-worklist.ts';
import css from './worklist.module.css';
import { WorklistEmpty, WorklistLoading } from './worklist-empty.tsx';
import { focusList, WorklistList } from './worklist-list.tsx';

/** The product: one list by time left, one panel beside it. */
export function WorklistPage(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayRead = useMay('worklist.read');
  const search = useSearch({ from: '/signed-in/worklist' });
  const { billId } = useParams({ strict: false }) as { billId?: number };
  const navigate = useNavigate();
  const query = useWorklist(search);
  const { data, error } = query;
  const first = data?.pages[0];
  useTitle(t('worklist.title'));

  const change = (part: WorklistSearch): void =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...part }), replace: true });
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
  useEffect(() => {
    document.documentElement.dataset.panel = billId === undefined ? 'closed' : 'open';
  }, [billId]);

  if (!mayRead) return <p className={css.message}>{t('worklist.noPermission')}</p>;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css.split} data-panel={billId === undefined ? 'closed' : 'open'}>
      <section className={css.side} data-region="list" aria-labelledby="worklist-title">
        <h1 id="worklist-title" className="visually-hidden" tabIndex={-1}>
          {t('worklist.title')}
        </h1>
        <Filters search={search} counts={first?.counts ?? null} isUpdating={query.isPlaceholderData} onChange={change} />
        {error && (
          <div className={css.message}>
            <FailurePanel
              failure={asFailure(error)}
              what={t('worklist.failed')}
              stillTrue={
                first
                  ? t('worklist.failedStale', { at: formatMoment(first.serverTime, Date.parse(first.serverTime), lab.zone) })
                  : t('worklist.failedNothing')
              }
              onRetry={() => void query.refetch()}
            />
          </div>
        )}
        {!data && !error && <WorklistLoading />}
        {first && items.length === 0 && !query.isPlaceholderData && (
          <WorklistEmpty
            search={search}
            worklist={first}
            zone={lab.zone}
            onReset={() => change({ state: undefined, q: undefined, departmentId: undefined })}
          />
        )}
        {data && (
          // Another tab is another list: nothing of the first may linger as "left".
          <WorklistList
            key={`${search.tab ?? 'pending'} ${search.state ?? ''} ${search.departmentId ?? ''} ${search.q ?? ''} ${query.isPlaceholderData}`}
            items={items}
            openBillId={billId ?? null}
            onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
          />
        )}
        {first && <Footer worklist={first} zone={lab.zone} />}
      </section>
      <Outlet />
    </div>
  );
}
