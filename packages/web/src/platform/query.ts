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

export const keys = {
  me: ['me'] as const,
  worklist: (tab: string, query: string) => ['worklist', tab, query] as const,
  worklists: ['worklist'] as const,
  records: (billId: number) => ['critical-records', billId] as const,
  logs: (billId: number) => ['callout-logs', billId] as const,
  deliveries: (billId: number) => ['deliveries', billId] as const,
  settings: ['critical-notification'] as const,
  policy: ['callout-policy'] as const,
};
