import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { endPracticeCases, goLive } from './api.ts';
import css from './setup.module.css';
import type { StepProps } from './step-props.ts';

/** The last step: by name, with what it rests on, confirmed once. */
export function GoLiveForm({ setup, mayWrite, run }: Pick<StepProps, 'setup' | 'mayWrite' | 'run'>): ReactNode {
  const t = useText();
  const { name } = useMe();
  const mayTell = useMay('worklist.read');
  const [asked, setAsked] = useState<{ name: string; reason: string } | null>(null);
  const { register, handleSubmit } = useForm({ defaultValues: { name, reason: '' } });
  if (setup.isLive || !mayWrite) return null;
  const confirm = async (): Promise<void> => {
    const fields = asked;
    setAsked(null);
    if (fields && (await run(() => goLive(fields)))) {
      toast(t('setup.golive.done'));
      // Whoever is signed in hears from the server that the banner goes.
      await queryClient.invalidateQueries({ queryKey: ['me'] });
    }
  };
  const hasOpenOrders = setup.steps.at(-1)?.checks.some(({ id, state }) => id === 'orders-closed' && state === 'open');
  return (
    <>
      {hasOpenOrders && (
        <div className={css.actions}>
          <Button variant="outline" onClick={() => void run(endPracticeCases)}>
            {t('setup.golive.endCases')}
          </Button>
          {mayTell ? <Link to="/worklist">{t('setup.go.worklist')}</Link> : <span>{t('setup.golive.others')}</span>}
        </div>
      )}
      <form className={css.form} onSubmit={handleSubmit((fields) => setAsked(fields))} noValidate>
        <TextInput label={t('setup.golive.name')} {...register('name')} />
        <TextInput label={t('setup.golive.reason')} {...register('reason')} />
        <Button type="submit">{t('setup.golive.do')}</Button>
        {asked && (
          <ConfirmDialog
            title={t('setup.golive.title')}
            about={t('setup.golive.about', { lab: setup.lab.name })}
            confirmLabel={t('setup.golive.do')}
            onConfirm={() => void confirm()}
            onCancel={() => setAsked(null)}
          />
        )}
      </form>
    </>
  );
}
