import type { WorklistView } from '@critical-callout/contract/worklist';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { sayFailure } from '../ui/failure-notices.tsx';
import { toast } from '../ui/toast.tsx';
import { deleteView, fetchViews, worklistKeys } from './api.ts';
import { FILTERS, hiddenOf, NO_FILTER, type WorklistSearch } from './search.ts';
import css from './worklist.module.css';

const SaveView = lazy(() => import('./save-view.tsx').then((module) => ({ default: module.SaveView })));

/** What of the address a view keeps. */
function viewOf(search: WorklistSearch): WorklistView['view'] {
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
  return { filters, sort: search.sort ?? 'urgency', hiddenColumns: [...hiddenOf(search)], isGrouped: search.grouped === true };
}

export function searchOf({ view }: WorklistView): WorklistSearch {
  return {
    ...NO_FILTER,
    ...view.filters,
    tab: undefined,
    sort: view.sort === 'urgency' ? undefined : view.sort,
    hide: view.hiddenColumns.join(',') || undefined,
    grouped: view.isGrouped || undefined,
  };
}

const isShown = (view: WorklistView, search: WorklistSearch): boolean =>
  JSON.stringify(viewOf(searchOf(view))) === JSON.stringify(viewOf(search)) && search.tab !== 'done';

type Props = { search: WorklistSearch; onShow: (search: WorklistSearch) => void };

/** Named ways of looking, one key away: 1 to 9. One's own come first, then those shared with everybody. */
export function Views({ search, onShow }: Props): ReactNode {
  const t = useText();
  const [isSaving, setSaving] = useState(false);
  const { data } = useQuery({ queryKey: worklistKeys.views, queryFn: ({ signal }) => fetchViews(signal), staleTime: 60_000 });
  const views = data?.items ?? [];
  useShortcuts({
    view: (key) => {
      const view = views[Number(key) - 1];
      if (view) onShow(searchOf(view));
    },
  });
  const shown = views.find((view) => isShown(view, search));
  const remove = async (view: WorklistView): Promise<void> => {
    await deleteView(view.id).then(
      () => toast(t('view.deleted', { name: view.name })),
      (error: unknown) =>
        sayFailure(error, { what: 'view.notDeleted', still: 'view.notDeletedStill', values: { name: view.name } }),
    );
    await queryClient.invalidateQueries({ queryKey: worklistKeys.views });
  };
  return (
    <>
      {views.map((view, index) => (
        <button
          key={view.id}
          type="button"
          aria-pressed={view === shown}
          aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
          onClick={() => onShow(searchOf(view))}
        >
          <bdi>{view.name}</bdi>
          {view.isShared && <span className={css.minor}>{t('view.shared')}</span>}
        </button>
      ))}
      <button type="button" className={css.saveView} onClick={() => setSaving(true)}>
        {t('view.save')}
      </button>
      {shown?.isMine && (
        <button type="button" onClick={() => void remove(shown)}>
          {t('view.delete', { name: shown.name })}
        </button>
      )}
      {isSaving && (
        <Suspense fallback={null}>
          <SaveView view={viewOf(search)} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </>
  );
}
