import type { Me } from '@critical-callout/contract/auth';
import type { Permission } from '@critical-callout/domain/auth';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { usePolling } from '../platform/live/live.ts';
import { fetchMe, meKey } from './api.ts';

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

/** Who is signed in. Only below `SignedIn`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is used outside the signed-in pages');
  return me;
}

export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission);

export const useMeQuery = () =>
  useQuery({
    queryKey: meKey,
    queryFn: ({ signal }) => fetchMe(signal),
    staleTime: Number.POSITIVE_INFINITY,
    // Where no event tells of a change: name, zone, rights and idle time are asked for at the beat of everything else.
    refetchInterval: usePolling(),
  });
