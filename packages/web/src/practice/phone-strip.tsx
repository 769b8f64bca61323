import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { practiceWords } from '../platform/messages/en/practice.ts';
import { addWords, useText } from '../platform/text.tsx';
import { usePractice } from './api.ts';
import css from './practice.module.css';
import { isPlayed, Judged, Telephone } from './telephone.tsx';

addWords(practiceWords);

/** Above the panel of an order that belongs to a case: the telephone, where the call is recorded. */
export function PhoneStrip({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { data } = usePractice();
  const played = data?.cases.filter(isPlayed).find(({ run }) => run.orders.some((order) => order.billId === billId));
  if (!played) return null;
  return (
    <section
      className={css.strip}
      aria-label={t('practice.caseOf', { title: t(`practice.case.${played.id}`) })}
      data-testid="practice-phone"
    >
      <p className={css.stripTitle}>
        <strong>{t('practice.caseOf', { title: t(`practice.case.${played.id}`) })}</strong>
        <Link to="/practice">{t('practice.all')}</Link>
      </p>
      <Telephone played={played} />
      <details className={css.details}>
        <summary>
          {t('practice.judgedCount', {
            met: played.run.checks.filter(({ isMet }) => isMet).length,
            all: played.run.checks.length,
          })}
        </summary>
        <Judged run={played.run} />
      </details>
    </section>
  );
}
