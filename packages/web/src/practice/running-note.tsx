import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { practiceWords } from '../platform/messages/en/practice.ts';
import { addWords, useText } from '../platform/text.tsx';
import { useRunningCases } from './api.ts';

addWords(practiceWords);

/** In the practice banner: the way to the cases, and back to the order of the one that runs. */
export function RunningNote(): ReactNode {
  const t = useText();
  const maySetUp = useMay('settings.write');
  const [running] = useRunningCases();
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
