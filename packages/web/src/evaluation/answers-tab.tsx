import type { ListOption, ListOptions } from '@critical-callout/contract/limits';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { answerKeys, approveAnswers, fetchAnswers } from './answer-api.ts';
import { AnswerPanel } from './answer-panel.tsx';
import type { LimitsFilter } from './api.ts';
import css from './limits.module.css';
import { Waiting } from './waiting.tsx';

const FROM = '/signed-in/settings/limits';

function useAnswers() {
  const { test, approval } = useSearch({ from: FROM });
  const filter: LimitsFilter = { ...(test && { q: test }), ...(approval && { isApproved: approval === 'approved' }) };
  return useInfiniteQuery({
    queryKey: answerKeys.list(filter),
    queryFn: ({ signal, pageParam }) => fetchAnswers(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: ListOptions) => nextCursor,
  });
}

/** What an answer in words means: found whole, as a part, or by a pattern. */
export function AnswersTab({ filters }: { filters: ReactNode }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: FROM });
  const mayWrite = useMay('limits.write');
  const query = useAnswers();
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <p>{t('answers.lead')}</p>
      {mayWrite && (
        <Button
          mb="sm"
          variant="outline"
          onClick={() => void navigate({ to: '/settings/limits', search: { ...search, answer: 0 } })}
        >
          {t('answers.add')}
        </Button>
      )}
      {filters}
      <Answer query={{ ...query, isPlaceholderData: false }} what={t('answers.failed')} stillTrue={t('limits.failedStill')}>
        {({ pages }) => <List rows={rows} waiting={pages[0]?.unapproved ?? 0} openId={search.answer ?? null} />}
      </Answer>
      {query.hasNextPage && (
        <div className={css.actions}>
          <Button variant="outline" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('answers.more')}
          </Button>
        </div>
      )}
    </>
  );
}

/** The open answer, beside the list. */
export function OpenAnswer({ id, onClose }: { id: number; onClose: () => void }): ReactNode {
  const { data } = useAnswers();
  const open = data?.pages.flatMap(({ items }) => items).find((answer) => answer.id === id) ?? null;
  return open !== null || id === 0 ? <AnswerPanel key={open?.id ?? 'new'} answer={open} onClose={onClose} /> : null;
}

function List({ rows, waiting, openId }: { rows: readonly ListOption[]; waiting: number; openId: number | null }): ReactNode {
  const t = useText();
  const search = useSearch({ from: FROM });
  if (rows.length === 0) {
    return search.test || search.approval ? (
      <EmptyState title={t('answers.noneFound')} />
    ) : (
      <EmptyState title={t('answers.none')} text={t('answers.noneText')} />
    );
  }
  const columns: Column<ListOption>[] = [
    {
      id: 'test',
      header: t('limits.col.test'),
      isRowHeader: true,
      cell: ({ id, parameterName, parameterCode }) => (
        <>
          <Link to="/settings/limits" search={{ ...search, answer: id }}>
            {parameterName}
          </Link>{' '}
          <span className={css.hint}>{parameterCode}</span>
        </>
      ),
    },
    { id: 'match', header: t('answers.match'), cell: ({ match }) => t(`answers.match.${match}`) },
    {
      id: 'option',
      header: t('answers.option'),
      cell: ({ option, match }) => (match === 'regexp' ? <code>{option}</code> : <bdi>{option}</bdi>),
    },
    { id: 'means', header: t('answers.means'), cell: ({ isCritical }) => <Meaning isCritical={isCritical} /> },
    { id: 'state', header: t('limits.col.state'), cell: (answer) => <AnswerState answer={answer} /> },
  ];
  return (
    <>
      <Waiting
        rows={rows}
        count={waiting}
        approve={approveAnswers}
        words={{ count: t('answers.unapproved', { count: waiting }), part: 'answers' }}
        lineOf={({ parameterName, match, option, isCritical }) => ({
          name: parameterName,
          text: `${t(`answers.match.${match}`)} “${option}”: ${t(`answers.means.${isCritical}`)}`,
        })}
      />
      <DataTable
        label={t('limits.part.answers')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        openKey={openId}
        isClickable
      />
    </>
  );
}

function Meaning({ isCritical }: Pick<ListOption, 'isCritical'>): ReactNode {
  const t = useText();
  return <Badge tone={isCritical === 2 ? 'critical' : 'neutral'}>{t(`answers.means.${isCritical}`)}</Badge>;
}

function AnswerState({ answer: { isActive, isApproved, version } }: { answer: ListOption }): ReactNode {
  const t = useText();
  if (!isActive) return <Badge>{t('limits.state.ended')}</Badge>;
  if (isApproved) return <Badge tone="done">{t('limits.state.approved')}</Badge>;
  return <Badge tone="amber">{t(version === 1 ? 'limits.state.example' : 'limits.state.waiting')}</Badge>;
}
