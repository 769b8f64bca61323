import type { SetupStep } from '@critical-callout/contract/setup';
import { Button, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { markStep } from './api.ts';
import css from './setup.module.css';
import type { Run } from './step-props.ts';

/** A step may stay open: by name and with a reason, so that it was a decision. */
export function AcceptStep({ step, run }: { step: SetupStep; run: Run }): ReactNode {
  const t = useText();
  const { name } = useMe();
  const { register, handleSubmit, reset } = useForm({ defaultValues: { name, reason: '' } });
  const submit = handleSubmit(async (fields) => {
    if (await run(() => markStep({ step, kind: 'accepted', ...fields }))) reset();
  });
  return (
    <form className={css.accept} onSubmit={submit} noValidate>
      <h3>{t('setup.accept')}</h3>
      <p className={css.why}>{t('setup.accept.hint')}</p>
      <div className={css.form}>
        <TextInput label={t('setup.accept.name')} {...register('name')} />
        <TextInput label={t('setup.accept.reason')} {...register('reason')} />
        <Button type="submit" variant="outline">
          {t('setup.accept.do')}
        </Button>
      </div>
    </form>
  );
}
