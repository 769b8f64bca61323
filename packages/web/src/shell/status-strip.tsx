import type { ChannelState } from '@critical-callout/contract/deliveries';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMay } from '../auth/index.ts';
import { useDrafts, useSaves } from '../callout/index.ts';
import { deliveryKeys, fetchChannels } from '../delivery/index.ts';
import { connection } from '../platform/live/live.ts';
import { CLOCK_TOLERANCE_MS, clockError, useServerNow } from '../platform/server-time.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { printDowntimeSheet } from '../print/index.ts';
import { formatDuration } from '../ui/dates.ts';
import { useStatus } from '../workplace/index.ts';
import css from './shell.module.css';

const AuditFailure = lazy(() => import('./audit-failure.tsx').then((strip) => ({ default: strip.AuditFailure })));

/** From here on work on paper is offered. */
const DOWNTIME_MS = 60_000;

/** Appears only when something is wrong. */
export function StatusStrip(): ReactNode {
  const t = useText();
  const now = useServerNow(10_000);
  const { state, since } = useStore(connection);
  const status = useStatus();
  const channels = useDownChannels();
  const waiting = useSaves().filter(({ state: saving }) => saving === 'waiting').length;
  const error = clockError();
  const isStale = state === 'stale';
  const lines: string[] = [];
  if (isStale) lines.push(t('strip.stale'));
  for (const { name, silentSince } of status.data?.feeds ?? [])
    lines.push(t('strip.feedSilent', { name, span: formatDuration(now - Date.parse(silentSince)) }));
  for (const channel of channels) lines.push(t('strip.channelDown', { channel: t(`channelName.${channel}`) }));
  if (waiting > 0) lines.push(t('strip.waiting', { count: waiting }));
  if (Math.abs(error) > CLOCK_TOLERANCE_MS) lines.push(t('strip.clock', { by: formatDuration(error) }));
  return (
    <>
      <Suspense>{status.data?.auditFailure && <AuditFailure failure={status.data.auditFailure} />}</Suspense>
      {lines.map((line) => (
        <p key={line} className={css.strip}>
          {line}
        </p>
      ))}
      {isStale && status.isError && now - since > DOWNTIME_MS && (
        <p className={css.strip} data-testid="downtime">
          {t('strip.downtime')}{' '}
          <button type="button" className={css.plain} onClick={() => void printDowntimeSheet()}>
            {t('emergency.sheet')}
          </button>
        </p>
      )}
      <RefusedCalls />
    </>
  );
}

/** Calls the server would not take, of orders that may have been left meanwhile. */
function RefusedCalls(): ReactNode {
  const t = useText();
  const refused = [...useDrafts()].filter(([, { failure }]) => failure !== null);
  return refused.map(([billId, { seen }]) => (
    <p key={billId} className={css.strip}>
      {t('strip.refused', { number: seen.bill.billNumber })}{' '}
      <Link to="/worklist/$billId" params={{ billId }} search={(now) => now}>
        {t('strip.open')}
      </Link>
    </p>
  ));
}

const CHANNELS_EVERY_MS = 60_000;

/** Channels whose last tries all got nowhere: what is sent over them does not arrive. */
function useDownChannels(): ChannelState['channel'][] {
  const { data } = useQuery({
    queryKey: deliveryKeys.channels,
    queryFn: ({ signal }) => fetchChannels(signal),
    enabled: useMay('settings.read'),
    refetchInterval: CHANNELS_EVERY_MS,
  });
  return (data?.channels ?? []).flatMap(({ channel, health }) => (health === 'down' ? [channel] : []));
}
