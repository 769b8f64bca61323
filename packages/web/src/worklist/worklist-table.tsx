import type { Ownership } from '@critical-callout/contract/ownership';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { useLocation } from '@tanstack/react-router';
import { type MouseEvent, memo, type ReactNode, type RefObject } from 'react';
import { useMe } from '../auth/index.ts';
import { ClaimingMark, OwnerMarks, type WhoHas } from '../ownership/index.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { type MessageId, useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName, SimilarName } from '../ui/patient.tsx';
import {
  ContactCell,
  NoticesCell,
  PreviousCell,
  ResultCell,
  ResultedCell,
  StateCell,
  TestCell,
  testsOf,
  UrgencyCell,
  WhereCell,
} from './cells.tsx';
import type { Part } from './drawn.ts';
import type { Row } from './merge.ts';
import { urgencyOf } from './urgency.ts';
import css from './worklist.module.css';

/** Everything but the patient's cell, which is the row's heading and holds its link. */
const COLUMNS: { id: string; header: MessageId; Cell: (props: { item: WorklistItem }) => ReactNode }[] = [
  { id: 'urgency', header: 'column.urgency', Cell: UrgencyCell },
  { id: 'patient', header: 'column.patient', Cell: () => null },
  { id: 'test', header: 'column.test', Cell: TestCell },
  { id: 'result', header: 'column.result', Cell: ResultCell },
  { id: 'previous', header: 'column.previous', Cell: PreviousCell },
  { id: 'where', header: 'column.where', Cell: WhereCell },
  { id: 'contact', header: 'column.contact', Cell: ContactCell },
  { id: 'resulted', header: 'column.resulted', Cell: ResultedCell },
  { id: 'state', header: 'column.state', Cell: StateCell },
  { id: 'notices', header: 'column.notices', Cell: NoticesCell },
];

/** What somebody who moves from row to row hears after the name: how long there is, and the value with its limit. */
const SPOKEN: ReadonlySet<string> = new Set(['urgency', 'result']);
const cellId = (billId: number, column: string): string => `${column}-${billId}`;

/** Where it stands who has the order: never in a column that can be hidden. */
const OWNER_COLUMN = 'urgency';

type Props = {
  rows: readonly Row[];
  /** Which of them are drawn, and the place of the others. */
  parts: readonly Part[];
  /** null: the server has more, and nobody knows how many. */
  total: number | null;
  currentBillId: number | null;
  openBillId: number | null;
  reasons: Map<number, string>;
  hidden: ReadonlySet<string>;
  selected: ReadonlySet<number>;
  whoHas: WhoHas;
  isGrouped: boolean;
  body: RefObject<HTMLTableSectionElement | null>;
  onFocusRow: (billId: number) => void;
  onOpen: (billId: number) => void;
  /** null: this person selects nothing. */
  onSelect: ((billId: number) => void) | null;
  onMenu: (item: WorklistItem) => void;
};

/**
 * A real table: screen readers read it by row and column, and are told which row of how many each is, drawn or not. The
 * link in each row is what the keyboard moves on.
 */
