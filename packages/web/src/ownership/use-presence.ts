import type { BillOwnership, Ownership, Presence } from '@critical-callout/contract/ownership';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../auth/index.ts';
import { queryClient } from '../platform/query.ts';
import { fetchPresence, ownershipKeys } from './api.ts';

/** Leases end by themselves, and nobody tells: looked at again even when nothing was heard. */
const LOOK_AGAIN_MS = 15_000;

/** Nobody has it, nobody has it open. */
const NOBODY: Ownership = {
  assignedTo: null,
  queue: null,
  claim: null,
  people: [],
  unownedSince: null,
  isUnownedTooLong: false,
};

/** Nobody is on it now: since when stands in the list, and only there. */
function withoutPeople(fromList: Ownership): Ownership {
  const isFree = fromList.claim === null && fromList.assignedTo === null;
  if (!isFree) return { ...NOBODY, queue: fromList.queue };
  return fromList.people.length === 0 ? fromList : { ...fromList, people: [] };
}

export type WhoHas = (billId: number, known: Ownership) => Ownership;

/** The one answer everybody reads: a notice of the server asks for it again, and what we did ourselves is put in at once. */
export const presenceQuery = {
  queryKey: ownershipKeys.presence,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Presence> => fetchPresence(signal),
};

/** Of one open order, once somebody has it or has it open. */
export function usePresenceOf(billId: number): Ownership | undefined {
  const may = useMay('worklist.read');
  const { data } = useQuery({ ...presenceQuery, enabled: may });
  return data?.items.find((item) => item.billId === billId);
}

/** Who has each open order now. Until the first answer, and when it fails, what the list itself said. */
export function useWhoHas(): WhoHas {
  const may = useMay('worklist.read');
  const { data } = useQuery({
    ...presenceQuery,
    refetchInterval: LOOK_AGAIN_MS,
    enabled: may,
  });
  return useMemo(() => {
    const known = data && new Map(data.items.map((item) => [item.billId, item]));
    // The same answer for the same row: a list of hundreds is drawn anew only where something changed.
    const free = new WeakMap<Ownership, Ownership>();
    return (billId, fromList) => {
      if (!known) return fromList;
      const answer = known.get(billId) ?? free.get(fromList) ?? withoutPeople(fromList);
      if (!known.has(billId)) free.set(fromList, answer);
      return answer;
    };
  }, [data]);
}

/** Shows an answer at once, before the next look. */
export function notePresence({ billId, serverTime, ...ownership }: BillOwnership): void {
  queryClient.setQueryData<Presence>(ownershipKeys.presence, (before) => {
    const others = before?.items.filter((item) => item.billId !== billId) ?? [];
    return { items: [...others, { billId, ...ownership }], serverTime };
  });
}
