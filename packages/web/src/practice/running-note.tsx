import type { Practice } from '@critical-callout/contract/practice';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useMay } from '../auth/index.ts';
import { practiceWords } from '../platform/messages/en/practice.ts';
import { addWords, useText } from '../platform/text.tsx';
import { toast } from '../ui/toast.tsx';
import { useRunningCases } from './api.ts';

addWords(practiceWords);

/** In the practice banner: the way to the cases, and back to the order of the one that runs. */
export function RunningNote(): ReactNode {
  const t = useText();
  const maySetUp = useMay('settings.write');
  const {
    running: [running],
    cases,
  } = useRunningCases();
  useFinishedToast(cases);
  const billId = running?.run?.orders[0]?.billId ?? null;
  return (
    <>
      {maySetUp && (
        <>
          {' · '}
          <Link to="/setup">{t('setup.title')}</Link>
        </>
      )}
      {' · '}
      <Link to="/practice">{t('practice.title')}</Link>
      {running && billId !== null && (
        <>
          {' · '}
          <Link to="/worklist/$billId" params={{ billId }} search={(now) => now}>
            {t('practice.backTo', { title: t(`practice.case.${running.id}`) })}
          </Link>
        </>
      )}
    </>
  );
}

/** After a save the next order opens by itself: that the case is finished is said wherever the person is by then. */
function useFinishedToast(cases: Practice['cases']): void {
  const t = useText();
  const ran = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const finished = cases.find(({ id, run }) => ran.current.has(id) && run?.phase === 'complete');
    const completed = cases.filter(({ state }) => state === 'complete').length;
    if (finished) toast(t('practice.done', { title: t(`practice.case.${finished.id}`), completed, all: cases.length }));
    ran.current = new Set(cases.filter(({ state }) => state === 'running').map(({ id }) => id));
  }, [cases, t]);
}
