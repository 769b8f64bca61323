import type { Mapping, Mappings } from '@critical-callout/contract/mappings';
import type { Source } from '@critical-callout/contract/sources';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchMappings, ingestKeys } from './api.ts';
import css from './ingest.module.css';
import {
  draftOfMapping,
  draftOfUnread,
  fromWords,
  type MappingDraft,
  NEW_MAPPING,
  toWords,
  type Unread,
} from './mapping-fields.ts';
import { MappingForm } from './mapping-form.tsx';

type Open = { mapping: Mapping | null; draft: MappingDraft; turn: number };

/** How codes and units that senders write in their own way are read, and what arrived that nothing speaks of. */
export function MappingTab({ sources }: { sources: readonly Source[] }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: ingestKeys.mappings, queryFn: ({ signal }) => fetchMappings(signal) });
  return (
    <Answer query={query} what={t('mapping.failed')} stillTrue={t('ingest.failedStill')}>
      {(mappings) => <Loaded mappings={mappings} sources={sources} />}
    </Answer>
  );
}

function Loaded({ mappings, sources }: { mappings: Mappings; sources: readonly Source[] }): ReactNode {
  const t = useText();
  const mayWrite = useMay('sources.write');
  const [open, setOpen] = useState<Open | null>(null);
  const heading = useRef<HTMLDivElement>(null);
  const edit = (mapping: Mapping | null, draft: MappingDraft): void => {
    setOpen((before) => ({ mapping, draft, turn: (before?.turn ?? 0) + 1 }));
    // The form stands above the tables: whoever pressed a button in one is led to it.
    requestAnimationFrame(() => heading.current?.querySelector<HTMLElement>('h2')?.focus());
  };
  return (
    <>
      <p className={css.hint}>{t('mapping.lead')}</p>
      <div ref={heading}>
        {open ? (
          <MappingForm
            key={`${open.mapping?.key ?? 'new'} ${open.turn}`}
            {...open}
            mappings={mappings}
            sources={sources}
            onClose={() => setOpen(null)}
          />
        ) : (
          mayWrite && (
            <div className={css.actions}>
              <Button onClick={() => edit(null, NEW_MAPPING)}>{t('mapping.add')}</Button>
            </div>
          )
        )}
      </div>
      <UnreadTable mappings={mappings} onMap={mayWrite ? (row) => edit(null, draftOfUnread(row)) : null} />
      <section className={css.block}>
        <h2>{t('mapping.list')}</h2>
        {mappings.items.length === 0 ? (
          <EmptyState title={t('mapping.none')} text={t('mapping.noneText')} />
        ) : (
          <MappingTable items={mappings.items} onEdit={mayWrite ? (row) => edit(row, draftOfMapping(row)) : null} />
        )}
      </section>
    </>
  );
}

function UnreadTable({ mappings, onMap }: { mappings: Mappings; onMap: ((row: Unread) => void) | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const columns: Column<Unread>[] = [
    {
      id: 'code',
      header: t('mapping.col.code'),
      isRowHeader: true,
      cell: ({ code, codeSystem, name }) => <bdi>{`${name} · ${code}${codeSystem ? ` (${codeSystem})` : ''}`}</bdi>,
    },
    { id: 'unit', header: t('mapping.col.unit'), cell: ({ unit }) => <bdi>{unit ?? t('mapping.noUnit')}</bdi> },
    { id: 'source', header: t('ingest.col.source'), cell: ({ source }) => source },
    { id: 'why', header: t('mapping.col.why'), cell: ({ why }) => t(`mapping.why.${why}`) },
    {
      id: 'count',
      header: t('mapping.col.count'),
      cell: ({ count, flagged }) => t('mapping.count', { count, flagged }),
    },
    {
      id: 'last',
      header: t('mapping.col.last'),
      cell: ({ lastAt }) => <span className={css.keep}>{formatMoment(lastAt, now, lab.zone)}</span>,
    },
    ...(onMap === null
      ? []
      : [
          {
            id: 'do',
            header: t('mapping.col.do'),
            cell: (row: Unread) => (
              <Button
                size="compact-sm"
                variant="outline"
                className={css.keep}
                aria-label={t('mapping.map.of', { name: row.name })}
                onClick={() => onMap(row)}
              >
                {t('mapping.map')}
              </Button>
            ),
          },
        ]),
  ];
  return (
    <section className={css.block}>
      <h2>{t('mapping.unread')}</h2>
      <p className={css.hint}>{t('mapping.unread.hint', { count: mappings.lookedAt })}</p>
      {mappings.unread.length === 0 ? (
        <EmptyState title={t('mapping.unread.none')} />
      ) : (
        <DataTable
          label={t('mapping.unread')}
          columns={columns}
          rows={mappings.unread}
          keyOf={({ sourceId, code, codeSystem, unit, why }) => [sourceId, code, codeSystem, unit, why].join('|')}
        />
      )}
    </section>
  );
}

function MappingTable({ items, onEdit }: { items: readonly Mapping[]; onEdit: ((row: Mapping) => void) | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const columns: Column<Mapping>[] = [
    { id: 'from', header: t('mapping.col.from'), isRowHeader: true, cell: (row) => <bdi>{fromWords(row, t)}</bdi> },
    { id: 'to', header: t('mapping.col.to'), cell: (row) => <bdi>{toWords(row, t)}</bdi> },
    { id: 'source', header: t('ingest.col.source'), cell: ({ source }) => source ?? t('mapping.everySource') },
    {
      id: 'state',
      header: t('ingest.col.state'),
      cell: ({ isActive, version }) => (
        <>
          <Badge tone={isActive ? 'done' : 'neutral'}>{t(isActive ? 'mapping.active' : 'mapping.ended')}</Badge>{' '}
          {t('mapping.version', { version })}
        </>
      ),
    },
    {
      id: 'who',
      header: t('mapping.col.who'),
      cell: ({ changedBy, changedAt, reason }) => (
        <bdi>{`${changedBy}, ${formatMoment(changedAt, now, lab.zone)}: ${reason}`}</bdi>
      ),
    },
    ...(onEdit === null
      ? []
      : [
          {
            id: 'do',
            header: t('mapping.col.do'),
            cell: (row: Mapping) => (
              <Button
                size="compact-sm"
                variant="outline"
                className={css.keep}
                aria-label={t('mapping.change.of', { from: fromWords(row, t) })}
                onClick={() => onEdit(row)}
              >
                {t('mapping.change')}
              </Button>
            ),
          },
        ]),
  ];
  return <DataTable label={t('mapping.list')} columns={columns} rows={items} keyOf={({ key }) => key} />;
}
