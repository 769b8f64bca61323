import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { z } from 'zod';
import { useTitle } from '../platform/announce.tsx';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { chooseLabWords } from '../platform/messages/en/choose-lab.ts';
import { queryClient } from '../platform/query.ts';
import { addWords, useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { chooseLab, meKey } from './api.ts';
import css from './auth.module.css';

addWords(chooseLabWords);

const detailsSchema = z.object({ labs: z.array(z.object({ id: z.number().int(), name: z.string() })) });
const MIN_REASON = 10;

/** After the password: in which of several laboratories, and for support why. Without it nothing of a patient is read. */
export function ChooseLab({ failure, onChosen }: { failure: ApiFailure; onChosen: () => void }): ReactNode {
  const t = useText();
  const labs = detailsSchema.safeParse(failure.details).data?.labs ?? [];
  const [labId, setLabId] = useState(labs[0]?.id ?? 0);
  const [reason, setReason] = useState('');
  const [isReasonAsked, setReasonAsked] = useState(failure.code === 'auth.reason-missing');
  const [isChecked, setChecked] = useState(false);
  useTitle(t('chooseLab.title'));
  const isShort = isReasonAsked && reason.trim().length < MIN_REASON;
  const choose = useMutation({
    mutationFn: () => chooseLab(labId, reason.trim() || null),
    onSuccess: (me) => {
      queryClient.setQueryData(meKey, me);
      onChosen();
    },
    onError: (error) => setReasonAsked((asked) => asked || asFailure(error).code === 'auth.reason-missing'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (isShort) document.getElementById('choose-reason')?.focus();
    else if (!choose.isPending) choose.mutate();
  };
  const isRefused = choose.isError && asFailure(choose.error).code !== 'auth.reason-missing';
  return (
    <main className={css.page}>
      <div className={css.card}>
        <h1 className={css.title}>{t('chooseLab.title')}</h1>
        {isReasonAsked && <p className={css.lead}>{t('chooseLab.reasonLead')}</p>}
        {isRefused && (
          <FailurePanel failure={asFailure(choose.error)} what={t('chooseLab.failed')} stillTrue={t('session.failedStill')} />
        )}
        <form className={css.form} onSubmit={submit} noValidate>
          <NativeSelect
            label={t('chooseLab.lab')}
            value={String(labId)}
            data={labs.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={({ currentTarget }) => setLabId(Number(currentTarget.value))}
          />
          {isReasonAsked && (
            <Textarea
              id="choose-reason"
              label={t('chooseLab.reason')}
              description={t('chooseLab.reasonHint', { count: MIN_REASON })}
              withAsterisk
              rows={2}
              maxLength={500}
              value={reason}
              error={isChecked && isShort && t('chooseLab.reasonShort', { count: MIN_REASON })}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
          <Button type="submit" loading={choose.isPending}>
            {t('chooseLab.go')}
          </Button>
        </form>
      </div>
    </main>
  );
}
