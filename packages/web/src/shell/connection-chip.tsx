import { type ReactNode, useEffect, useRef } from 'react';
import { alarm, announce } from '../platform/announce.tsx';
import { connection } from '../platform/live/live.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import css from './shell.module.css';

const MARKS = { live: '●', polled: '●', 'catching-up': '◐', connecting: '◌', stale: '✕' } as const;

/** Whether what is shown is fresh. Stale data is never shown as if it were. */
export function ConnectionChip({ zone }: { zone: string }): ReactNode {
  const t = useText();
  const { state, since } = useStore(connection);
  const before = useRef(state);
  const words = state === 'stale' ? t('connection.stale', { since: formatClockSeconds(since, zone) }) : t(`connection.${state}`);
  useEffect(() => {
    if (state === 'stale') alarm(t('connection.lost'));
    if ((state === 'live' || state === 'polled') && before.current === 'stale') announce(t('connection.back'));
    before.current = state;
  }, [state, t]);
  return (
    <span className={css.chip} data-state={state} data-testid="connection">
      <span aria-hidden="true">{MARKS[state]}</span>
      {words}
    </span>
  );
}
