import type { Worklist, WorklistItem } from '@critical-callout/contract/worklist';
import { useInfiniteQuery } from '@tanstack/react-query';
import { usePolling } from '../platform/live/live.ts';
import { queryClient } from '../platform/query.ts';
import { fetchWorklist, type WorklistQuery, worklistKeys } from './api.ts';
import { FILTERS, type WorklistSearch } from './search.ts';

/** Rows asked for at once; further ones on demand. */
const PAGE = 200;

/** The list for the filters in the address; asks by itself while the event stream is silent. */
export function useWorklist(search: WorklistSearch) {
  const tab = search.tab ?? 'pending';
  return useInfiniteQuery({
    queryKey: worklistKeys.list(tab, toQuery(search)),
    queryFn: ({ pageParam, signal }) => fetchWorklist({ ...toQuery(search), cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }: Worklist) => nextCursor ?? undefined,
    refetchInterval: usePolling(),
    // While a filter is typed the rows before stay, marked as updating; another tab's rows never do.
    placeholderData: (before, beforeQuery) => (beforeQuery?.queryKey[2] === tab ? before : undefined),
  });
}

function toQuery(search: WorklistSearch): WorklistQuery {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, search[name] || undefined]));
  return { tab: search.tab ?? 'pending', limit: PAGE, ...filters, sort: search.tab === 'done' ? undefined : search.sort };
}

/** The pending bills last seen, most urgent first: for opening the next one after a save. */
export function knownPending(): WorklistItem[] {
  const lists = queryClient.getQueriesData<{ pages: Worklist[] }>({ queryKey: worklistKeys.tab('pending'), type: 'active' });
  return lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? []);
}
