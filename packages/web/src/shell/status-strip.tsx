import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useDrafts, useSaves } from '../callout/index.ts';
import { connection } from '../platform/live/live.ts';
import { CLOCK_TOLERANCE_MS, clockError, useServerNow } from '../platform/server-time.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { formatDuration } from '../ui/dates.ts';
import css from './shell.module.css';

/** Appears only when something is wrong. */
export function StatusStrip(): ReactNode {
  const t = useText();
  const { state } = useStore(connection);
  const waiting = useSaves().filter(({ state: saving }) => saving === 'waiting').length;
  const refused = [...useDrafts()].filter(([, { failure }]) => failure !== null);
  useServerNow(10_000);
  const error = clockError();
  const lines: string[] = [];
  if (state === 'stale') lines.push(t('strip.stale'));
  if (waiting > 0) lines.push(t('strip.waiting', { count: waiting }));
  if (Math.abs(error) > CLOCK_TOLERANCE_MS) lines.push(t('strip.clock', { by: formatDuration(error) }));
  return (
    <>
      {lines.map((line) => (
        <p key={line} className={css.strip}>
          {line}
        </p>
      ))}
      {refused.map(([billId, { seen }]) => (
        <p key={billId} className={css.strip}>
          {t('strip.refused', { number: seen.bill.billNumber })}{' '}
          <Link to="/worklist/$billId" params={{ billId }} search={(now) => now}>
            {t('strip.open')}
          </Link>
        </p>
      ))}
    </>
  );
}
