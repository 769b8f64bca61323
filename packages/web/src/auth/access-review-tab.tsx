import type { AccessReview } from '@critical-callout/contract/auth';
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { useMay, useMe } from './me.ts';
import css from './people.module.css';
import { fetchReview, noteReview, peopleKeys } from './people-api.ts';

/** Everybody with a right, what should be looked at, and who looked. */
export function AccessReviewTab(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: peopleKeys.review, queryFn: ({ signal }) => fetchReview(signal) });
  return (
    <>
      <p>{t('people.review.lead')}</p>
      <Answer query={query} what={t('people.review.failed')} stillTrue={t('people.failedStill')}>
        {(review) => <Loaded review={review} />}
      </Answer>
    </>
  );
}

function Loaded({ review }: { review: AccessReview }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('users.write');
  const now = useServerNow(60_000);
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  const rows = review.people.toSorted((a, b) => b.findings.length - a.findings.length);
  return (
    <>
      {review.isDue && <p className={css.notice}>{t('people.review.due')}</p>}
      <DataTable
        label={t('people.tab.review')}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { id: 'name', header: t('people.col.name'), isRowHeader: true, cell: ({ name, userName }) => `${name} (${userName})` },
          { id: 'role', header: t('people.col.role'), cell: ({ role }) => t(`people.role.${role}`) },
          {
            id: 'last',
            header: t('people.col.lastSignIn'),
            cell: ({ lastSignedInAt }) => (lastSignedInAt === null ? t('people.never') : moment(lastSignedInAt)),
          },
          {
            id: 'finding',
            header: t('people.review.finding'),
            cell: ({ findings }) =>
              findings.map(({ kind, detail }) => t(`people.review.${kind}`, { detail })).join('; ') || t('people.review.nothing'),
          },
        ]}
      />
      {mayWrite && <NewReview />}
      <h2>{t('people.review.past')}</h2>
      {review.reviews.length === 0 && <p>{t('people.review.none')}</p>}
      <ul>
        {review.reviews.map(({ id, reviewedAt, reviewedBy, note }) => (
          <li key={id}>{t('people.review.one', { at: moment(reviewedAt), by: reviewedBy, note })}</li>
        ))}
      </ul>
    </>
  );
}

function NewReview(): ReactNode {
  const t = useText();
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const sign = async (): Promise<void> => {
    setFailure(null);
    try {
      queryClient.setQueryData(peopleKeys.review, await noteReview(note));
      setNote('');
      toast(t('people.review.done'));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  };
  return (
    <>
      {failure && <FailurePanel failure={failure} what={t('people.actionFailed')} stillTrue={t('people.failedStill')} />}
      <Textarea
        label={t('people.review.note')}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <div className={css.actions}>
        <Button disabled={note.trim().length < 3} onClick={() => void sign()}>
          {t('people.review.sign')}
        </Button>
      </div>
    </>
  );
}
