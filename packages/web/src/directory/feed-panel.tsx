import type { Feed, SaveFeed, ScheduleOut } from '@critical-callout/contract/directory';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, fetchFeed, readFeedNow, removeFeed, saveFeed, settleName } from './api.ts';
import css from './directory.module.css';
import { HOLDER_KINDS, PartyPicker } from './party-picker.tsx';

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: directoryKeys.all });

/** A calendar kept elsewhere that says who has the duty: where it is, what was read, whom it names that nobody knows. */
export function FeedPanel({ schedule }: { schedule: ScheduleOut }): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const query = useQuery({
    queryKey: directoryKeys.feed(schedule.id),
    queryFn: ({ signal }) => fetchFeed(schedule.id, signal),
    enabled: schedule.hasFeed,
  });
  return (
    <>
      <p>{t('directory.feed.lead')}</p>
      {schedule.hasFeed && (
        <Answer query={query} what={t('directory.feed.failed')} stillTrue={t('directory.failedStill')}>
          {(feed) => <FeedState feed={feed} mayWrite={mayWrite} />}
        </Answer>
      )}
      {mayWrite && <FeedForm scheduleId={schedule.id} hasFeed={schedule.hasFeed} />}
    </>
  );
}

function FeedState({ feed, mayWrite }: { feed: Feed; mayWrite: boolean }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = serverNow();
  const [isRemoving, setRemoving] = useState(false);
  const read = useMutation({ mutationFn: () => readFeedNow(feed.scheduleId), onSettled: refresh });
  const remove = useMutation({
    mutationFn: () => removeFeed(feed.scheduleId),
    onSuccess: refresh,
    onSettled: () => setRemoving(false),
  });
  const tone = feed.state === 'fresh' ? 'done' : feed.state === 'failing' ? 'amber' : 'critical';
  return (
    <>
      <p>
        <Badge tone={tone}>{t(`directory.feed.state.${feed.state}`)}</Badge>{' '}
        {feed.host ? t('directory.feed.from', { host: feed.host, minutes: feed.refreshMinutes }) : t('directory.feed.file')}{' '}
        {feed.readAt && t('directory.feed.readAt', { at: formatMoment(feed.readAt, now, lab.zone) })}
      </p>
      {feed.problem && <p role="status">{t('directory.feed.problem', { problem: feed.problem })}</p>}
      {feed.skipped > 0 && <p>{t('directory.feed.skipped', { count: feed.skipped })}</p>}
      {feed.unmatched.length > 0 && <Unmatched feed={feed} mayWrite={mayWrite} />}
      {(read.error ?? remove.error) && (
        <FailurePanel
          failure={asFailure(read.error ?? remove.error)}
          what={t(remove.error ? 'directory.notSaved' : 'directory.feed.notRead')}
          stillTrue={t(remove.error ? 'directory.notSavedStill' : 'directory.feed.notReadStill')}
          copyTyped={false}
        />
      )}
      {mayWrite && (
        <div className={css.actions}>
          <Button variant="outline" loading={read.isPending} onClick={() => read.mutate()}>
            {t('directory.feed.readNow')}
          </Button>
          <Button variant="outline" onClick={() => setRemoving(true)}>
            {t('directory.feed.remove')}
          </Button>
        </div>
      )}
      {isRemoving && (
        <ConfirmDialog
          title={t('directory.feed.remove')}
          about={t('directory.feed.removeAbout')}
          confirmLabel={t('directory.feed.remove')}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onCancel={() => setRemoving(false)}
        />
      )}
      <Shifts feed={feed} />
    </>
  );
}

