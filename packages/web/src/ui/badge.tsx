import type { ReactNode } from 'react';
import css from './kit.module.css';
import type { Tone } from './marks.tsx';

/** A word in a frame. Where a state is meant, `StateMark` (marks.tsx) says it with a shape as well. */
export function Badge({ tone = 'neutral', children }: { tone?: Exclude<Tone, 'overdue'>; children: ReactNode }): ReactNode {
  return (
    <span className={css.badge} data-tone={tone}>
      {children}
    </span>
  );
}
