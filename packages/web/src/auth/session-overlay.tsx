import type { Me } from '@critical-callout/contract/auth';
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { sessionEnded } from '../platform/http.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { fetchMe, meKey } from './api.ts';
import css from './auth.module.css';
import { SignInForm } from './sign-in-form.tsx';

/** The session is over: the page behind is hidden but kept, so that what was typed about a call is still there. */
export function SessionOverlay({ me }: { me: Me }): ReactNode {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const onSignedIn = async (): Promise<void> => {
    const now = await fetchMe();
    if (now.userId !== me.userId || now.lab.id !== me.lab.id) return startAfresh();
    queryClient.setQueryData(meKey, now);
    sessionEnded.set(false);
    await queryClient.invalidateQueries();
  };

  return (
    <dialog ref={dialog} className={css.overlay} aria-labelledby="session-over" onCancel={(event) => event.preventDefault()}>
      <h2 id="session-over" className={css.title}>
        {t('session.overTitle')}
      </h2>
      <p className={css.lead}>{t('session.overText')}</p>
      <SignInForm userName={me.userName} onSignedIn={onSignedIn} />
      <Button variant="subtle" mt="sm" onClick={startAfresh}>
        {t('session.otherUser')}
      </Button>
    </dialog>
  );
}

/** Somebody else sits down: everything in memory goes. */
function startAfresh(): void {
  window.location.assign('/sign-in');
}
