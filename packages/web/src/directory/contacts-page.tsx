import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { SidePanel, WithSidePanel } from '../ui/side-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { directoryKeys, fetchParties, type Party } from './api.ts';
import { DuplicatesTab, UnverifiedTab } from './checks.tsx';
import { FileTab } from './file-tab.tsx';
import { PartyPanel } from './party-panel.tsx';
import { CONTACT_TABS, KINDS, type Kind } from './tabs.ts';
import { TasksTab } from './tasks-tab.tsx';

type Search = ReturnType<typeof useContactSearch>;
const useContactSearch = () => useSearch({ from: '/signed-in/settings/contacts' });

/** Who can be told and how: people and places, what must be put right, what nobody has proved, what is there twice, files. */
export function ContactsPage(): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const search = useContactSearch();
  const navigate = useNavigate();
  const go = (more: Partial<Search>): void => void navigate({ to: '/settings/contacts', search: { ...search, ...more } });
  const isOpen = search.part === 'parties' && search.party !== undefined;
  const panel = isOpen ? (
    <PartyPanel
      key={`${search.kindOf} ${search.party}`}
      kind={search.kindOf}
      id={search.party === 'new' ? null : (search.party ?? null)}
      onSaved={(id) => go({ party: id })}
      onClose={() => go({ party: undefined })}
    />
  ) : null;
  return (
    <WithSidePanel
      panel={
        panel && (
          <SidePanel title={t(`directory.${search.kindOf}`)} onClose={() => go({ party: undefined })}>
            {panel}
          </SidePanel>
        )
      }
    >
      <Page>
        <PageHeader title={t('directory.contacts')} lead={t('directory.contacts.lead')}>
          {mayWrite && search.part === 'parties' && (
            <Button onClick={() => go({ party: 'new' })}>{t(`directory.add.${search.kindOf}`)}</Button>
          )}
        </PageHeader>
        <Tabs
          label={t('directory.contacts')}
          tabs={CONTACT_TABS.map((id) => ({ id, label: t(`directory.tab.${id}`) }))}
          active={search.part}
          onChange={(tab) => go({ part: tab, party: undefined })}
        >
          {search.part === 'parties' && <PartiesTab search={search} go={go} />}
          {search.part === 'tasks' && <TasksTab />}
          {search.part === 'unverified' && <UnverifiedTab />}
          {search.part === 'duplicates' && <DuplicatesTab />}
          {search.part === 'file' && <FileTab />}
        </Tabs>
      </Page>
    </WithSidePanel>
  );
}

const STEP = 100;

function PartiesTab({ search, go }: { search: Search; go: (more: Partial<Search>) => void }): ReactNode {
  const t = useText();
  const [limit, setLimit] = useState(STEP);
  const { kindOf: kind, find: q = '', onlyThose: only } = search;
  const filter = {
    q,
    limit,
    ...(only === 'no-contact' && { hasContact: false, isActive: true }),
    ...(only === 'inactive' && { isActive: false }),
  };
  const query = useQuery({
    queryKey: directoryKeys.parties(kind, filter),
    queryFn: ({ signal }) => fetchParties(kind, filter, signal),
    placeholderData: (before) => before,
  });
  return (
    <>
      <FilterBar chips={[]} onReset={() => undefined}>
        <NativeSelect
          label={t('directory.kind')}
          value={kind}
          data={KINDS.map((value) => ({ value, label: t(`directory.kinds.${value}`) }))}
          onChange={({ currentTarget }) => go({ kindOf: currentTarget.value as Kind, party: undefined })}
        />
        <TextInput
          label={t('directory.find')}
          value={q}
          maxLength={100}
          onChange={({ currentTarget }) => go({ find: currentTarget.value || undefined })}
        />
        <NativeSelect
          label={t('directory.only')}
          value={only ?? ''}
          data={['', 'no-contact', 'inactive'].map((value) => ({
            value,
            label: t(`directory.only.${value || 'all'}` as 'directory.only.all'),
          }))}
          onChange={({ currentTarget }) => go({ onlyThose: (currentTarget.value || undefined) as Search['onlyThose'] })}
        />
      </FilterBar>
      <Answer query={query} what={t('directory.failed')} stillTrue={t('directory.failedStill')}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState title={t('directory.none')} text={t(q || only ? 'directory.noneFilter' : 'directory.noneText')} />
          ) : (
            <>
              <DataTable
                label={t(`directory.kinds.${kind}`)}
                columns={columnsOf(t, kind, search)}
                rows={items}
                keyOf={({ id }) => id}
                openKey={typeof search.party === 'number' ? search.party : null}
                isClickable
              />
              {nextCursor !== null && limit < 500 && (
                <Button mt="md" variant="outline" onClick={() => setLimit(limit + STEP)}>
                  {t('directory.more')}
                </Button>
              )}
            </>
          )
        }
      </Answer>
    </>
  );
}

function columnsOf(t: Translate, kind: Kind, search: Search): Column<Party>[] {
  return [
    {
      id: 'name',
      header: t('directory.name'),
      isRowHeader: true,
      cell: ({ id, name, credential }) => (
        <Link to="/settings/contacts" search={{ ...search, party: id }}>
          <bdi>{name}</bdi>
          {credential && `, ${credential}`}
        </Link>
      ),
    },
    { id: 'code', header: t('directory.code'), cell: ({ code }) => <bdi>{code}</bdi> },
    ...(kind === 'person'
      ? [{ id: 'function', header: t('directory.function'), cell: (party: Party) => <bdi>{party.function ?? ''}</bdi> }]
      : []),
    { id: 'receives', header: t('directory.receives'), cell: ({ receives }) => t(`directory.receives.${receives}`) },
    {
      id: 'state',
      header: t('directory.state'),
      cell: ({ isActive, hasContact }) => (
        <>
          {!isActive && <Badge>{t('directory.inactive')}</Badge>}
          {isActive && !hasContact && <Badge tone="critical">{t('directory.noContact')}</Badge>}
          {isActive && hasContact && <Badge tone="done">{t('directory.reachable')}</Badge>}
        </>
      ),
    },
  ];
}
