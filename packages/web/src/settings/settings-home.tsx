import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { SETTINGS } from '../navigation.ts';
import { useText } from '../platform/text.tsx';
import { useVisible } from '../ui/nav-list.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { EmptyState } from '../ui/states.tsx';
import css from './settings.module.css';
import { SettingsFile } from './settings-file.tsx';

/** Every page of the settings this person may see, with a line of what it is for. */
export function SettingsHome(): ReactNode {
  const t = useText();
  const pages = useVisible(SETTINGS);
  if (pages.length === 0) return <EmptyState title={t('settings.nothing')} text={t('settings.nothingText')} />;
  return (
    <Page>
      <PageHeader title={t('settings.rail')} lead={t('settings.home')} />
      <ul className={css.pages}>
        {pages.map(({ to, label, hint }) => (
          <li key={to}>
            <Link to={to}>
              <strong>{t(label)}</strong>
              {hint && t(hint)}
            </Link>
          </li>
        ))}
      </ul>
      <SettingsFile />
    </Page>
  );
}
