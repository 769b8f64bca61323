import type { Worklist } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { connection } from '../platform/live/live.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import type { Pause } from './use-pause.ts';
import css from './worklist.module.css';

/** `12 open · 2 overdue · last message 14:31:05 · Live`, and the switch that holds the list still. */
export function Footer({ worklist, zone, pause }: { worklist: Worklist; zone: string; pause: Pause }): ReactNode {
  const t = useText();
  const { state, since } = useStore(connection);
  const { counts, feed, total } = worklist;
  const parts = [
    t('footer.open', { count: counts.pending }),
    ...(total !== null && total < counts.pending ? [t('footer.hidden', { count: counts.pending - total })] : []),
    t('footer.overdue', { count: counts.overdue }),
    feed.lastMessageAt ? t('footer.lastMessage', { at: formatClockSeconds(feed.lastMessageAt, zone) }) : t('footer.noMessage'),
    state === 'stale' ? t('connection.stale', { since: formatClockSeconds(since, zone) }) : t(`connection.${state}`),
  ];
  return (
    <div className={css.footer}>
      <p>{parts.join(' · ')}</p>
      {pause.isPaused && (
        <p>
          <strong>{t('pause.on', { count: pause.waiting })}</strong>
        </p>
      )}
      <button type="button" className={css.reset} aria-pressed={pause.isPaused} onClick={pause.toggle}>
        {t(pause.isPaused ? 'pause.resume' : 'pause.pause')}
      </button>
    </div>
  );
}
