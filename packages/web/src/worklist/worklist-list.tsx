import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useWhoHas } from '../ownership/index.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import type { RowDialog } from './claim-and-open.ts';
import { focusWhenThere } from './focus.ts';
import { groupByPatient, selectionOf } from './grouping.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useCurrentRow } from './use-current-row.ts';
import { useDrawn } from './use-drawn.ts';
import { useLeavingReasons } from './use-leaving-reasons.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useRows } from './use-rows.ts';
import { useSelected } from './use-selected.ts';
import css from './worklist.module.css';
import { WorklistTable } from './worklist-table.tsx';

/** What is needed when somebody asks for it, not for the list to stand there. */
const RowDialogs = lazy(() => import('./row-dialogs.tsx').then((module) => ({ default: module.RowDialogs })));

type Props = {
  items: readonly WorklistItem[];
  openBillId: number | null;
  isGrouped: boolean;
  hidden: ReadonlySet<string>;
  onOpen: (billId: number) => void;
  onMore: (() => void) | null;
};

/** Rows, the keyboard on them, and what keeps them still. */
export function WorklistList({ items, openBillId, isGrouped, hidden, onOpen, onMore }: Props): ReactNode {
  const t = useText();
  const mayCall = useMay('callout.write');
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const whoHas = useWhoHas();
  const ordered = useMemo(() => (isGrouped ? groupByPatient(items) : items), [items, isGrouped]);
  const { rows, pin } = useRows(ordered, scroller);
  const billIds = useMemo(() => rows.map(({ item }) => item.billId), [rows]);
  const reasons = useLeavingReasons(rows);
  const { selected, onSelect, clear } = useSelected();
  const [dialog, setDialog] = useState<RowDialog | null>(null);
  const { current, onFocusRow, move } = useCurrentRow({ billIds, openBillId, body, pin });
  const parts = useDrawn({ billIds, kept: [current, openBillId], scroller, body, onMore });
  const selection = useMemo(() => selectionOf(items, selected), [items, selected]);
  const onMenu = useCallback((item: WorklistItem) => setDialog({ kind: 'menu', items: [item] }), []);
  const jump =
    (selector: string) =>
    (billId: number): void => {
      onOpen(billId);
      focusWhenThere(selector);
    };
  const onNote = jump('[data-region="panel"] textarea');
  const onHistory = jump('[data-region="history"]');
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => body.current?.querySelector<HTMLElement>(`tr[data-bill="${current}"] a[data-row]`)?.click(),
  });
  useRowKeys(rows.find(({ item }) => item.billId === current)?.item, {
    onMenu,
    onOpen,
    onNote,
    onHistory,
    onSelect,
    onDialog: setDialog,
    selection: selection.items,
  });

  if (rows.length === 0) return null;
  return (
    <>
      <SelectionBar
        selection={selection}
        onOpen={onOpen}
        onAssign={() => setDialog({ kind: 'assign', items: selection.items })}
        onClear={clear}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only listens to the focus leaving the rows */}
      <div
        ref={scroller}
        className={css.scroller}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) pin(null);
        }}
      >
        <WorklistTable
          rows={rows}
          parts={parts}
          total={onMore ? null : rows.length}
          currentBillId={current}
          openBillId={openBillId}
          reasons={reasons}
          hidden={hidden}
          selected={selected}
          whoHas={whoHas}
          isGrouped={isGrouped}
          body={body}
          onFocusRow={onFocusRow}
          onOpen={onOpen}
          onSelect={mayCall ? onSelect : null}
          onMenu={onMenu}
        />
        {onMore && (
          <Button variant="outline" m="sm" onClick={onMore}>
            {t('worklist.more')}
          </Button>
        )}
      </div>
      {dialog && (
        <Suspense fallback={null}>
          <RowDialogs dialog={dialog} onChange={setDialog} onOpen={onOpen} onNote={onNote} onHistory={onHistory} />
        </Suspense>
      )}
    </>
  );
}
