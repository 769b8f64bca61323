import type { Health } from '@critical-callout/contract/setup';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchHealth, healthKey } from './api.ts';

const LOOK_EVERY_MS = 15_000;
const TONES = { ok: 'done', warning: 'amber', bad: 'critical' } as const;

/** In plain words: what works, since when it does not, what to do. */
export function HealthPage(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: healthKey, queryFn: ({ signal }) => fetchHealth(signal), refetchInterval: LOOK_EVERY_MS });
  return (
    <Page>
      <PageHeader title={t('health.title')} lead={t('health.lead')} />
      <Answer query={query} what={t('health.failed')} stillTrue={t('health.failedStill')}>
        {({ lines }) => <Lines lines={lines} />}
      </Answer>
    </Page>
  );
}

function Lines({ lines }: { lines: Health['lines'] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  return (
    <DataTable
      label={t('health.title')}
      rows={lines}
      keyOf={({ id }) => id}
      columns={[
        {
          id: 'what',
          header: t('health.col.what'),
          isRowHeader: true,
          cell: ({ id, count, detail }) => t(`health.is.${id}`, { count: count ?? 0, detail: detail ?? '' }),
        },
        {
          id: 'state',
          header: t('health.col.state'),
          cell: ({ state }) => <Badge tone={TONES[state]}>{t(`health.state.${state}`)}</Badge>,
        },
        {
          id: 'since',
          header: t('health.col.since'),
          cell: ({ since }) => (since === null ? '–' : formatMoment(since, now, lab.zone)),
        },
        { id: 'do', header: t('health.col.do'), cell: ({ id, state }) => (state === 'ok' ? '' : t(`health.do.${id}`)) },
      ]}
    />
  );
}
