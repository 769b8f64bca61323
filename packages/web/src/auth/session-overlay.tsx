import type { Me } from '@critical-callout/contract/auth';
import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { fetchMe, meKey } from './api.ts';
import css from './auth.module.css';
import { onUnlockedElsewhere, unlocked, useLockReason } from './lock.ts';
import { SignInForm } from './sign-in-form.tsx';

/** The session is over: the page behind has left the document but is kept, so that what was typed about a call is still there. */
export function SessionOverlay({ me }: { me: Me }): ReactNode {
  const t = useText();
  const reason = useLockReason();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = t(reason === 'ended' ? 'session.overTitle' : 'session.lockedTitle');
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  const onSignedIn = useCallback(async (): Promise<void> => {
    const now = await fetchMe();
    if (now.userId !== me.userId || now.lab.id !== me.lab.id) return startAfresh();
    queryClient.setQueryData(meKey, now);
    unlocked();
    await queryClient.invalidateQueries();
  }, [me]);
  useEffect(() => onUnlockedElsewhere(() => void onSignedIn().catch(() => undefined)), [onSignedIn]);

  return (
    <dialog ref={dialog} className={css.overlay} aria-labelledby="session-over" onCancel={(event) => event.preventDefault()}>
      <h2 id="session-over" className={css.title}>
        {title}
      </h2>
      <p className={css.lead}>
        {t(reason === 'ended' ? 'session.overText' : reason === 'idle' ? 'session.lockedIdle' : 'session.lockedByHand', {
          name: me.name,
          minutes: me.idleMinutes,
        })}
      </p>
      <SignInForm
        userName={me.userName}
        submit={t(reason === 'ended' ? 'signIn.submit' : 'session.unlock')}
        onSignedIn={onSignedIn}
      />
      <Button variant="subtle" mt="sm" onClick={startAfresh}>
        {t('session.otherUser')}
      </Button>
    </dialog>
  );
}

/** Somebody else sits down: everything in memory goes. What the first typed about calls is on the server for them. */
function startAfresh(): void {
  window.location.assign('/sign-in');
}
