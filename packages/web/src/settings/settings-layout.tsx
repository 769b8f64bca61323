import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { SETTINGS } from '../navigation.ts';
import { later } from '../platform/messages/en/later.ts';
import { addWords, useText } from '../platform/text.tsx';
import { NavList } from '../ui/nav-list.tsx';
import css from './settings.module.css';

addWords(later);

/** The list of settings on the left, the chosen one beside it. */
export function SettingsLayout(): ReactNode {
  const t = useText();
  return (
    <div className={css.layout}>
      <nav className={css.sections} aria-label={t('settings.sections')} data-region="sections">
        <NavList entries={SETTINGS} />
      </nav>
      <div className={css.section}>
        <Outlet />
      </div>
    </div>
  );
}
