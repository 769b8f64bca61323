import type { Worklist } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { connection } from '../platform/live/live.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import css from './worklist.module.css';

/** `12 open · 2 overdue · last message 14:31:05 · Live` */
export function Footer({ worklist, zone }: { worklist: Worklist; zone: string }): ReactNode {
  const t = useText();
  const { state, since } = useStore(connection);
  const { counts, feed } = worklist;
  const parts = [
    t('footer.open', { count: counts.pending }),
    t('footer.overdue', { count: counts.overdue }),
    feed.lastMessageAt ? t('footer.lastMessage', { at: formatClockSeconds(feed.lastMessageAt, zone) }) : t('footer.noMessage'),
    state === 'stale' ? t('connection.stale', { since: formatClockSeconds(since, zone) }) : t(`connection.${state}`),
  ];
  return <p className={css.footer}>{parts.join(' · ')}</p>;
}
