import { Button, PasswordInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTitle } from '../platform/announce.tsx';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { later } from '../platform/messages/en/later.ts';
import { addWords, useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import css from './auth.module.css';
import { resetPassword } from './people-api.ts';

addWords(later);

/** Whoever holds the link chooses their own password. The token stands after the #, which no server is asked with. */
export function ResetPasswordPage(): ReactNode {
  const t = useText();
  useTitle(t('reset.title'));
  const [token] = useState(() => window.location.hash.slice(1));
  const [isDone, setDone] = useState(false);
  return (
    <main className={css.page}>
      <div className={css.card}>
        <h1 className={css.title}>{t('reset.title')}</h1>
        {isDone ? (
          <>
            <p role="status">{t('reset.done')}</p>
            <Link to="/sign-in" search={{}}>
              {t('reset.signIn')}
            </Link>
          </>
        ) : (
          <>
            <p className={css.lead}>{t(token === '' ? 'reset.noLink' : 'reset.lead')}</p>
            {token !== '' && <ResetForm token={token} onDone={() => setDone(true)} />}
          </>
        )}
      </div>
    </main>
  );
}

function ResetForm({ token, onDone }: { token: string; onDone: () => void }): ReactNode {
  const t = useText();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { register, handleSubmit, formState, getValues } = useForm({ defaultValues: { password: '', again: '' } });
  const submit = handleSubmit(async ({ password }) => {
    setFailure(null);
    try {
      await resetPassword(token, password);
      window.history.replaceState(null, '', window.location.pathname);
      onDone();
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  const shown = { 'aria-label': t('signIn.showPassword'), tabIndex: 0 };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {failure && <FailurePanel failure={failure} what={t('reset.failed')} stillTrue={t('reset.failedStill')} />}
      <PasswordInput
        label={t('reset.password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={shown}
        error={formState.errors.password?.message}
        {...register('password', { validate: (value) => value !== '' || t('reset.missing') })}
      />
      <PasswordInput
        label={t('reset.again')}
        autoComplete="new-password"
        visibilityToggleButtonProps={shown}
        error={formState.errors.again?.message}
        {...register('again', { validate: (value) => value === getValues('password') || t('reset.different') })}
      />
      <Button type="submit" size="md" loading={formState.isSubmitting}>
        {t('reset.submit')}
      </Button>
    </form>
  );
}
