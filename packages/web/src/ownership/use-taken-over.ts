import type { Presence } from '@critical-callout/contract/ownership';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { alarm } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';
import { toast } from '../ui/toast.tsx';
import { presenceQuery } from './use-presence.ts';

const ownerOf = ({ claim, assignedTo }: Presence['items'][number]) => claim ?? assignedTo;

/** Says at once when somebody else took an order over that this person had: both are told. */
export function useTakenOver(): void {
  const t = useText();
  const { userId } = useMe();
  const may = useMay('callout.write');
  const { data } = useQuery({ ...presenceQuery, enabled: may });
  const mine = useRef<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (!data) return;
    for (const item of data.items) {
      const owner = ownerOf(item);
      if (!mine.current.has(item.billId) || owner === null || owner.userId === userId) continue;
      const said = t('ownership.takenFromYou', { by: owner.name });
      alarm(said);
      toast(said);
    }
    mine.current = new Set(data.items.filter((item) => ownerOf(item)?.userId === userId).map(({ billId }) => billId));
  }, [data, userId, t]);
}
