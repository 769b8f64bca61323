import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { signOut as endSession, lock, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { changePreferences, preferences, THEMES, type Theme } from '../platform/preferences.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { sayFailure } from '../ui/failure-notices.tsx';
import css from './shell.module.css';

const emergency = (): Promise<typeof import('./emergency-dialog.tsx')> => import('./emergency-dialog.tsx');
const EmergencyDialog = lazy(() => emergency().then(({ EmergencyDialog: component }) => ({ default: component })));

/** Who is signed in, and what belongs to them: a button that opens a few links and buttons below it. */
export function UserMenu(): ReactNode {
  const t = useText();
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  const [hasEmergency, setEmergency] = useState(false);
  // Fetched while there is a connection: it is needed when there is none.
  useEffect(() => void emergency().catch(() => undefined), []);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: Event): void => {
      if (!box.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  // The dialog gives the focus back to where it was: the button stays, the list goes.
  const openEmergency = (): void => {
    button.current?.focus();
    setOpen(false);
    setEmergency(true);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button inside opened */}
      <div ref={box} className={css.menu} onKeyDown={onKeyDown}>
        <button ref={button} type="button" className={css.user} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span>
            {me.name} <span aria-hidden="true">▾</span>
          </span>
          <span className={css.role}>{t(`role.${me.role}`)}</span>
        </button>
        {isOpen && (
          <div className={css.menuList}>
            <ThemeSelect />
            <Link to="/preferences" onClick={() => setOpen(false)}>
              {t('preferences.title')}
            </Link>
            <button type="button" onClick={openEmergency}>
              {t('emergency.open')}
            </button>
            <button type="button" onClick={() => lock('by-hand')}>
              {t('shell.lock')}
            </button>
            <button type="button" onClick={() => void signOut()}>
              {t('shell.signOut')}
            </button>
          </div>
        )}
      </div>
      <Suspense>{hasEmergency && <EmergencyDialog onClose={() => setEmergency(false)} />}</Suspense>
    </>
  );
}

function ThemeSelect(): ReactNode {
  const t = useText();
  const { theme } = useStore(preferences);
  return (
    <label className={css.theme}>
      {t('shell.theme')}
      <select value={theme} onChange={({ target }) => changePreferences({ theme: target.value as Theme })}>
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
  try {
    await endSession();
  } catch (error) {
    // Nobody may leave a shared computer in the belief that the session has ended.
    if (asFailure(error).status !== 401)
      return sayFailure(error, { what: 'shell.notSignedOut', still: 'shell.notSignedOutStill' });
  }
  // A fresh page: nothing of this person stays in the memory of a shared computer.
  window.location.assign('/sign-in');
}