export function WorklistTable(props: Props): ReactNode {
  const { rows, parts, total, hidden, body } = props;
  const t = useText();
  const columns = COLUMNS.filter(({ id }) => !hidden.has(id));
  return (
    // Roles are repeated because narrow screens show the table as cards, which makes browsers forget that it is one.
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table className={css.table} role="table" aria-label={t('worklist.title')} aria-rowcount={total === null ? -1 : total + 1}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row" aria-rowindex={1}>
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <th scope="col" role="columnheader" data-column="act">
            <span className="visually-hidden">{t('column.act')}</span>
          </th>
          {columns.map(({ id, header }) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th key={id} scope="col" role="columnheader" data-column={id}>
              {t(header)}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <tbody ref={body} role="rowgroup">
        {parts.map((part) => {
          if (part.kind === 'gap') return <Gap key={`gap-${part.from}`} height={part.height} />;
          const row = rows[part.index];
          return row && <TableRow key={row.item.billId} row={row} index={part.index} {...props} />;
        })}
      </tbody>
    </table>
  );
}

/** The place of rows that are out of sight. One cell: a wider one would make columns where some are hidden. */
const Gap = ({ height }: { height: number }): ReactNode => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without content takes no focus
  <tr className={css.gap} aria-hidden="true">
    <td style={{ height }} />
  </tr>
);

/** Picks from the table what one row depends on: the others then stay as they are. */
function TableRow({ row, index, ...table }: { row: Row; index: number } & Props): ReactNode {
  const { currentBillId, openBillId, reasons, hidden, selected, whoHas, isGrouped, rows } = table;
  const { item } = row;
  return (
    <WorklistRow
      item={item}
      index={index}
      isLeft={row.leftAt !== null}
      isNew={row.isNew}
      isCurrent={item.billId === currentBillId}
      isOpen={item.billId === openBillId}
      isSelected={selected.has(item.billId)}
      isContinued={isGrouped && rows[index - 1]?.item.patient.id === item.patient.id}
      ownership={whoHas(item.billId, item.ownership)}
      hidden={hidden}
      reason={reasons.get(item.billId) ?? null}
      onFocusRow={table.onFocusRow}
      onOpen={table.onOpen}
      onSelect={table.onSelect}
      onMenu={table.onMenu}
    />
  );
}

type CellsProps = {
  item: WorklistItem;
  /** Left the list, and is shown for a moment with the reason. */
  isLeft: boolean;
  isCurrent: boolean;
  isOpen: boolean;
  isSelected: boolean;
  ownership: Ownership;
  hidden: ReadonlySet<string>;
  reason: string | null;
  onFocusRow: (billId: number) => void;
  onOpen: (billId: number) => void;
  onSelect: ((billId: number) => void) | null;
  onMenu: (item: WorklistItem) => void;
};
type RowProps = CellsProps & {
  index: number;
  isNew: boolean;
  /** A further order of the patient of the row above. */
  isContinued: boolean;
};

const WorklistRow = memo(function WorklistRow({ index, isNew, isContinued, ...cells }: RowProps): ReactNode {
  const { item, isLeft, isOpen, isSelected } = cells;
  const urgency = useAtTime((now) => urgencyOf(item, now).state);
  return (
    // A click anywhere on the row does what its link does; the keyboard has the link itself.
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
      role="row"
      aria-rowindex={index + 2}
      data-bill={item.billId}
      data-urgency={urgency}
      data-left={isLeft || undefined}
      data-new={isNew || undefined}
      data-open={isOpen || undefined}
      data-selected={isSelected || undefined}
      data-continued={isContinued || undefined}
      onClick={({ currentTarget, target }) => {
        if (!(target as Element).closest('a, button, label, input')) currentTarget.querySelector('a')?.click();
      }}
    >
      <Cells {...cells} />
    </tr>
  );
});

/** Everything in a row: drawn again when the order changed, not when rows above it came or went. */
const Cells = memo(function Cells(props: CellsProps): ReactNode {
  const { item, isSelected, ownership, hidden, onSelect, onMenu } = props;
  const t = useText();
  return (
    <>
      {/* biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens */}
      <td role="cell" data-column="act">
        {onSelect && (
          <label className={css.check}>
            <span className="visually-hidden">{t('selection.row', { number: item.billNumber })}</span>
            <input type="checkbox" tabIndex={-1} checked={isSelected} onChange={() => onSelect(item.billId)} />
          </label>
        )}
        <button
          type="button"
          className={css.more}
          tabIndex={-1}
          aria-label={t('row.menuOf', { number: item.billNumber })}
          onClick={() => onMenu(item)}
        >
          ⋯
        </button>
      </td>
      {COLUMNS.filter((column) => !hidden.has(column.id)).map(({ id, header, Cell }) =>
        id === 'patient' ? (
          <PatientCell key={id} {...props} />
        ) : (
          <td
            key={id}
            id={SPOKEN.has(id) ? cellId(item.billId, id) : undefined}
            // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
            role="cell"
            data-column={id}
            data-label={t(header)}
          >
            <Cell item={item} />
            {id === OWNER_COLUMN && (
              <div className={css.owners}>
                <ClaimingMark billId={item.billId} />
                <OwnerMarks ownership={ownership} />
              </div>
            )}
          </td>
        ),
      )}
    </>
  );
});

/** Who it is, and the link that opens the panel; with a key held it opens in another tab, as links do. */
function PatientCell({ item, isLeft, isCurrent, isOpen, reason, onFocusRow, onOpen }: CellsProps): ReactNode {
  const t = useText();
  const filters = useLocation({ select: ({ searchStr }) => searchStr });
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(item.billId);
  };
  return (
    // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
    <th scope="row" role="rowheader" data-column="patient">
      <a
        href={`/worklist/${item.billId}${filters}`}
        className={css.open}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        aria-keyshortcuts="Enter"
        aria-describedby={[...SPOKEN].map((id) => cellId(item.billId, id)).join(' ')}
        data-row
        onFocus={() => onFocusRow(item.billId)}
        onClick={follow}
      >
        <PatientName patient={item.patient} />
        <span className="visually-hidden">{t('worklist.openRow', { tests: testsOf(item) })}</span>
      </a>
      <Identity item={item} />
      {item.hasSimilarName && <SimilarName />}
      {item.otherOpen.orders > 0 && <span className={css.others}>{t('row.otherOpen', { count: item.otherOpen.reports })}</span>}
      {isLeft && <span className={css.leftBecause}>{reason ?? t('row.left')}</span>}
    </th>
  );
}

function Identity({ item }: { item: WorklistItem }): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(3_600_000);
  return (
    <span className={css.minor}>
      <PatientIdentity patient={item.patient} now={now} zone={lab.zone} />
    </span>
  );
}
