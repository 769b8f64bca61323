import type { Situation } from '@critical-callout/contract/ownership';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import css from './handover.module.css';

/** Channels in trouble, hours nobody is on call, and when each feed was last heard. */
export function SituationBox({ situation: { channels, rotaGaps, feeds } }: { situation: Situation }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const at = (moment: string): string => formatMoment(moment, now, lab.zone);
  const troubled = channels.filter(({ failed, unknown, waiting }) => failed + unknown + waiting > 0);
  return (
    <section className={css.box} aria-labelledby="situation-title">
      <h2 id="situation-title">{t('handover.situation')}</h2>
      <ul>
        {troubled.length === 0 && <li>{t('handover.channelsFine')}</li>}
        {troubled.map(({ channel, failed, unknown, waiting, oldestWaitingAt }) => (
          <li key={channel}>
            {t('notices.channel', { channel })}: {t('handover.channel', { failed, unknown, waiting })}
            {oldestWaitingAt && ` (${t('handover.oldest', { at: at(oldestWaitingAt) })})`}
          </li>
        ))}
        {rotaGaps.length === 0 && <li>{t('handover.rotaFine')}</li>}
        {rotaGaps.map(({ from, until }) => (
          <li key={from}>
            <strong>{t('handover.rotaGap', { from: at(from), until: at(until) })}</strong>
          </li>
        ))}
        {feeds.map(({ name, lastMessageAt }) => (
          <li key={name}>
            <bdi>{name}</bdi>: {lastMessageAt ? t('feed.heard', { at: at(lastMessageAt) }) : t('feed.never')}
          </li>
        ))}
      </ul>
    </section>
  );
}