function Shifts({ feed }: { feed: Feed }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = serverNow();
  if (feed.shifts.length === 0) return <p>{t('directory.feed.empty')}</p>;
  return (
    <div className={css.errors}>
      <DataTable
        label={t('directory.feed.shifts')}
        columns={[
          { id: 'from', header: t('directory.from'), isRowHeader: true, cell: ({ from }) => formatMoment(from, now, lab.zone) },
          { id: 'to', header: t('directory.to'), cell: ({ to }) => formatMoment(to, now, lab.zone) },
          { id: 'name', header: t('directory.feed.name'), cell: ({ name }) => <bdi>{name}</bdi> },
          {
            id: 'who',
            header: t('directory.feed.who'),
            cell: ({ who }) => (who ? <bdi>{who.name}</bdi> : <span className={css.gap}>{t('directory.feed.nobody')}</span>),
          },
        ]}
        rows={feed.shifts.slice(0, 60)}
        keyOf={({ from, name }) => `${from} ${name}`}
      />
    </div>
  );
}

/** Names the directory does not know: until somebody says whom they mean, nobody is called then. */
function Unmatched({ feed, mayWrite }: { feed: Feed; mayWrite: boolean }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const settle = useMutation({
    mutationFn: ({ name, kind, id }: { name: string; kind: 'doctor' | 'person'; id: number }) => settleName(name, { kind, id }),
    onSuccess: async () => {
      await refresh();
      toast(t('directory.feed.settled'));
    },
  });
  return (
    <section className={css.section} aria-label={t('directory.feed.unmatched')}>
      <h3>{t('directory.feed.unmatched')}</h3>
      {settle.error && (
        <FailurePanel failure={asFailure(settle.error)} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      <ul className={css.points}>
        {feed.unmatched.map(({ name, shifts, next }) => (
          <li key={name}>
            <strong dir="auto">{name || t('directory.feed.nameless')}</strong>{' '}
            {t('directory.feed.unmatched.is', { shifts, next: formatMoment(next, serverNow(), lab.zone) })}
            {mayWrite && name && (
              <PartyPicker
                label={t('directory.feed.means', { name })}
                kinds={HOLDER_KINDS}
                onPick={({ kind, id }) => settle.mutate({ name, kind, id })}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function FeedForm({ scheduleId, hasFeed }: { scheduleId: number; hasFeed: boolean }): ReactNode {
  const t = useText();
  const id = useId();
  const [url, setUrl] = useState('');
  const [minutes, setMinutes] = useState('30');
  const save = useMutation({
    mutationFn: (feed: Pick<SaveFeed, 'url' | 'content'>) =>
      saveFeed(scheduleId, { ...feed, refreshMinutes: Number(minutes), staleAfterHours: 24 }),
    onSuccess: async (feed) => {
      setUrl('');
      toast(t('directory.feed.saved', { shifts: feed.shifts.length }));
      await refresh();
    },
  });
  return (
    <section className={css.section} aria-label={t('directory.feed.setUp')}>
      <h3>{t(hasFeed ? 'directory.feed.change' : 'directory.feed.setUp')}</h3>
      {save.error && (
        <FailurePanel
          failure={asFailure(save.error)}
          what={t('directory.feed.notSaved')}
          stillTrue={t('directory.notSavedStill')}
        />
      )}
      <div className={css.fields}>
        <TextInput
          label={t('directory.feed.url')}
          description={t('directory.feed.url.hint')}
          value={url}
          maxLength={2000}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <TextInput
          label={t('directory.feed.minutes')}
          inputMode="numeric"
          value={minutes}
          onChange={({ currentTarget }) => setMinutes(currentTarget.value)}
        />
        <div>
          <Button loading={save.isPending} disabled={url.trim() === ''} onClick={() => save.mutate({ url: url.trim() })}>
            {t('directory.feed.read')}
          </Button>
        </div>
        <div>
          <label htmlFor={id}>{t('directory.feed.choose')}</label>{' '}
          <input
            id={id}
            type="file"
            accept=".ics,text/calendar"
            onChange={async ({ currentTarget }) => {
              const content = await currentTarget.files?.[0]?.text();
              if (content) save.mutate({ content });
            }}
          />
        </div>
      </div>
    </section>
  );
}
