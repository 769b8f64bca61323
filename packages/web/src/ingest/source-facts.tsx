import type { Source } from '@critical-callout/contract/sources';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatDuration, formatMoment } from '../ui/dates.ts';
import css from './ingest.module.css';

/** How a connection does at the moment, and what to tell the laboratory system. */
export function SourceFacts({ source }: { source: Source }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(5_000);
  const { status, lastHour, lastDay } = source;
  const tls = status.isTls ? 'yes' : 'no';
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  const last =
    status.lastReceivedAt === null
      ? t('ingest.counter.never')
      : t('ingest.counter.ago', {
          at: moment(status.lastReceivedAt),
          ago: formatDuration(now - Date.parse(status.lastReceivedAt)),
        });
  const counts = (one: Source['lastHour']): string => t('ingest.counter.counts', one);
  const facts: [string, string][] = [
    [
      t('ingest.counter.listening'),
      status.listeningPort === null
        ? t('ingest.counter.notListening')
        : t('ingest.counter.port', { port: String(status.listeningPort), tls }),
    ],
    [t('ingest.counter.open'), String(status.connections)],
    [t('ingest.counter.last'), last],
    [t('ingest.counter.hour'), counts(lastHour)],
    [t('ingest.counter.day'), counts(lastDay)],
  ];
  if (status.refusedAt !== null) {
    const refused = { count: status.refusedCount, peer: status.refusedPeer ?? '?', at: moment(status.refusedAt) };
    facts.push([t('ingest.counter.refused'), t('ingest.counter.refusedBy', refused)]);
  }
  return (
    <section aria-label={t('ingest.counters')}>
      {status.listeningFault && <p className={css.warning}>{status.listeningFault}</p>}
      {status.silentSince && <p className={css.warning}>{t('ingest.silentText', { at: moment(status.silentSince) })}</p>}
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {status.listeningPort !== null && status.lastReceivedAt === null && (
        <p>{t('ingest.tellLis', { port: String(status.listeningPort), tls })}</p>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
