import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { EmptyState } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { limitKeys, loadStarterList } from './api.ts';
import css from './limits.module.css';
import type { LIMIT_PARTS } from './parts.ts';
import { useMayApprove } from './second-person.tsx';

/** As many as one request takes. */
const AT_ONCE = 500;

type Written = { id: number; isApproved: boolean; author: string; authorUserId: string | null };

type Props<T extends Written> = {
  rows: readonly T[];
  count: number;
  approve: (ids: number[], reason: string) => Promise<{ approved: readonly unknown[] }>;
  words: { count: string; part: (typeof LIMIT_PARTS)[number] };
  lineOf: (row: T) => { name: string; text: string };
};

/** How many wait for approval; where they are shown, all that this person may approve in one step, each with what it says. */
export function Waiting<T extends Written>({ rows, count, approve: send, words, lineOf }: Props<T>): ReactNode {
  const t = useText();
  const { approval } = useSearch({ from: '/signed-in/settings/limits' });
  const mayApprove = useMayApprove();
  const [isOpen, setOpen] = useState(false);
  const mine = rows.filter((row) => !row.isApproved && mayApprove(row)).slice(0, AT_ONCE);
  const approve = useMutation({
    mutationFn: (reason: string) =>
      send(
        mine.map(({ id }) => id),
        reason,
      ),
    onSuccess: async ({ approved }) => {
      setOpen(false);
      toast(t('limits.approvedMany', { count: approved.length }));
      await queryClient.invalidateQueries({ queryKey: limitKeys.all });
    },
  });
  if (count === 0) return null;
  return (
    <div className={css.notice}>
      {words.count}{' '}
      {approval !== 'waiting' && (
        <Link to="/settings/limits" search={{ part: words.part, approval: 'waiting' }}>
          {t('limits.showUnapproved')}
        </Link>
      )}
      {approval === 'waiting' && mine.length > 0 && (
        <Button size="compact-sm" variant="outline" onClick={() => setOpen(true)}>
          {t('limits.approveMany', { count: mine.length })}
        </Button>
      )}
      {isOpen && (
        <PublishDialog
          title={t('limits.approveMany', { count: mine.length })}
          differences={null}
          isBusy={approve.isPending}
          failure={approve.error ? asFailure(approve.error) : null}
          confirmLabel={t('limits.approve')}
          onPublish={(reason) => approve.mutate(reason)}
          onCancel={() => setOpen(false)}
        >
          <ul className={css.many}>
            {mine.map((row) => (
              <li key={row.id}>
                <strong>{lineOf(row).name}</strong> <bdi>{lineOf(row).text}</bdi> <span className={css.hint}>{row.author}</span>
              </li>
            ))}
          </ul>
        </PublishDialog>
      )}
    </div>
  );
}

/** A laboratory without limits: examples to begin with, or a file. */
export function NoLimits(): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const load = useMutation({
    mutationFn: loadStarterList,
    onSuccess: async ({ limits, options }) => {
      toast(t('limits.starter.loaded', { limits, options }));
      await queryClient.invalidateQueries({ queryKey: limitKeys.all });
    },
  });
  return (
    <EmptyState title={t('limits.none')} text={t('limits.noneText')}>
      {load.error && (
        <FailurePanel
          failure={asFailure(load.error)}
          what={t('limits.starter.failed')}
          stillTrue={t('limits.starter.failedStill')}
        />
      )}
      {mayWrite && (
        <>
          <Button loading={load.isPending} onClick={() => load.mutate()}>
            {t('limits.starter.load')}
          </Button>
          <Link className={css.link} to="/settings/limits" search={{ part: 'file' }}>
            {t('limits.starter.file')}
          </Link>
          <p className={css.hint}>{t('limits.starter.hint')}</p>
        </>
      )}
    </EmptyState>
  );
}
