import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { api } from '../platform/api.ts';
import { useLive } from '../platform/live/use-live.ts';
import { applyTheme, changePreferences, preferences, THEMES, type Theme } from '../platform/preferences.ts';
import { useShortcuts } from '../platform/shortcuts.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { ConnectionChip } from './connection-chip.tsx';
import css from './shell.module.css';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { StatusStrip } from './status-strip.tsx';

/** Top bar, rail and the strip that appears only when something is wrong. */
export function Shell({ children }: { children: ReactNode }): ReactNode {
  const t = useText();
  const me = useMe();
  const maySettings = useMay('settings.read');
  const [hasHelp, setHelp] = useState(false);
  useLive();
  useShortcuts({ help: () => setHelp(true), cycle: cycleRegions });
  return (
    <div className={css.shell}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header>
        <div className={css.bar} data-region="bar">
          <span className={css.lab} data-stripe={me.lab.id % 6}>
            {me.lab.name}
          </span>
          <ConnectionChip zone={me.lab.zone} />
          <span className={css.spring} />
          <ThemeSelect />
          <button
            type="button"
            className={css.plain}
            aria-label={t('shell.help')}
            aria-keyshortcuts="?"
            onClick={() => setHelp(true)}
          >
            ?
          </button>
          <span className={css.user}>
            {me.name}
            <span className={css.role}>{t(`role.${me.role}`)}</span>
          </span>
          <button type="button" className={css.plain} onClick={() => void signOut()}>
            {t('shell.signOut')}
          </button>
        </div>
        {me.lab.isPractice && (
          <p className={css.practice}>
            <span>{t('shell.practice')}</span>
          </p>
        )}
        <StatusStrip />
      </header>
      <div className={css.body}>
        <nav className={css.rail} aria-label={t('shell.rail')} data-region="rail">
          <Link to="/worklist" className={css.link} activeProps={{ className: css.here, 'aria-current': 'page' }}>
            {t('worklist.title')}
          </Link>
          {maySettings && (
            <Link to="/settings/notification" className={css.link} activeProps={{ className: css.here, 'aria-current': 'page' }}>
              {t('settings.title')}
            </Link>
          )}
        </nav>
        <main id="main" className={css.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      {hasHelp && <ShortcutSheet onClose={() => setHelp(false)} />}
    </div>
  );
}

function ThemeSelect(): ReactNode {
  const t = useText();
  const { theme } = useStore(preferences);
  const choose = (chosen: Theme): void => {
    applyTheme(chosen);
    changePreferences({ theme: chosen });
  };
  return (
    <label className={css.theme}>
      <span className="visually-hidden">{t('shell.theme')}</span>
      <select value={theme} onChange={({ target }) => choose(target.value as Theme)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t(`theme.${name}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined);
  // A fresh page: nothing of this person stays in the memory of a shared computer.
  window.location.assign('/sign-in');
}

/** F6 goes round bar, rail, list and panel, like the panes of a desktop program. */
function cycleRegions(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((element) => element.offsetParent !== null);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + 1) % regions.length];
  // A region's own choice, else its current row, else the first thing that can be used.
  const choices = ['[data-region-focus]', 'a[data-row][tabindex="0"]', 'a[href]:not([tabindex="-1"]), button, input, select'];
  const target = choices.map((choice) => next?.querySelector<HTMLElement>(choice)).find(Boolean);
  (target ?? next)?.focus();
}
