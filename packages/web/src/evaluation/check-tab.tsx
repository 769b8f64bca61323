import type { CheckedLimits, LimitFields } from '@critical-callout/contract/limits';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Answer } from '../ui/states.tsx';
import { checkLimits } from './api.ts';
import css from './limits.module.css';

/** Gaps and overlaps in ages, bounds in order, known units, limits nobody reaches: with the draft in place. */
export function CheckTab({ draft }: { draft: () => LimitFields }): ReactNode {
  const t = useText();
  const fields = draft();
  const query = useQuery({ queryKey: ['limits', 'check', JSON.stringify(fields)], queryFn: () => checkLimits(fields) });
  return (
    <Answer query={query} what={t('limits.check.failed')} stillTrue={t('limits.try.failedStill')}>
      {({ problems, advice }) =>
        problems.length + advice.length === 0 ? (
          <p>{t('limits.check.none')}</p>
        ) : (
          <>
            <Found title={t('limits.check.problems')} found={problems} />
            <Found title={t('limits.check.advice')} found={advice} />
          </>
        )
      }
    </Answer>
  );
}

function Found({ title, found }: { title: string; found: CheckedLimits['problems'] }): ReactNode {
  const t = useText();
  const own = found.filter(({ isOfDraft }) => isOfDraft);
  const others = found.filter(({ isOfDraft }) => !isOfDraft);
  if (found.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {own.length > 0 && <Messages found={own} />}
      {others.length > 0 && (
        <details open={own.length === 0}>
          <summary className={css.hint}>
            {t('limits.check.other')} ({others.length})
          </summary>
          <Messages found={others} />
        </details>
      )}
    </section>
  );
}

function Messages({ found }: { found: CheckedLimits['problems'] }): ReactNode {
  return (
    <ul>
      {found.map(({ code, limitKey, message }) => (
        <li key={`${code} ${limitKey} ${message}`}>{message}</li>
      ))}
    </ul>
  );
}
