import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { fetchCalloutLogs } from '../history/index.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { formatClock } from '../ui/dates.ts';
import type { Row } from './merge.ts';
import { useRows } from './use-rows.ts';
import css from './worklist.module.css';
import { WorklistTable } from './worklist-table.tsx';

type Props = { items: readonly WorklistItem[]; openBillId: number | null; onMore: (() => void) | null };

/** Rows, the keyboard on them, and what keeps them still. */
export function WorklistList({ items, openBillId, onMore }: Props): ReactNode {
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { rows, pin } = useRows(items, scroller);
  const reasons = useLeavingReasons(rows, t);
  const [focused, setFocused] = useState<number | null>(null);
  const isShown = (billId: number | null): boolean => rows.some(({ item }) => item.billId === billId);
  const current = isShown(focused) ? focused : isShown(openBillId) ? openBillId : (rows[0]?.item.billId ?? null);

  const onFocusRow = useCallback(
    (billId: number) => {
      setFocused(billId);
      pin(billId);
    },
    [pin],
  );
  const move = (by: number): void => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])];
    const here = links.findIndex((link) => link.closest('tr')?.dataset.bill === String(current));
    const isOnRow = links.includes(document.activeElement as HTMLElement);
    const next = links[Math.max(0, Math.min(links.length - 1, isOnRow ? here + by : here))];
    next?.focus({ preventScroll: true });
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => body.current?.querySelector<HTMLElement>(`tr[data-bill="${current}"] a[data-row]`)?.click(),
  });

  if (rows.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to the focus leaving the rows
    <div
      ref={scroller}
      className={css.scroller}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) pin(null);
      }}
    >
      <WorklistTable
        rows={rows}
        currentBillId={current}
        openBillId={openBillId}
        reasons={reasons}
        body={body}
        onFocusRow={onFocusRow}
      />
      {onMore && (
        <Button variant="outline" m="sm" onClick={onMore}>
          {t('worklist.more')}
        </Button>
      )}
    </div>
  );
}

/** Puts the keyboard back on a row, or on the first one. */
export function focusList(billId: number | null): void {
  const list = document.querySelector('[data-region="list"]');
  const row = billId === null ? null : list?.querySelector<HTMLElement>(`tr[data-bill="${billId}"] a[data-row]`);
  (row ?? list?.querySelector<HTMLElement>('a[data-row]') ?? list?.querySelector<HTMLElement>('h1'))?.focus();
}

/** Why rows left: one question for all of them to the history. */
function useLeavingReasons(rows: readonly Row[], t: Translate): Map<number, string> {
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
