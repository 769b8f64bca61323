import type { Worklist, WorklistItem } from '@critical-callout/contract/worklist';
import { hashKey, type InfiniteData, type Query, useInfiniteQuery } from '@tanstack/react-query';
import { usePolling } from '../platform/live/live.ts';
import { askAgain, queryClient, type Renewable } from '../platform/query.ts';
import { fetchWorklist, type WorklistQuery, worklistKeys } from './api.ts';
import { ALL_EVERY_MS, lengthToRenew, PAGE, renewedPages } from './renew.ts';
import { FILTERS, type WorklistSearch } from './search.ts';

/** When all rows of a list were last asked for, by its key. */
const allAskedAt = new Map<string, number>();

/** The list for the filters in the address; asks by itself while the event stream is silent. */
export function useWorklist(search: WorklistSearch) {
  const tab = search.tab ?? 'pending';
  const asked = toQuery(search);
  return useInfiniteQuery({
    queryKey: worklistKeys.list(tab, asked),
    queryFn: ({ queryKey, pageParam, signal }) => {
      if (pageParam === '') allAskedAt.set(hashKey(queryKey), performance.now());
      return fetchWorklist({ ...asked, cursor: pageParam }, signal);
    },
    meta: { renew: (query, billIds) => renew(asked, query, billIds) } satisfies Renewable,
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }: Worklist) => nextCursor ?? undefined,
    refetchInterval: usePolling(),
    // While a filter is typed the rows before stay, marked as updating; another tab's rows never do.
    placeholderData: (before, beforeQuery) => (beforeQuery?.queryKey[2] === tab ? before : undefined),
  });
}

/** Asks for the rows of these orders and the places of all, which is little of a long list. */
async function renew(asked: WorklistQuery, query: Query, billIds: ReadonlySet<number>): Promise<boolean> {
  const known = query.state.data as InfiniteData<Worklist>;
  const limit = lengthToRenew(known.pages, billIds, ageOf(query));
  if (limit === null) return false;
  const pages = renewedPages(known.pages, await fetchWorklist({ ...asked, limit, rowsOf: [...billIds].join(',') }));
  // Another answer came meanwhile or is on its way: which of them is newer nobody knows.
  if (!pages || query.state.data !== known || query.state.fetchStatus !== 'idle') return false;
  queryClient.setQueryData(query.queryKey, { ...known, pages });
  askWholeLater(query);
  return true;
}

const ageOf = ({ queryHash }: Query): number => performance.now() - (allAskedAt.get(queryHash) ?? Number.NEGATIVE_INFINITY);
const waiting = new Set<Query>();

/** No row is ever older than this for want of an event. */
function askWholeLater(query: Query): void {
  if (waiting.has(query)) return;
  waiting.add(query);
  setTimeout(() => {
    waiting.delete(query);
    if (ageOf(query) >= ALL_EVERY_MS) void askAgain({ predicate: (one) => one === query });
  }, ALL_EVERY_MS);
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
