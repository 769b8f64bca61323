import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { signIn } from './api.ts';
import css from './auth.module.css';

type Fields = { username: string; password: string };

type Props = { userName?: string; submit?: string; onSignedIn: () => Promise<void> };

/** User name and password; used by the page and by the overlay that appears when a session ends. */
export function SignInForm({ userName, submit: words, onSignedIn }: Props): ReactNode {
  const t = useText();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const summaryId = useId();
  const { register, handleSubmit, formState, resetField, setFocus } = useForm<Fields>({
    defaultValues: { username: userName ?? '', password: '' },
  });

  useEffect(() => setFocus(userName ? 'password' : 'username'), [setFocus, userName]);
  useEffect(() => {
    if (failure) summary.current?.focus();
  }, [failure]);

  const submit = handleSubmit(
    async ({ username, password }) => {
      setFailure(null);
      try {
        await signIn(username.trim(), password);
        await onSignedIn();
      } catch (error) {
        resetField('password');
        setFailure(asFailure(error));
      }
    },
    () => setFailure(null),
  );
  const { errors, isSubmitting } = formState;

  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {failure && (
        <div ref={summary} id={summaryId} className={css.problem} role="alert" tabIndex={-1}>
          <SignInProblem failure={failure} />
        </div>
      )}
      <TextInput
        label={t('signIn.userName')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        readOnly={userName !== undefined}
        error={errors.username?.message}
        {...register('username', { validate: (value) => value.trim() !== '' || t('signIn.userNameMissing') })}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
        error={errors.password?.message}
        {...register('password', { validate: (value) => value !== '' || t('signIn.passwordMissing') })}
      />
      <Button type="submit" size="md" loading={isSubmitting}>
        {words ?? t('signIn.submit')}
      </Button>
    </form>
  );
}

/** One message for every wrong combination: which half was wrong is nobody's business. */
function SignInProblem({ failure }: { failure: ApiFailure }): ReactNode {
  const t = useText();
  if (failure.kind === 'offline') return t('signIn.offline');
  if (failure.status === 429) return <Countdown seconds={failure.retryAfterSeconds ?? 60} />;
  if (failure.status === 401 || failure.status === 400 || failure.status === 422) return t('signIn.wrong');
  return t('signIn.failed', { detail: failure.message, reference: failure.requestId ?? '–' });
}

function Countdown({ seconds }: { seconds: number }): ReactNode {
  const t = useText();
  const [until] = useState(() => Date.now() + seconds * 1_000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1_000))), 500);
    return () => clearInterval(timer);
  }, [until]);
  if (left === 0) return t('signIn.tryNow');
  return (
    <>
      {t('signIn.throttled')} <span aria-hidden="true">{`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`}</span>
    </>
  );
}
