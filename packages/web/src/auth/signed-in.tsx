import { Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { asFailure } from '../platform/failure.ts';
import { sessionEnded } from '../platform/http.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { Shell } from '../shell/index.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { identifierFormats } from '../ui/names.ts';
import { LoadingPage } from '../ui/whole-page.tsx';
import css from './auth.module.css';
import { IdleWatch } from './idle-watch.tsx';
import { Lockable } from './lockable.tsx';
import { MeProvider, useMeQuery } from './me.ts';
import { SessionOverlay } from './session-overlay.tsx';

const ChooseLab = lazy(() => import('./choose-lab.tsx').then((page) => ({ default: page.ChooseLab })));

/** Everything behind the sign-in. */
export function SignedIn(): ReactNode {
  const t = useText();
  const { data: me, error, refetch } = useMeQuery();
  const isOver = useStore(sessionEnded);
  const formats = me?.lab.identifiers;
  useEffect(() => {
    if (formats) identifierFormats.set(formats);
  }, [formats]);
  if (me) {
    return (
      <MeProvider value={me}>
        <Lockable isLocked={isOver}>
          <Shell>
            <Outlet />
          </Shell>
        </Lockable>
        {isOver ? <SessionOverlay me={me} /> : <IdleWatch me={me} />}
      </MeProvider>
    );
  }
  if (!error) return <LoadingPage />;
  const failure = asFailure(error);
  if (failure.status === 401) return <ToSignIn />;
  if (failure.code === 'auth.lab-not-chosen' || failure.code === 'auth.reason-missing')
    return (
      <Suspense fallback={<LoadingPage />}>
        <ChooseLab failure={failure} onChosen={() => void refetch()} />
      </Suspense>
    );
  return (
    <main className={css.page}>
      <FailurePanel
        failure={failure}
        what={t('session.failed')}
        stillTrue={t('session.failedStill')}
        onRetry={() => void refetch()}
      />
    </main>
  );
}

/** Once, with the address that was asked for: a re-render while the page changes must not ask again. */
function ToSignIn(): ReactNode {
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    const { href } = router.state.location;
    void navigate({ to: '/sign-in', search: href === '/worklist' ? {} : { next: href }, replace: true });
  }, [navigate, router]);
  return <LoadingPage />;
}
