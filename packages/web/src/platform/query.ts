import { type InvalidateQueryFilters, type Query, QueryClient } from '@tanstack/react-query';
import { ApiFailure, isTransient } from './failure.ts';
import { oneAtATime } from './one-at-a-time.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      // The list and the panel are told by events what changed; a window that regains focus only makes sure.
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && isTransient(error),
      networkMode: 'always',
      throwOnError: (error) => !(error instanceof ApiFailure) && !(error instanceof DOMException),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/**
 * Asks again for what matches. A first answer that is still on its way may have been read before the change that is told
 * of, and is not begun anew: it is asked for once more when it has arrived, or the list would miss an order until the next
 * event.
 */
export async function askAgain(filters: InvalidateQueryFilters, client = queryClient): Promise<void> {
  const isFirst = ({ state }: Query): boolean => state.data === undefined && state.fetchStatus === 'fetching';
  const first = new Set(client.getQueryCache().findAll(filters).filter(isFirst));
  await client.invalidateQueries(filters);
  if (first.size > 0) await client.invalidateQueries({ predicate: (query) => first.has(query) });
}

/**
 * Keys stand in each room's api.ts. Two kinds are asked for again by themselves when the server tells of an event: what
 * belongs to one order, and lists over many.
 */
export const billKey = (billId: number, ...rest: readonly (string | number)[]) => ['bill', billId, ...rest] as const;
export const liveKey = (room: string, ...rest: readonly (string | number)[]) => ['live', room, ...rest] as const;

/** What changes with who has or has open an order, without an event of the trail. */
export const presenceKey = (...rest: readonly (string | number)[]) => ['presence', ...rest] as const;

export function invalidatePresence(): void {
  void askAgain({ queryKey: presenceKey() });
}

/** An answer that depends on some orders, but not on every event: says of itself whether these touch it. */
export type Touched = { isTouchedBy: (billIds: ReadonlySet<number>, data: unknown) => boolean };

const isTouched = ({ meta, state }: Query, billIds: ReadonlySet<number>): boolean =>
  typeof meta?.isTouchedBy === 'function' && (meta as Touched).isTouchedBy(billIds, state.data);

/** A list that knows how to ask for less than all of itself; `false` when it must be asked for whole. */
export type Renewable = { renew: (query: Query, billIds: ReadonlySet<number>) => Promise<boolean> };

const renewOf = ({ meta, state }: Query): Renewable['renew'] | null =>
  typeof meta?.renew === 'function' && state.data !== undefined && state.fetchStatus === 'idle' && !state.isInvalidated
    ? (meta as Renewable).renew
    : null;

/** All lists, after changes of these orders; null: of anything. Whatever cannot be renewed is asked for whole. */
export async function refreshAll(billIds: ReadonlySet<number> | null, client = queryClient): Promise<void> {
  const lists = billIds === null ? [] : client.getQueryCache().findAll({ queryKey: ['live'], type: 'active' });
  const renewals = lists.flatMap((query) => {
    const renew = renewOf(query);
    return renew && billIds ? [{ query, isRenewed: renew(query, billIds).catch(() => false) }] : [];
  });
  const renewing = new Set(renewals.map(({ query }) => query));
  await askAgain({ queryKey: ['live'], predicate: (query) => !renewing.has(query) }, client);
  for (const { query, isRenewed } of renewals)
    if (!(await isRenewed)) await askAgain({ predicate: (one) => one === query }, client);
}

let changed = new Set<number>();
let isMoreChanged = false;

// A list that is under way is not begun anew by the next event: with three events a second it would never arrive.
const refreshLists = oneAtATime(() => {
  const billIds = isMoreChanged ? null : changed;
  changed = new Set();
  isMoreChanged = false;
  return refreshAll(billIds);
});

/** What an event about these orders may have changed; all lists change with every event. `isMore`: not only these orders. */
export function invalidateLive(billIds: Iterable<number>, isMore = false): void {
  const touched = new Set(billIds);
  for (const billId of touched) changed.add(billId);
  if (isMore || touched.size === 0) isMoreChanged = true;
  void askAgain({ predicate: (query) => isTouched(query, touched) });
  refreshLists();
  for (const billId of touched) void askAgain({ queryKey: billKey(billId) });
}
