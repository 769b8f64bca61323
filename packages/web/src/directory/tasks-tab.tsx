import type { DirectoryTask } from '@critical-callout/contract/directory';
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { closeTask, directoryKeys, fetchTasks } from './api.ts';
import css from './directory.module.css';

/** What somebody must put right: nobody to be reached, a wrong number, a calendar that is not read. */
export function TasksTab(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('directory.write');
  const [asked, setAsked] = useState<DirectoryTask | null>(null);
  const query = useQuery({ queryKey: directoryKeys.tasks('open'), queryFn: ({ signal }) => fetchTasks('open', signal) });
  return (
    <>
      <Answer query={query} what={t('directory.tasks.failed')} stillTrue={t('directory.failedStill')}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('directory.tasks.none')} text={t('directory.tasks.noneText')} />
          ) : (
            <DataTable
              label={t('directory.tab.tasks')}
              columns={columnsOf(t, lab.zone, mayWrite ? setAsked : null)}
              rows={items}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answer>
      {asked && <CloseDialog task={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function columnsOf(t: Translate, zone: string, onClose: ((task: DirectoryTask) => void) | null): Column<DirectoryTask>[] {
  return [
    {
      id: 'what',
      header: t('directory.tasks.what'),
      isRowHeader: true,
      cell: ({ detail }) => <span dir="auto">{detail}</span>,
    },
    {
      id: 'kind',
      header: t('directory.tasks.kind'),
      cell: ({ kind }) => <Badge tone="amber">{t(`directory.task.${kind}`)}</Badge>,
    },
    {
      id: 'since',
      header: t('directory.tasks.since'),
      cell: ({ openedAt }) => <span className={css.nowrap}>{formatMoment(openedAt, serverNow(), zone)}</span>,
    },
    ...(onClose
      ? [
          {
            id: 'do',
            header: t('directory.tasks.do'),
            cell: (task: DirectoryTask) => (
              <Button size="compact-sm" variant="outline" className={css.nowrap} onClick={() => onClose(task)}>
                {t('directory.tasks.close')}
              </Button>
            ),
          },
        ]
      : []),
  ];
}

function CloseDialog({ task, onClose }: { task: DirectoryTask; onClose: () => void }): ReactNode {
  const t = useText();
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const close = useMutation({
    mutationFn: () => closeTask(task.id, note.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.tasks('open') });
      toast(t('directory.tasks.closed'));
      onClose();
    },
  });
  const isTooShort = note.trim().length < 3;
  return (
    <ConfirmDialog
      title={t('directory.tasks.close')}
      about={<span dir="auto">{task.detail}</span>}
      confirmLabel={t('directory.tasks.close')}
      isBusy={close.isPending}
      onConfirm={() => {
        setMissing(isTooShort);
        if (!isTooShort) close.mutate();
      }}
      onCancel={onClose}
    >
      {close.error && (
        <FailurePanel failure={asFailure(close.error)} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      <Textarea
        label={t('directory.tasks.note')}
        rows={2}
        maxLength={500}
        value={note}
        error={isMissing && isTooShort ? t('directory.tasks.noteMissing') : undefined}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
