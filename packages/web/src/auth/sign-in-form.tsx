import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { signIn } from './api.ts';
import css from './auth.module.css';

const FIELDS = ['username', 'password'] as const;
type Field = (typeof FIELDS)[number];

const inputOf = (form: HTMLFormElement | null, field: Field): HTMLInputElement | null =>
  form?.querySelector<HTMLInputElement>(`input[name="${field}"]`) ?? null;

type Props = { userName?: string; submit?: string; onSignedIn: () => Promise<void> };

/** User name and password; used by the page and by the overlay that appears when a session ends. */
export function SignInForm({ userName, submit: words, onSignedIn }: Props): ReactNode {
  const t = useText();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const summaryId = useId();
  const [missing, setMissing] = useState<Partial<Record<Field, string>>>({});
  const [isSubmitting, setSubmitting] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = useCallback((field: Field) => inputOf(form.current, field)?.focus(), []);

  useEffect(() => focus(userName ? 'password' : 'username'), [focus, userName]);
  useEffect(() => {
    if (failure) summary.current?.focus();
  }, [failure]);

  const wordsFor = (username: string, password: string): Partial<Record<Field, string>> => ({
    ...(username === '' && { username: t('signIn.userNameMissing') }),
    ...(password === '' && { password: t('signIn.passwordMissing') }),
  });
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isSubmitting) return;
    // Read from the fields themselves: a password manager may fill them without a word.
    const fields = new FormData(event.currentTarget);
    const username = String(fields.get('username')).trim();
    const password = String(fields.get('password'));
    const found = wordsFor(username, password);
    setFailure(null);
    setMissing(found);
    const [first] = FIELDS.filter((field) => found[field]);
    if (first) return focus(first);
    setSubmitting(true);
    try {
      await signIn(username, password);
      await onSignedIn();
    } catch (error) {
      const input = inputOf(form.current, 'password');
      if (input) input.value = '';
      setFailure(asFailure(error));
    } finally {
      setSubmitting(false);
    }
  };
  const register = (field: Field) => ({
    name: field,
    error: missing[field],
    onChange: () => setMissing((now) => (now[field] === undefined ? now : { ...now, [field]: undefined })),
  });

  return (
    <form ref={form} className={css.form} onSubmit={(event) => void submit(event)} noValidate>
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
        defaultValue={userName}
        {...register('username')}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
        {...register('password')}
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
