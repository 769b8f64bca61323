import type { Limit, Limits } from '@critical-callout/contract/limits';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Applies } from '../ui/publish/who-may.tsx';
import { WithSidePanel } from '../ui/side-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { AnswersTab, OpenAnswer } from './answers-tab.tsx';
import { approveLimits, fetchLimits, type LimitsFilter, limitKeys } from './api.ts';
import { FileTab } from './file-tab.tsx';
import { boundsOf, groupOf } from './limit-fields.ts';
import { LimitPanel } from './limit-panel.tsx';
import css from './limits.module.css';
import { LIMIT_PARTS } from './parts.ts';
import { SecondPerson } from './second-person.tsx';
import { NoLimits, Waiting } from './waiting.tsx';

const FROM = '/signed-in/settings/limits';

/** Every limit of the laboratory, what its answers in words mean, and both as files. */
export function LimitsPage(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: FROM });
  const { part = 'limits' } = search;
  const mayWrite = useMay('limits.write');
  const close = (): void => void navigate({ to: '/settings/limits', search: { ...search, limit: undefined, answer: undefined } });
  const panel = (): ReactNode => {
    if (part === 'limits' && search.limit !== undefined) return <OpenLimit id={search.limit} onClose={close} />;
    if (part === 'answers' && search.answer !== undefined) return <OpenAnswer id={search.answer} onClose={close} />;
    return null;
  };
  return (
    <WithSidePanel panel={panel()}>
      <Page>
        <PageHeader title={t('limits.title')} lead={t('limits.lead')}>
          {mayWrite && part === 'limits' && (
            <Button onClick={() => void navigate({ to: '/settings/limits', search: { ...search, limit: 0 } })}>
              {t('limits.add')}
            </Button>
          )}
        </PageHeader>
        <p className={css.hint}>{t('limits.who')}</p>
        <Applies>{t('publish.applies')}</Applies>
        <SecondPerson />
        <Tabs
          label={t('limits.parts')}
          tabs={LIMIT_PARTS.map((id) => ({ id, label: t(`limits.part.${id}`) }))}
          active={part}
          onChange={(next) => void navigate({ to: '/settings/limits', search: { part: next } })}
        >
          {part === 'limits' && <LimitList />}
          {part === 'answers' && <AnswersTab filters={<Filters />} />}
          {part === 'file' && <FileTab />}
        </Tabs>
      </Page>
    </WithSidePanel>
  );
}

const filterOf = ({ test, approval }: ReturnType<typeof useLimitSearch>): LimitsFilter => ({
  ...(test && { q: test }),
  ...(approval && { isApproved: approval === 'approved' }),
});
const useLimitSearch = () => useSearch({ from: FROM });

function useLimits() {
  const filter = filterOf(useLimitSearch());
  return useInfiniteQuery({
    queryKey: limitKeys.list(filter),
    queryFn: ({ signal, pageParam }) => fetchLimits(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: Limits) => nextCursor,
  });
}

function OpenLimit({ id, onClose }: { id: number; onClose: () => void }): ReactNode {
  const { data } = useLimits();
  const open = data?.pages.flatMap(({ items }) => items).find((limit) => limit.id === id) ?? null;
  return open !== null || id === 0 ? <LimitPanel key={open?.id ?? 'new'} limit={open} onClose={onClose} /> : null;
}

function LimitList(): ReactNode {
  const t = useText();
  const search = useLimitSearch();
  const query = useLimits();
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Filters />
      <Answer query={{ ...query, isPlaceholderData: false }} what={t('limits.failed')} stillTrue={t('limits.failedStill')}>
        {({ pages }) => <List rows={rows} waiting={pages[0]?.unapproved.limits ?? 0} openId={search.limit ?? null} />}
      </Answer>
      {query.hasNextPage && (
        <div className={css.actions}>
          <Button variant="outline" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('limits.more')}
          </Button>
        </div>
      )}
    </>
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
    return search.test || search.approval ? <EmptyState title={t('limits.noneFound')} /> : <NoLimits />;
  }
  return (
    <>
      <Waiting
        rows={rows}
        count={waiting}
        approve={approveLimits}
        words={{ count: t('limits.unapproved', { count: waiting }), part: 'limits' }}
        lineOf={(limit) => ({ name: limit.parameterName, text: `${groupOf(limit, t)}: ${boundsOf(limit, t)}` })}
      />
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
          <span className={css.code}>{parameterCode}</span>
        </>
      ),
    },
    { id: 'specimen', header: t('limits.field.specimen'), cell: ({ specimen }) => specimen ?? '–' },
    { id: 'group', header: t('limits.col.group'), cell: (limit) => groupOf(limit, t) },
    { id: 'critical', header: t('limits.col.critical'), cell: (limit) => boundsOf(limit, t) },
    {
      id: 'normal',
      header: t('limits.col.normal'),
      cell: ({ lowerBound, upperBound }) =>
        lowerBound === null && upperBound === null ? '–' : `${lowerBound ?? ''}–${upperBound ?? ''}`,
    },
    {
      id: 'state',
      header: t('limits.col.state'),
      cell: (limit) => (
        <div className={css.state}>
          <LimitState limit={limit} />
        </div>
      ),
    },
  ];
}

/** What the newest version is: not always what counts already. */
function LimitState({ limit }: { limit: Limit }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  if (limit.isApproved && limit.validFrom !== null && Date.parse(limit.validFrom) > now)
    return <Badge tone="amber">{t('limits.state.from', { at: formatMoment(limit.validFrom, now, lab.zone) })}</Badge>;
  if (!limit.isActive) return <Badge>{t('limits.state.ended')}</Badge>;
  if (limit.isApproved) return <Badge tone="done">{t('limits.state.approved')}</Badge>;
  // The first version of a limit counts at once, approved or not: an example must not lie idle.
  return <Badge tone="amber">{t(limit.version === 1 ? 'limits.state.example' : 'limits.state.waiting')}</Badge>;
}
