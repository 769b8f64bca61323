import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useServerNow } from '../../platform/server-time.ts';
import { useText } from '../../platform/text.tsx';
import { useAriaKeys, useShortcuts } from '../../platform/use-shortcuts.ts';
import css from '../workplace.module.css';
import { silence, useSound } from './sound.ts';

const StartShift = lazy(() => import('./start-shift.tsx').then(({ StartShift: component }) => ({ default: component })));

/** Whether this workstation can be heard. Off is amber: the browser is not the alarm, but people think it is. */
export function SoundChip(): ReactNode {
  const t = useText();
  const { isOn, silencedUntil } = useSound();
  const [isOpen, setOpen] = useState(false);
  const now = useServerNow();
  const ariaKeys = useAriaKeys();
  const left = Math.max(0, Math.ceil((silencedUntil - now) / 1_000));
  useShortcuts({ silence: () => isOn && silence() });
  return (
    <>
      <button
        type="button"
        className={css.chip}
        data-sound={isOn ? 'on' : 'off'}
        data-testid="sound"
        onClick={() => setOpen(true)}
      >
        <span aria-hidden="true">{isOn ? '♪' : '✕'}</span> {t(isOn ? 'sound.on' : 'sound.off')}
      </button>
      {isOn && left === 0 && (
        <button type="button" className={css.chip} aria-keyshortcuts={ariaKeys('silence')} onClick={silence}>
          {t('sound.silence')}
        </button>
      )}
      {isOn && left > 0 && (
        <span className={css.chip} data-sound="off" data-testid="silenced">
          {t('sound.silenced')} <span aria-hidden="true">{`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`}</span>
        </span>
      )}
      <Suspense>{isOpen && <StartShift onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
