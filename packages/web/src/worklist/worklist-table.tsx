import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Link } from '@tanstack/react-router';
import { memo, type ReactNode, type RefObject, useMemo } from 'react';
import { useMe } from '../auth/index.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { type MessageId, useText } from '../platform/text.tsx';
import { PatientIdentity, PatientName, SimilarName } from '../ui/patient.tsx';
import {
  ContactCell,
  NoticesCell,
  ResultCell,
  ResultedCell,
  StateCell,
  TestCell,
  testsOf,
  UrgencyCell,
  WhereCell,
} from './cells.tsx';
import type { Row } from './merge.ts';
import { findSimilarNames } from './similar-names.ts';
import { urgencyOf } from './urgency.ts';
import css from './worklist.module.css';

/** Everything but the patient's cell, which is the row's heading and holds its link. */
const COLUMNS: { id: string; header: MessageId; Cell: (props: { item: WorklistItem }) => ReactNode }[] = [
  { id: 'urgency', header: 'column.urgency', Cell: UrgencyCell },
  { id: 'patient', header: 'column.patient', Cell: () => null },
  { id: 'test', header: 'column.test', Cell: TestCell },
  { id: 'result', header: 'column.result', Cell: ResultCell },
  { id: 'where', header: 'column.where', Cell: WhereCell },
  { id: 'contact', header: 'column.contact', Cell: ContactCell },
  { id: 'resulted', header: 'column.resulted', Cell: ResultedCell },
  { id: 'state', header: 'column.state', Cell: StateCell },
  { id: 'notices', header: 'column.notices', Cell: NoticesCell },
];

type Props = {
  rows: Row[];
  currentBillId: number | null;
  openBillId: number | null;
  reasons: Map<number, string>;
  body: RefObject<HTMLTableSectionElement | null>;
  onFocusRow: (billId: number) => void;
};

/** A real table: screen readers read it by row and column; the link in each row is what the keyboard moves on. */
export function WorklistTable({ rows, currentBillId, openBillId, reasons, body, onFocusRow }: Props): ReactNode {
  const t = useText();
  const similar = useMemo(
    () => findSimilarNames(rows.filter(({ leftAt }) => leftAt === null).map(({ item }) => item.patient)),
    [rows],
  );
  return (
    // Roles are repeated because narrow screens show the table as cards, which makes browsers forget that it is one.
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table className={css.table} role="table" aria-label={t('worklist.title')}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row">
          {COLUMNS.map(({ id, header }) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th key={id} scope="col" role="columnheader" data-column={id}>
              {t(header)}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <tbody ref={body} role="rowgroup">
        {rows.map((row) => (
          <WorklistRow
            key={row.item.billId}
            row={row}
            isCurrent={row.item.billId === currentBillId}
            isOpen={row.item.billId === openBillId}
            isSimilar={similar.has(row.item.patient.id)}
            reason={reasons.get(row.item.billId) ?? null}
            onFocusRow={onFocusRow}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  row: Row;
  isCurrent: boolean;
  isOpen: boolean;
  isSimilar: boolean;
  reason: string | null;
  onFocusRow: (billId: number) => void;
};

const WorklistRow = memo(function WorklistRow({ row, isCurrent, isOpen, isSimilar, reason, onFocusRow }: RowProps): ReactNode {
  const t = useText();
  const { item, leftAt, isNew } = row;
  const urgency = useAtTime((now) => urgencyOf(item, now).state);
  return (
    // A click anywhere on the row does what its link does; the keyboard has the link itself.
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
      role="row"
      data-bill={item.billId}
      data-urgency={urgency}
      data-left={leftAt !== null || undefined}
      data-new={isNew || undefined}
      data-open={isOpen || undefined}
      onClick={({ currentTarget, target }) => {
        if (!(target as Element).closest('a')) currentTarget.querySelector('a')?.click();
      }}
    >
      {COLUMNS.map(({ id, header, Cell }) =>
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
            {isSimilar && <SimilarName />}
            {leftAt !== null && <span className={css.leftBecause}>{reason ?? t('row.left')}</span>}
          </th>
        ) : (
          // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
          <td key={id} role="cell" data-column={id} data-label={t(header)}>
            <Cell item={item} />
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
