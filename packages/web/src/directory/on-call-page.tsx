import type { ScheduleOut } from '@critical-callout/contract/directory';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { EntryList, ListAndForm } from '../ui/publish/list-and-form.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { directoryKeys, fetchSchedules } from './api.ts';
import { FeedPanel } from './feed-panel.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { WeekView } from './week-view.tsx';

const TABS = ['week', 'rota', 'calendar'] as const;

/** Who is on duty: schedules on the left; the week, the rota and the calendar of the chosen one. */
export function OnCallPage(): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const search = useSearch({ from: '/signed-in/settings/on-call' });
  const navigate = useNavigate();
  const go = (more: Partial<typeof search>): void => void navigate({ to: '/settings/on-call', search: { ...search, ...more } });
  const query = useQuery({ queryKey: directoryKeys.schedules, queryFn: ({ signal }) => fetchSchedules(signal) });
  return (
    <Page>
      <PageHeader title={t('directory.onCall')} lead={t('directory.onCall.lead')}>
        {mayWrite && <Button onClick={() => go({ schedule: 'new', view: 'rota' })}>{t('directory.onCall.add')}</Button>}
      </PageHeader>
      <Answer query={query} what={t('directory.onCall.failed')} stillTrue={t('directory.failedStill')}>
        {({ items }) => {
          if (search.schedule === 'new')
            return (
              <>
                <h2>{t('directory.onCall.new')}</h2>
                <ScheduleForm schedule={null} onSaved={(id) => go({ schedule: id, view: 'week' })} />
              </>
            );
          const chosen = items.find(({ id }) => id === search.schedule) ?? items[0];
          if (!chosen) return <EmptyState title={t('directory.onCall.none')} text={t('directory.onCall.noneText')} />;
          return (
            <ListAndForm list={<ScheduleList schedules={items} chosen={chosen} />}>
              <h2>
                <bdi>{chosen.name}</bdi>
              </h2>
              <Tabs
                label={chosen.name}
                tabs={TABS.map((id) => ({ id, label: t(`directory.onCall.${id}`) }))}
                active={search.view}
                onChange={(tab) => go({ view: tab })}
              >
                {search.view === 'week' && (
                  <WeekView key={chosen.id} scheduleId={chosen.id} from={search.week} onFrom={(week) => go({ week })} />
                )}
                {search.view === 'rota' && (
                  <ScheduleForm
                    key={JSON.stringify(chosen)}
                    schedule={chosen}
                    onSaved={(id) => go({ schedule: id, view: 'week' })}
                  />
                )}
                {search.view === 'calendar' && <FeedPanel key={chosen.id} schedule={chosen} />}
              </Tabs>
            </ListAndForm>
          );
        }}
      </Answer>
    </Page>
  );
}

function ScheduleList({ schedules, chosen }: { schedules: readonly ScheduleOut[]; chosen: ScheduleOut }): ReactNode {
  const t = useText();
  return (
    <EntryList label={t('directory.onCall.list')}>
      {schedules.map((schedule) => (
        <li key={schedule.id}>
          <Link
            to="/settings/on-call"
            search={{ schedule: schedule.id, view: 'week' }}
            aria-current={schedule.id === chosen.id ? 'true' : undefined}
            activeProps={{ 'aria-current': 'true' }}
          >
            <bdi>{schedule.name}</bdi>
            <br />
            <Badge>{t(`directory.duty.${schedule.duty}`)}</Badge>{' '}
            {schedule.hasFeed && <Badge tone="blue">{t('directory.feed')}</Badge>}{' '}
            {!schedule.isActive && <Badge>{t('directory.inactive')}</Badge>}
          </Link>
        </li>
      ))}
    </EntryList>
  );
}
