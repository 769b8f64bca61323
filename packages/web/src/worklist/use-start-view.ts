import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { preferences } from '../platform/preferences.ts';
import { useStore } from '../platform/store.ts';
import { fetchViews, worklistKeys } from './api.ts';
import type { WorklistSearch } from './search.ts';
import { searchOf } from './views.tsx';

/** So long after the list was first shown somebody's choice still arrives before they have begun to work. */
const START_MS = 4_000;
let shownAt: number | null = null;
let isStarted = false;

/** The list opens as its user wants it: once, when the program is opened, and only while nothing else is asked of the list. */
export function useStartView(search: WorklistSearch, isOpen: boolean, onShow: (search: WorklistSearch) => void): void {
  const { startView } = useStore(preferences);
  const id = /^view:(\d+)$/.exec(startView)?.[1];
  const { data } = useQuery({
    queryKey: worklistKeys.views,
    queryFn: ({ signal }) => fetchViews(signal),
    staleTime: 60_000,
    enabled: id !== undefined && !isStarted,
  });
  const isUntouched = Object.values(search).every((value) => value === undefined) && !isOpen;
  useEffect(() => {
    shownAt ??= performance.now();
    if (isStarted || startView === 'pending') return;
    const view = data?.items.find((one) => one.id === Number(id));
    const wanted: WorklistSearch | null =
      startView === 'mine' ? { assigned: 'me' } : startView === 'done' ? { tab: 'done' } : view ? searchOf(view) : null;
    if (!wanted) return;
    isStarted = true;
    if (isUntouched && performance.now() - shownAt < START_MS) onShow(wanted);
  }, [startView, data, id, isUntouched, onShow]);
}
