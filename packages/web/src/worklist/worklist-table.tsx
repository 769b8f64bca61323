import type { Ownership } from '@critical-callout/contract/ownership';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Link } from '@tanstack/react-router';
import { memo, type ReactNode, type RefObject } from 'react';
import { useMe } from '../auth/index.ts';
import { OwnerMarks, type WhoHas } from '../ownership/index.ts';
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

/** Where it stands who has the order: never in a column that can be hidden. */
const OWNER_COLUMN = 'urgency';

type Props = {
  rows: Row[];
  currentBillId: number | null;
  openBillId: number | null;
  reasons: Map<number, string>;
  hidden: ReadonlySet<string>;
  selected: ReadonlySet<number>;
  whoHas: WhoHas;
  isGrouped: boolean;
  body: RefObject<HTMLTableSectionElement | null>;
  onFocusRow: (billId: number) => void;
  /** null: this person selects nothing. */
  onSelect: ((billId: number) => void) | null;
  onMenu: (item: WorklistItem) => void;
};

/** A real table: screen readers read it by row and column; the link in each row is what the keyboard moves on. */
export function WorklistTable(props: Props): ReactNode {
  const { rows, currentBillId, openBillId, reasons, hidden, selected, whoHas, isGrouped, body, onFocusRow, onSelect, onMenu } =
    props;
  const t = useText();
  const columns = COLUMNS.filter(({ id }) => !hidden.has(id));
  return (
    // Roles are repeated because narrow screens show the table as cards, which makes browsers forget that it is one.
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table className={css.table} role="table" aria-label={t('worklist.title')}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row">
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
        {rows.map((row, index) => (
          <WorklistRow
            key={row.item.billId}
            item={row.item}
            isLeft={row.leftAt !== null}
            isNew={row.isNew}
            isCurrent={row.item.billId === currentBillId}
            isOpen={row.item.billId === openBillId}
            isSelected={selected.has(row.item.billId)}
            isContinued={isGrouped && rows[index - 1]?.item.patient.id === row.item.patient.id}
            ownership={whoHas(row.item.billId, row.item.ownership)}
            hidden={hidden}
            reason={reasons.get(row.item.billId) ?? null}
            onFocusRow={onFocusRow}
            onSelect={onSelect}
            onMenu={onMenu}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  item: WorklistItem;
  /** Left the list, and is shown for a moment with the reason. */
  isLeft: boolean;
  isNew: boolean;
  isCurrent: boolean;
  isOpen: boolean;
  isSelected: boolean;
  /** A further order of the patient of the row above. */
  isContinued: boolean;
  ownership: Ownership;
  hidden: ReadonlySet<string>;
  reason: string | null;
  onFocusRow: (billId: number) => void;
  onSelect: ((billId: number) => void) | null;
  onMenu: (item: WorklistItem) => void;
};

const WorklistRow = memo(function WorklistRow(props: RowProps): ReactNode {
  const {
    item,
    isLeft,
    isNew,
    isCurrent,
    isOpen,
    isSelected,
    isContinued,
    ownership,
    hidden,
    reason,
    onFocusRow,
    onSelect,
    onMenu,
  } = props;
  const t = useText();
  const urgency = useAtTime((now) => urgencyOf(item, now).state);
  return (
    // A click anywhere on the row does what its link does; the keyboard has the link itself.
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
      role="row"
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
          // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
          <th key={id} scope="row" role="rowheader" data-column={id}>
            <Link
              to="/worklist/$billId"
              params={{ billId: item.billId }}
              search={(search) => search}
              className={css.open}
              tabIndex={isCurrent ? 0 : -1}
              aria-current={isOpen ? 'true' : undefined}
              aria-keyshortcuts="Enter"
              data-row
              onFocus={() => onFocusRow(item.billId)}
            >
              <PatientName patient={item.patient} />
              <span className="visually-hidden">{t('worklist.openRow', { tests: testsOf(item) })}</span>
            </Link>
            <Identity item={item} />
            {item.hasSimilarName && <SimilarName />}
            {item.otherOpen.orders > 0 && (
              <span className={css.others}>{t('row.otherOpen', { count: item.otherOpen.reports })}</span>
            )}
            {isLeft && <span className={css.leftBecause}>{reason ?? t('row.left')}</span>}
          </th>
        ) : (
          // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
          <td key={id} role="cell" data-column={id} data-label={t(header)}>
            <Cell item={item} />
            {id === OWNER_COLUMN && (
              <div className={css.owners}>
                <OwnerMarks ownership={ownership} />
              </div>
            )}
          </td>
        ),
      )}
    </tr>
  );
});

function Identity({ item }: { item: WorklistItem }): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(3_600_000);
  return (
    <span className={css.minor}>
      <PatientIdentity patient={item.patient} now={now} zone={lab.zone} />
    </span>
  );
}
