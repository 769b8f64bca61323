import type { InboundMessage } from '@critical-callout/contract/messages';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchMessages, ingestKeys, type MessagesQuery } from './api.ts';
import css from './ingest.module.css';

const STATES = ['PROCESSED', 'IGNORED', 'QUARANTINED', 'RECEIVED'] as const;

/** All messages, or those of the quarantine that nobody has dealt with. */
export function MessageList({ tab }: { tab: 'quarantine' | 'messages' }): ReactNode {
  const t = useText();
  const { fate, controlId } = useSearch({ from: '/signed-in/settings/integration' });
  const filter: MessagesQuery =
    tab === 'quarantine'
      ? { state: 'QUARANTINED', isOpen: true }
      : { ...(fate && { state: fate }), ...(controlId && { controlId }) };
  const query = useInfiniteQuery({
    queryKey: ingestKeys.messages(filter),
    queryFn: ({ signal, pageParam }) => fetchMessages({ ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextCursor }) => (nextCursor === null ? undefined : Number(nextCursor)),
  });
  const columns = useColumns(tab);
  return (
    <>
      {tab === 'messages' && <Filters />}
      <Answer
        query={{ ...query, isPlaceholderData: false }}
        what={t('ingest.messagesFailed')}
        stillTrue={t('ingest.failedStill')}
      >
        {({ pages }) => {
          const rows = pages.flatMap(({ messages }) => messages);
          if (rows.length === 0) {
            const kind = tab === 'quarantine' ? 'quarantine' : 'messages';
            return <EmptyState title={t(`ingest.${kind}.none`)} text={t(`ingest.${kind}.noneText`)} />;
          }
          return <DataTable label={t('ingest.messages')} columns={columns} rows={rows} keyOf={({ id }) => id} isClickable />;
        }}
      </Answer>
      {query.hasNextPage && (
        <div className={css.actions}>
          <Button variant="outline" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('ingest.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Filters(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/signed-in/settings/integration' });
  const set = (change: Partial<typeof search>): void =>
    void navigate({ to: '/settings/integration', search: { ...search, ...change }, replace: true });
  const chips = search.controlId
    ? [
        {
          id: 'control',
          label: t('ingest.filter.control'),
          value: search.controlId,
          onRemove: () => set({ controlId: undefined }),
        },
      ]
    : [];
  return (
    <FilterBar chips={chips} onReset={() => set({ fate: undefined, controlId: undefined })}>
      <NativeSelect
        label={t('ingest.filter.state')}
        value={search.fate ?? ''}
        onChange={({ currentTarget }) => set({ fate: STATES.find((one) => one === currentTarget.value) })}
        data={[
          { value: '', label: t('ingest.filter.all') },
          ...STATES.map((value) => ({ value, label: t(`ingest.message.${value}`) })),
        ]}
      />
      <TextInput
        label={t('ingest.filter.control')}
        defaultValue={search.controlId ?? ''}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && set({ controlId: currentTarget.value.trim() || undefined })}
        onBlur={({ currentTarget }) => set({ controlId: currentTarget.value.trim() || undefined })}
      />
    </FilterBar>
  );
}

function useColumns(tab: 'quarantine' | 'messages'): Column<InboundMessage>[] {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  return [
    {
      id: 'received',
      header: t('ingest.col.received'),
      isRowHeader: true,
      cell: ({ id, receivedAt }) => (
        <Link to="/settings/integration" search={{ part: tab, message: id }}>
          {formatMoment(receivedAt, now, lab.zone)}
        </Link>
      ),
    },
    { id: 'source', header: t('ingest.col.source'), cell: ({ source }) => source },
    { id: 'type', header: t('ingest.col.type'), cell: ({ messageType }) => messageType ?? '–' },
    {
      id: 'control',
      header: t('ingest.col.control'),
      cell: ({ controlId }) => <bdi className={css.code}>{controlId ?? '–'}</bdi>,
    },
    { id: 'state', header: t('ingest.col.state'), cell: (row) => <MessageState message={row} /> },
    { id: 'reason', header: t('ingest.col.reason'), cell: ({ reason }) => reason ?? '' },
    { id: 'bytes', header: t('ingest.col.bytes'), align: 'end', cell: ({ bytes }) => bytes },
  ];
}

export function MessageState({
  message: { state, discardedAt },
}: {
  message: Pick<InboundMessage, 'state' | 'discardedAt'>;
}): ReactNode {
  const t = useText();
  if (discardedAt !== null) return <Badge>{t('ingest.message.discarded')}</Badge>;
  const tone = state === 'PROCESSED' ? 'done' : state === 'QUARANTINED' ? 'violet' : 'neutral';
  return <Badge tone={tone}>{t(`ingest.message.${state}`)}</Badge>;
}
