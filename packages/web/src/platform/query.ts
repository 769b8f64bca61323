import { QueryClient } from '@tanstack/react-query';
import { ApiFailure, isTransient } from './failure.ts';

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
 * Keys stand in each room's api.ts. Two kinds are asked for again by themselves when the server tells of an event: what
 * belongs to one order, and lists over many.
 */
export const billKey = (billId: number, ...rest: readonly (string | number)[]) => ['bill', billId, ...rest] as const;
export const liveKey = (room: string, ...rest: readonly (string | number)[]) => ['live', room, ...rest] as const;

/** What changes with who has or has open an order, without an event of the trail. */
export const presenceKey = (...rest: readonly (string | number)[]) => ['presence', ...rest] as const;

export function invalidatePresence(): void {
  void queryClient.invalidateQueries({ queryKey: presenceKey() });
}

/** What an event about these orders may have changed; all lists change with every event. */
export function invalidateLive(billIds: Iterable<number>): void {
  void queryClient.invalidateQueries({ queryKey: ['live'] });
  for (const billId of new Set(billIds)) void queryClient.invalidateQueries({ queryKey: billKey(billId) });
}
