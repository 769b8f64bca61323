import type { ReactNode } from 'react';
import css from './publish.module.css';
import { Applies } from './who-may.tsx';

/** The general pattern of the settings: what there is on the left, the chosen one on the right. */
export function ListAndForm({
  list,
  whoMay,
  applies,
  children,
}: {
  list: ReactNode;
  /** "Directors may publish; everybody here may read." */
  whoMay?: string;
  /** From when a change holds, and for what not. */
  applies?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={css.layout}>
      <div className={css.list} data-region="list">
        {list}
      </div>
      <div className={css.form} data-region="panel">
        {whoMay && <p className={css.who}>{whoMay}</p>}
        {applies && <Applies>{applies}</Applies>}
        {children}
      </div>
    </div>
  );
}

/** Entries of the list; each child is a link or a button, the chosen one with `aria-current="true"`. */
export function EntryList({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <ul className={css.entries} aria-label={label}>
      {children}
    </ul>
  );
}
