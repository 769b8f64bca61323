import type { Person } from '@critical-callout/contract/auth';
import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { WithSidePanel } from '../ui/side-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { AccessReviewTab } from './access-review-tab.tsx';
import { ApiKeysTab } from './api-keys-tab.tsx';
import { useMay, useMe } from './me.ts';
import css from './people.module.css';
import { fetchPeople, peopleKeys } from './people-api.ts';
import { PERSON_TABS, type PersonTab } from './people-tabs.ts';
import { PersonPanel } from './person-panel.tsx';
import { RolesTab } from './roles-tab.tsx';

const FROM = '/signed-in/settings/users';

/** Who may come in and what they may do. */
export function PeoplePage(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('users.write');
  const { people = 'users', who, find } = useSearch({ from: FROM });
  const tabs = PERSON_TABS.filter((id) => id !== 'keys' || mayWrite).map((id) => ({ id, label: t(`people.tab.${id}`) }));
  const close = (): void => void navigate({ to: '/settings/users', search: { people, find } });
  const choose = (next: PersonTab): void => void navigate({ to: '/settings/users', search: { people: next } });
  return (
    <WithSidePanel panel={who === undefined ? null : <PersonPanel key={who} id={who === 'new' ? null : who} onClose={close} />}>
      <Page>
        <PageHeader title={t('people.title')} lead={t('people.lead')}>
          {mayWrite && people === 'users' && (
            <Button onClick={() => void navigate({ to: '/settings/users', search: { people: 'users', who: 'new' } })}>
              {t('people.add')}
            </Button>
          )}
        </PageHeader>
        <Tabs label={t('people.tabs')} tabs={tabs} active={people} onChange={choose}>
          {people === 'users' && <Users />}
          {people === 'roles' && <RolesTab />}
          {people === 'keys' && <ApiKeysTab />}
          {people === 'review' && <AccessReviewTab />}
        </Tabs>
      </Page>
    </WithSidePanel>
  );
}

function Users(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: FROM });
  const { find = '', who = null } = search;
  const query = useInfiniteQuery({
    queryKey: peopleKeys.list(find),
    queryFn: ({ signal, pageParam }) => fetchPeople(find, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const columns = useColumns();
  const set = (text: string): void =>
    void navigate({ to: '/settings/users', search: { ...search, find: text.trim() || undefined }, replace: true });
  const chips = find === '' ? [] : [{ id: 'find', label: t('people.search'), value: find, onRemove: () => set('') }];
  return (
    <>
      <FilterBar chips={chips} onReset={() => set('')}>
        <TextInput
          key={find}
          label={t('people.search')}
          defaultValue={find}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && set(currentTarget.value)}
          onBlur={({ currentTarget }) => currentTarget.value.trim() !== find && set(currentTarget.value)}
        />
      </FilterBar>
      <Answer query={{ ...query, isPlaceholderData: false }} what={t('people.failed')} stillTrue={t('people.failedStill')}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <EmptyState title={t('people.none')} />;
          return (
            <DataTable
              label={t('people.tab.users')}
              columns={columns}
              rows={rows}
              keyOf={({ id }) => id}
              openKey={who}
              isClickable
            />
          );
        }}
      </Answer>
      {query.hasNextPage && (
        <Button variant="outline" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('people.more')}
        </Button>
      )}
    </>
  );
}

function useColumns(): Column<Person>[] {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const search = useSearch({ from: FROM });
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  return [
    {
      id: 'name',
      header: t('people.col.name'),
      isRowHeader: true,
      cell: ({ id, name }) => (
        <Link to="/settings/users" search={{ ...search, who: id }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    { id: 'userName', header: t('people.col.userName'), cell: ({ userName }) => userName },
    {
      id: 'role',
      header: t('people.col.role'),
      cell: ({ role, cover }) => (
        <>
          {t(`people.role.${role}`)}
          {cover && (
            <span className={css.hint}>
              {' '}
              {t('people.covers', { role: t(`people.role.${cover.role}`), until: moment(cover.until) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'last',
      header: t('people.col.lastSignIn'),
      cell: ({ lastSignedInAt }) => (lastSignedInAt === null ? t('people.never') : moment(lastSignedInAt)),
    },
    { id: 'sessions', header: t('people.col.sessions'), align: 'end', cell: ({ openSessions }) => openSessions },
    { id: 'state', header: t('people.col.state'), cell: (person) => <PersonState person={person} /> },
  ];
}

function PersonState({ person: { isActive, hasPassword } }: { person: Person }): ReactNode {
  const t = useText();
  if (!isActive) return <Badge>{t('people.state.off')}</Badge>;
  return hasPassword ? (
    <Badge tone="done">{t('people.state.active')}</Badge>
  ) : (
    <Badge tone="amber">{t('people.state.noPassword')}</Badge>
  );
}
