import type { ReactNode } from 'react';
import { useTitle } from '../platform/announce.tsx';
import css from './kit.module.css';

/** The usual frame of a screen that is not the worklist. `list` where letters go from row to row. */
export function Page({ region = 'page', children }: { region?: 'page' | 'list'; children: ReactNode }): ReactNode {
  return (
    <div className={css.page} data-region={region}>
      {children}
    </div>
  );
}

/** Heading, one line that says what the screen is for, and what can be done here. Sets the title of the window. */
export function PageHeader({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }): ReactNode {
  useTitle(title);
  return (
    <header className={css.header}>
      <div className={css.titles}>
        <h1 tabIndex={-1} data-region-focus>
          {title}
        </h1>
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      {children && <div className={css.actions}>{children}</div>}
    </header>
  );
}
