import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import type { NavEntry } from '../navigation.ts';
import { useText } from '../platform/text.tsx';
import { Mark } from './marks.tsx';
import css from './nav-list.module.css';

/** The entries of a rail this person may see. Narrow, the word stays for screen readers and as the tip. */
export function NavList({ entries, isNarrow = false }: { entries: readonly NavEntry[]; isNarrow?: boolean }): ReactNode {
  const t = useText();
  const shown = useVisible(entries);
  return (
    <ul className={css.entries}>
      {shown.map(({ to, label, mark }) => (
        <li key={to}>
          <Link
            to={to}
            className={css.link}
            title={isNarrow ? t(label) : undefined}
            activeProps={{ className: css.here, 'aria-current': 'page' }}
          >
            {mark && <Mark name={mark} />}
            <span className={isNarrow ? 'visually-hidden' : css.label} data-label={t(label)}>
              {t(label)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function useVisible(entries: readonly NavEntry[]): NavEntry[] {
  const { permissions, lab } = useMe();
  return entries.filter(
    ({ permission, isOfPractice = false }) =>
      (permission === null || permissions.includes(permission)) && (lab.isPractice || !isOfPractice),
  );
}
