import type { Limit, Limits } from '@critical-callout/contract/limits';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { WithSidePanel } from '../ui/side-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchLimits, limitKeys } from './api.ts';
import { boundsOf, groupOf } from './limit-fields.ts';
import { LimitPanel } from './limit-panel.tsx';
import css from './limits.module.css';

const FROM = '/signed-in/settings/limits';

/** Every limit of the laboratory; the chosen one with its form, tester, checks, back-test and versions beside the list. */
export function LimitsPage(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: FROM });
  const mayWrite = useMay('limits.write');
  const filter = {
    ...(search.test && { q: search.test }),
    ...(search.approval && { isApproved: search.approval === 'approved' }),
  };
  const query = useInfiniteQuery({
    queryKey: limitKeys.list(filter),
    queryFn: ({ signal, pageParam }) => fetchLimits(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: Limits) => nextCursor,
  });
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = rows.find(({ id }) => id === search.limit) ?? null;
  const close = (): void => void navigate({ to: '/settings/limits', search: { ...search, limit: undefined } });
  const isOpen = open !== null || search.limit === 0;
  return (
    <WithSidePanel panel={isOpen ? <LimitPanel key={open?.id ?? 'new'} limit={open} onClose={close} /> : null}>
      <Page>
        <PageHeader title={t('limits.title')} lead={t('limits.lead')}>
          {mayWrite && (
            <Button onClick={() => void navigate({ to: '/settings/limits', search: { ...search, limit: 0 } })}>
              {t('limits.add')}
            </Button>
          )}
          <a className={css.link} href="/api/v1/limits/export.csv" download>
            {t('limits.export')}
          </a>
        </PageHeader>
        <p className={css.hint}>{t('limits.who')}</p>
        <Filters />
        <Answer query={{ ...query, isPlaceholderData: false }} what={t('limits.failed')} stillTrue={t('limits.failedStill')}>
          {({ pages }) => <List rows={rows} waiting={pages[0]?.unapproved.limits ?? 0} openId={open?.id ?? null} />}
        </Answer>
        {query.hasNextPage && (
          <div className={css.actions}>
            <Button variant="outline" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('limits.more')}
            </Button>
          </div>
        )}
      </Page>
    </WithSidePanel>
  );
}

function Filters(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: FROM });
  const set = (change: Partial<typeof search>): void =>
    void navigate({ to: '/settings/limits', search: { ...search, ...change }, replace: true });
  const chips = search.test
    ? [{ id: 'test', label: t('limits.search'), value: search.test, onRemove: () => set({ test: undefined }) }]
    : [];
  return (
    <FilterBar chips={chips} onReset={() => set({ test: undefined, approval: undefined })}>
      <TextInput
        key={search.test ?? ''}
        label={t('limits.search')}
        placeholder={t('limits.search.hint')}
        defaultValue={search.test ?? ''}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && set({ test: currentTarget.value.trim() || undefined })}
        onBlur={({ currentTarget }) => set({ test: currentTarget.value.trim() || undefined })}
      />
      <NativeSelect
        label={t('limits.filter.state')}
        value={search.approval ?? ''}
        onChange={({ currentTarget: { value } }) =>
          set({ approval: value === 'waiting' || value === 'approved' ? value : undefined })
        }
        data={[
          { value: '', label: t('limits.filter.all') },
          { value: 'waiting', label: t('limits.filter.waiting') },
          { value: 'approved', label: t('limits.filter.approved') },
        ]}
      />
    </FilterBar>
  );
}

function List({ rows, waiting, openId }: { rows: readonly Limit[]; waiting: number; openId: number | null }): ReactNode {
  const t = useText();
  const search = useSearch({ from: FROM });
  const columns = useColumns();
  if (rows.length === 0) {
    return search.test || search.approval ? (
      <EmptyState title={t('limits.noneFound')} />
    ) : (
      <EmptyState title={t('limits.none')} text={t('limits.noneText')} />
    );
  }
  return (
    <>
      {waiting > 0 && search.approval !== 'waiting' && (
        <p className={css.notice}>
          {t('limits.unapproved', { count: waiting })}{' '}
          <Link to="/settings/limits" search={{ approval: 'waiting' }}>
            {t('limits.showUnapproved')}
          </Link>
        </p>
      )}
      <DataTable label={t('limits.title')} columns={columns} rows={rows} keyOf={({ id }) => id} openKey={openId} isClickable />
    </>
  );
}

function useColumns(): Column<Limit>[] {
  const t = useText();
  const search = useSearch({ from: FROM });
  return [
    {
      id: 'test',
      header: t('limits.col.test'),
      isRowHeader: true,
      cell: ({ id, parameterName, parameterCode }) => (
        <>
          <Link to="/settings/limits" search={{ ...search, limit: id }}>
            {parameterName}
          </Link>{' '}
          <span className={css.hint}>{parameterCode}</span>
        </>
      ),
    },
    { id: 'group', header: t('limits.col.group'), cell: (limit) => groupOf(limit, t) },
    { id: 'critical', header: t('limits.col.critical'), cell: (limit) => boundsOf(limit, t) },
    {
      id: 'normal',
      header: t('limits.col.normal'),
      cell: ({ lowerBound, upperBound }) =>
        lowerBound === null && upperBound === null ? '–' : `${lowerBound ?? ''}–${upperBound ?? ''}`,
    },
    { id: 'state', header: t('limits.col.state'), cell: (limit) => <LimitState limit={limit} /> },
  ];
}

export function LimitState({ limit }: { limit: Limit }): ReactNode {
  const t = useText();
  if (!limit.isActive) return <Badge>{t('limits.state.ended')}</Badge>;
  if (limit.isApproved) return <Badge tone="done">{t('limits.state.approved')}</Badge>;
  // The first version of a limit counts at once, approved or not: an example must not lie idle.
  return <Badge tone="amber">{t(limit.version === 1 ? 'limits.state.example' : 'limits.state.waiting')}</Badge>;
}
