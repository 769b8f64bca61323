import type { ByHand } from '@critical-callout/contract/callout';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { checkEntry, withdrawEntry } from './api.ts';
import css from './patients.module.css';

/** A second person says that it is right; anybody who may enter results takes a wrong one back, with a reason. */
export function EntryActions({ byHand, about }: { byHand: ByHand; about: ReactNode }): ReactNode {
  const t = useText();
  const me = useMe();
  const may = useMay('results.enter');
  const [isTakingBack, setTakingBack] = useState(false);
  const [reason, setReason] = useState('');
  const done = async (words: string): Promise<void> => {
    setTakingBack(false);
    toast(words);
    await queryClient.invalidateQueries();
  };
  const check = useMutation({ mutationFn: () => checkEntry(byHand.id), onSuccess: () => done(t('byHand.checked')) });
  const withdraw = useMutation({
    mutationFn: () => withdrawEntry(byHand.id, reason.trim()),
    onSuccess: () => done(t('byHand.takenBackNow')),
  });
  if (!may || byHand.withdrawnAt !== null) return null;
  const failure = check.error ?? withdraw.error;
  const isOwn = byHand.enteredByUserId === me.userId;
  return (
    <div className={css.entryActions}>
      {failure && <FailurePanel failure={asFailure(failure)} what={t('byHand.notSaved')} stillTrue={t('byHand.notSavedStill')} />}
      {byHand.checkedAt === null && !isOwn && (
        <Button size="compact-md" variant="outline" loading={check.isPending} onClick={() => check.mutate()}>
          {t('byHand.check')}
        </Button>
      )}
      {byHand.checkedAt === null && isOwn && byHand.isCheckNeeded && <span>{t('byHand.otherChecks')}</span>}
      <Button size="compact-md" variant="subtle" onClick={() => setTakingBack(true)}>
        {t('byHand.takeBack')}
      </Button>
      {isTakingBack && (
        <ConfirmDialog
          title={t('byHand.takeBackTitle')}
          about={about}
          confirmLabel={t('byHand.takeBack')}
          isBusy={withdraw.isPending}
          onConfirm={() => (reason.trim().length >= 3 ? withdraw.mutate() : document.getElementById('take-back-reason')?.focus())}
          onCancel={() => setTakingBack(false)}
        >
          <p>{t('byHand.takeBackText')}</p>
          <TextInput
            id="take-back-reason"
            label={t('byHand.reason')}
            description={t('patients.reasonHint')}
            withAsterisk
            value={reason}
            maxLength={500}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </ConfirmDialog>
      )}
    </div>
  );
}
