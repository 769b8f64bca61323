import { useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { preloadPanel } from '../callout/index.ts';
import { RAIL } from '../navigation.ts';
import { useLive } from '../platform/live/use-live.ts';
import { changePreferences, preferences } from '../platform/preferences.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { type Handlers, useActiveShortcuts, useAriaKeys, useShortcuts } from '../platform/use-shortcuts.ts';
import { PracticeNote } from '../practice/index.tsx';
import { PrintRoot, preloadPrinting } from '../print/index.ts';
import { SearchBox } from '../search/index.ts';
import { NavList, useVisible } from '../ui/nav-list.tsx';
import { SoundChip, useAlarms, usePersonalPreferences } from '../workplace/index.ts';
import { ConnectionChip } from './connection-chip.tsx';
import css from './shell.module.css';
import { StatusStrip } from './status-strip.tsx';
import { UserMenu } from './user-menu.tsx';

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then(({ CommandPalette: component }) => ({ default: component })),
);
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx').then(({ ShortcutSheet: component }) => ({ default: component })));

/** Top bar, rail and the strip that appears only when something is wrong. */
export function Shell({ children }: { children: ReactNode }): ReactNode {
  const t = useText();
  const [open, setOpen] = useState<'help' | 'palette' | null>(null);
  const active = useActiveShortcuts();
  useLive(useMay('worklist.read'));
  usePersonalPreferences(useMe().lab.screenLanguage);
  useAlarms();
  useEffect(() => {
    preloadPanel();
    preloadPrinting();
  }, []);
  useShortcuts({ help: () => setOpen('help'), palette: () => setOpen('palette'), cycle: cycleRegions, ...useGoKeys() });
  const close = (): void => setOpen(null);
  return (
    <div className={css.shell}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <TopBar onHelp={() => setOpen('help')} onPalette={() => setOpen('palette')} />
      <div className={css.body}>
        <Rail />
        <main id="main" className={css.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <PrintRoot />
      <Suspense>
        {open === 'help' && <ShortcutSheet onClose={close} />}
        {open === 'palette' && <CommandPalette active={active} onClose={close} />}
      </Suspense>
    </div>
  );
}

function TopBar({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }): ReactNode {
  const t = useText();
  const me = useMe();
  const ariaKeys = useAriaKeys();
  return (
    <header>
      <div className={css.bar} data-region="bar">
        <span className={css.lab} data-stripe={me.lab.stripe}>
          {me.lab.name}
        </span>
        <ConnectionChip zone={me.lab.zone} />
        <span className={css.spring} />
        <SearchBox />
        <button type="button" className={css.plain} aria-keyshortcuts={ariaKeys('palette')} onClick={onPalette}>
          {t('palette.title')}
        </button>
        <button
          type="button"
          className={css.plain}
          aria-label={t('shell.help')}
          aria-keyshortcuts={ariaKeys('help')}
          onClick={onHelp}
        >
          ?
        </button>
        <SoundChip />
        <UserMenu />
      </div>
      {me.lab.isPractice && (
        <p className={css.practice}>
          <span>
            {t('shell.practice')}
            <PracticeNote />
          </span>
        </p>
      )}
      <StatusStrip />
    </header>
  );
}

/** The main areas; narrow, it leaves more room for the list. On a telephone only the area somebody is in, and the way to the others. */
function Rail(): ReactNode {
  const t = useText();
  const { isRailNarrow } = useStore(preferences);
  const pathname = useLocation({ select: (location) => location.pathname });
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === pathname;
  return (
    <nav
      className={css.rail}
      aria-label={t('shell.rail')}
      data-region="rail"
      data-narrow={isRailNarrow || undefined}
      data-areas={isOpen ? 'all' : 'here'}
    >
      <button type="button" className={css.areas} aria-expanded={isOpen} onClick={() => setOpenAt(isOpen ? null : pathname)}>
        {t('shell.areas')} <span aria-hidden="true">{isOpen ? '▴' : '▾'}</span>
      </button>
      <NavList entries={RAIL} isNarrow={isRailNarrow} />
      <span className={css.spring} />
      <button
        type="button"
        className={css.narrow}
        aria-expanded={!isRailNarrow}
        aria-label={t(isRailNarrow ? 'shell.widen' : 'shell.narrow')}
        onClick={() => changePreferences({ isRailNarrow: !isRailNarrow })}
      >
        <span aria-hidden="true">{isRailNarrow ? '»' : '«'}</span>
      </button>
    </nav>
  );
}

/** `G W`, `G S` …: for the areas this person has. */
function useGoKeys(): Handlers {
  const navigate = useNavigate();
  const entries = useVisible(RAIL);
  const go = entries.flatMap(({ shortcut, to }) => (shortcut ? [[shortcut, () => void navigate({ to })] as const] : []));
  return Object.fromEntries(go);
}

/** F6 goes round bar, rail, list and panel, like the panes of a desktop program. */
function cycleRegions(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((element) => element.offsetParent !== null);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + 1) % regions.length];
  // A region's own choice, else its current row, else the first thing that can be used.
  const choices = ['[data-region-focus]', 'a[data-row][tabindex="0"]', 'a[href]:not([tabindex="-1"]), button, input, select'];
  const seen = (choice: string): HTMLElement | undefined =>
    [...(next?.querySelectorAll<HTMLElement>(choice) ?? [])].find((element) => element.offsetParent !== null);
  const target = choices.map(seen).find(Boolean);
  (target ?? next)?.focus();
}
