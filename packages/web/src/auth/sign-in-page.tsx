import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTitle } from '../platform/announce.tsx';
import { sessionEnded } from '../platform/http.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { fetchNotices } from './api.ts';
import css from './auth.module.css';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  useTitle(t('signIn.title'));
  return (
    <main className={css.page}>
      <div className={css.card}>
        <h1 className={css.title}>{t('app.name')}</h1>
        <p className={css.lead}>{t('signIn.lead')}</p>
        <SignInForm
          onSignedIn={async () => {
            // Nothing of the person before may stay in memory.
            queryClient.clear();
            sessionEnded.set(false);
            await navigate({ href: next ?? '/worklist', replace: true });
          }}
        />
        <Notices />
      </div>
    </main>
  );
}

/** What the laboratories of this installation say to whoever stands here, and which version it is. */
function Notices(): ReactNode {
  const t = useText();
  const { data } = useQuery({ queryKey: ['sign-in-notices'], queryFn: ({ signal }) => fetchNotices(signal), retry: false });
  if (!data) return null;
  return (
    <footer className={css.notices}>
      {data.notices.map(({ lab, text }) => (
        <p key={`${lab} ${text}`}>
          <strong>{lab}</strong> {text}
        </p>
      ))}
      <p>{t('signIn.version', { version: data.version })}</p>
    </footer>
  );
}
