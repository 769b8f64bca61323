import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from './failure-panel.tsx';
import css from './kit.module.css';
import { useIsSlow } from './whole-page.tsx';

/** Why there is nothing, and the one next step. */
export function EmptyState({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className={css.empty} data-testid="empty">
      <p className={css.emptyTitle}>{title}</p>
      {text && <p>{text}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}

/** Grey lines in the shape of what comes; only where the answer takes longer than most. */
export function LoadingLines({ lines = 5, height = 40 }: { lines?: number; height?: number }): ReactNode {
  const t = useText();
  const isSlow = useIsSlow();
  return (
    <div className={css.skeletons} aria-busy="true">
      <p className="visually-hidden">{t('loading')}</p>
      {isSlow && Array.from({ length: lines }, (_, line) => `line ${line}`).map((key) => <Skeleton key={key} height={height} />)}
    </div>
  );
}

type Query<T> = { data: T | undefined; error: unknown; isFetching: boolean; isPlaceholderData: boolean; refetch: () => unknown };

/**
 * The three ways an answer can be: still on its way, refused, or here. What was known before stays on the screen and is
 * marked; a list that could not be loaded never looks empty.
 */
export function Answer<T>({
  query,
  what,
  stillTrue,
  loading,
  children,
}: {
  query: Query<T>;
  /** "The deliveries could not be loaded" */
  what: string;
  /** "Messages are sent all the same." */
  stillTrue: string;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}): ReactNode {
  const t = useText();
  const { data, error } = query;
  return (
    <>
      {error !== null && (
        <FailurePanel
          failure={asFailure(error)}
          what={what}
          stillTrue={data === undefined ? stillTrue : t('state.showsOld', { stillTrue })}
          onRetry={() => void query.refetch()}
          copyTyped={false}
        />
      )}
      {data === undefined && error === null && (loading ?? <LoadingLines />)}
      {data !== undefined && query.isPlaceholderData && <p className={css.updating}>{t('updating')}</p>}
      {data !== undefined && children(data)}
    </>
  );
}
