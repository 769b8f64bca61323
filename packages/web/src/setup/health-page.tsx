import type { Health } from '@critical-callout/contract/setup';
import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type MessageId, type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatDuration, formatMoment } from '../ui/dates.ts';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchHealth, healthKey } from './api.ts';

type Line = Health['lines'][number];

const LOOK_EVERY_MS = 15_000;
const TONES = { ok: 'done', warning: 'amber', bad: 'critical' } as const;
const GRAVITY = { bad: 0, warning: 1, ok: 2 } as const;

/** In plain words: what works, since when it does not, what to do. What is wrong stands on top. */
export function HealthPage(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: healthKey, queryFn: ({ signal }) => fetchHealth(signal), refetchInterval: LOOK_EVERY_MS });
  return (
    <Page>
      <PageHeader title={t('health.title')} lead={t('health.lead')} />
      <Answer query={query} what={t('health.failed')} stillTrue={t('health.failedStill')}>
        {(health) => (
          <>
            <Summary health={health} />
            <Lines lines={health.lines} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Summary({ health: { lines, serverTime } }: { health: Health }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const bad = lines.filter(({ state }) => state === 'bad').length;
  const warning = lines.filter(({ state }) => state === 'warning').length;
  return (
    <p data-testid="health-summary">
      <strong>{bad + warning === 0 ? t('health.allFine') : t('health.notFine', { bad, warning })}</strong>{' '}
      <span>{t('health.lookedAt', { at: formatMoment(serverTime, now, lab.zone) })}</span>
    </p>
  );
}

function Lines({ lines }: { lines: readonly Line[] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(10_000);
  const sorted = [...lines].sort((a, b) => GRAVITY[a.state] - GRAVITY[b.state]);
  const columns: Column<Line>[] = [
    {
      id: 'what',
      header: t('health.col.what'),
      isRowHeader: true,
      cell: (line) => t(wordsOf(line), { count: line.count ?? 0, detail: detailOf(line, t) }),
    },
    {
      id: 'state',
      header: t('health.col.state'),
      cell: ({ state }) => <Badge tone={TONES[state]}>{t(`health.state.${state}`)}</Badge>,
    },
    {
      id: 'since',
      header: t('health.col.since'),
      cell: ({ since }) =>
        since === null
          ? '–'
          : keepTogether(
              t('health.since', {
                at: formatMoment(since, now, lab.zone),
                ago: formatDuration(Math.max(0, now - Date.parse(since))),
              }),
            ),
    },
    { id: 'do', header: t('health.col.do'), cell: (line) => <WhatToDo line={line} /> },
  ];
  return <DataTable label={t('health.title')} rows={sorted} keyOf={({ id }) => id} columns={columns} />;
}

/** How long ago it was stays on one line; the time before it may stand above. */
const keepTogether = (words: string): string => words.replace(/\(.*\)/, (ago) => ago.replaceAll(' ', '\u00a0'));

/** Channels by the names people use. */
function detailOf({ id, detail }: Line, t: Translate): string {
  if (id !== 'channels' || detail === null || detail === '') return detail ?? '';
  const names = detail.split(', ');
  return DELIVERY_CHANNELS.filter((channel) => names.includes(channel))
    .map((channel) => t(`channelName.${channel}`))
    .join(', ');
}

/** Which sentence says it: some lines say another where they are not well. */
function wordsOf({ id, count, detail, since }: Line): MessageId {
  if (id === 'channels') return count === 0 ? 'health.is.channels' : 'health.is.channels.ill';
  if (id === 'audit-verified' && detail === 'broken') return 'health.is.audit-verified.broken';
  if (id === 'audit-verified') return since === null ? 'health.is.audit-verified.never' : 'health.is.audit-verified';
  if (id === 'disk') return `health.is.disk.${detail === 'embedded' || detail === 'own' ? detail : 'unknown'}`;
  if (id === 'backup') return `health.is.backup.${detail === 'on' || detail === 'fails' ? detail : 'off'}`;
  return `health.is.${id}`;
}

/** Where something can be done about it on a screen, the way there. */
function WhatToDo({ line: { id, state } }: { line: Line }): ReactNode {
  const t = useText();
  const mayMessages = useMay('messages.read');
  const mayDeliveries = useMay('deliveries.read');
  if (state === 'ok') return id === 'version' ? t('health.do.version') : null;
  return (
    <>
      {t(`health.do.${id}`)} {mayMessages && id === 'feeds' && <Link to="/settings/integration">{t('ingest.title')}</Link>}
      {mayMessages && id === 'quarantine' && (
        <Link to="/settings/integration" search={{ part: 'quarantine' }}>
          {t('ingest.title')}
        </Link>
      )}
      {mayDeliveries && (id === 'channels' || id === 'queue') && <Link to="/deliveries">{t('deliveries.page')}</Link>}
      {id === 'backup' && <Link to="/settings/lab">{t('lab.title')}</Link>}
    </>
  );
}
