import type { ReactNode } from 'react';
import css from './data-table.module.css';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The cell that names the row; one column has it. */
  isRowHeader?: boolean;
  align?: 'end';
};

type Props<Row> = {
  /** What the table holds, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** The row that is open beside the table. */
  openKey?: string | number | null;
  /** True where the row's heading holds a link or a button: a click anywhere on the row then does what that does. */
  isClickable?: boolean;
};

/** A real table with a heading that stays; on narrow screens each row becomes a card that keeps its labels. */
export function DataTable<Row>({ label, columns, rows, keyOf, openKey = null, isClickable = false }: Props<Row>): ReactNode {
  return (
    <div className={css.scroller}>
      {/* Roles are repeated because cards make browsers forget that they are a table. */}
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <table className={css.table} role="table" aria-label={label}>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <tr role="row">
            {columns.map(({ id, header, align }) => (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <th key={id} scope="col" role="columnheader" data-align={align}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              // biome-ignore lint/a11y/noRedundantRoles: see above
              role="row"
              data-key={keyOf(row)}
              data-open={openKey === keyOf(row) || undefined}
              data-clickable={isClickable || undefined}
              onClick={isClickable ? clickHeading : undefined}
            >
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }): ReactNode {
  const { header, cell, isRowHeader, align } = column;
  if (isRowHeader) {
    return (
      // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
      <th scope="row" role="rowheader" data-align={align}>
        {cell(row)}
      </th>
    );
  }
  return (
    // biome-ignore lint/a11y/noRedundantRoles: cards on narrow screens
    <td role="cell" data-label={header} data-align={align}>
      {cell(row)}
    </td>
  );
}

/** A click anywhere on the row does what its heading does; the keyboard has the heading itself. */
function clickHeading({ currentTarget, target }: React.MouseEvent<HTMLTableRowElement>): void {
  if ((target as Element).closest('a, button, input, label, select, dialog')) return;
  currentTarget.querySelector<HTMLElement>('th a, th button')?.click();
}
