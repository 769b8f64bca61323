import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMe } from '../auth/index.ts';
import { fetchCalloutLogs } from '../history/index.ts';
import { useText } from '../platform/text.tsx';
import { formatClock } from '../ui/dates.ts';
import type { Row } from './merge.ts';

/** Why rows left: one question for all of them to the history. */
export function useLeavingReasons(rows: readonly Row[]): Map<number, string> {
  const t = useText();
  const { lab } = useMe();
  const leaving = rows.filter(({ leftAt }) => leftAt !== null).map(({ item }) => item.billId);
  const { data } = useQuery({
    queryKey: ['leaving', ...leaving],
    queryFn: ({ signal }) => fetchCalloutLogs(leaving, signal),
    enabled: leaving.length > 0,
    gcTime: 60_000,
  });
  return useMemo(() => {
    const reasons = new Map<number, string>();
    const newestFirst = [...(data?.entries ?? [])].sort((a, b) => b.seq - a.seq);
    for (const { billId, type, actorName, at } of newestFirst) {
      if (billId === null || reasons.has(billId)) continue;
      const said = { by: actorName ?? t('actor.system'), at: formatClock(at, lab.zone) };
      if (type === 'callout-done') reasons.set(billId, t('row.done', said));
      if (type === 'callout-acknowledged') reasons.set(billId, t('row.acknowledged', said));
      if (type === 'callout-attempted') reasons.set(billId, t('row.attempted', said));
      if (type === 'callout-withdrawn') reasons.set(billId, t('row.withdrawn', said));
    }
    return reasons;
  }, [data, lab.zone, t]);
}
