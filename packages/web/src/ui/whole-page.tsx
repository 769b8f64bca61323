import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from './failure-panel.tsx';
import css from './whole-page.module.css';

/** True after the moment in which most answers arrive, so that fast pages do not flicker. */
export function useIsSlow(afterMs = 150): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return isSlow;
}

export function LoadingPage(): ReactNode {
  const t = useText();
  return (
    <main className={css.whole} aria-busy="true">
      {useIsSlow() && <Skeleton height={48} />}
      <p className="visually-hidden">{t('loading')}</p>
    </main>
  );
}

/** Unknown and another laboratory's look alike. */
export function NotFoundPage(): ReactNode {
  const t = useText();
  return (
    <main className={css.whole}>
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.text')}</p>
      <Link to="/worklist">{t('notFound.back')}</Link>
    </main>
  );
}

/** A fault of the screens themselves. Trying again keeps the window, and with it what was typed. */
export function CrashPage({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  const t = useText();
  const failure = error instanceof ApiFailure ? error : new ApiFailure('not-understood', { detail: String(error) });
  return (
    <div className={css.whole}>
      <FailurePanel failure={failure} what={t('crash.what')} stillTrue={t('crash.still')} onRetry={reset} />
    </div>
  );
}
