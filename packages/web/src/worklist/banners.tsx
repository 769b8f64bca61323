import type { Worklist } from '@critical-callout/contract/worklist';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useMay } from '../auth/index.ts';
import { alarm } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';
import { Mark } from '../ui/marks.tsx';
import type { WorklistSearch } from './search.ts';
import css from './worklist.module.css';

type Props = { worklist: Worklist; onChange: (part: WorklistSearch) => void };

/** What must not be overlooked above the list: ladders at their end, orders nobody has, shifts nobody took over. */
export function Banners({ worklist: { counts, handovers }, onChange }: Props): ReactNode {
  const t = useText();
  const maySupervise = useMay('worklist.supervise');
  const mayCall = useMay('callout.write');
  useAlarmOnMore(maySupervise ? counts.exhausted : 0, t('banner.exhausted', { count: counts.exhausted }));
  useAlarmOnMore(maySupervise ? handovers.late : 0, t('banner.handoverLate', { count: handovers.late }));
  return (
    <>
      {counts.exhausted > 0 && (
        <p className={css.banner} data-tone="overdue">
          <Mark name="exhausted" /> <strong>{t('banner.exhausted', { count: counts.exhausted })}</strong>
          <button type="button" onClick={() => onChange({ state: 'exhausted', tab: undefined })}>
            {t('banner.show')}
          </button>
        </p>
      )}
      {maySupervise && counts.unowned > 0 && (
        <p className={css.banner} data-tone="amber">
          <Mark name="unowned" /> <strong>{t('banner.unowned', { count: counts.unowned })}</strong>
          <button type="button" onClick={() => onChange({ state: 'unowned', tab: undefined })}>
            {t('banner.show')}
          </button>
        </p>
      )}
      {maySupervise && handovers.late > 0 && (
        <p className={css.banner} data-tone="overdue">
          <Mark name="handover" /> <strong>{t('banner.handoverLate', { count: handovers.late })}</strong>
          <Link to="/handover">{t('banner.show')}</Link>
        </p>
      )}
      {mayCall && handovers.toAccept > 0 && (
        <p className={css.banner} data-tone="amber">
          <Mark name="handover" /> <strong>{t('banner.handover', { count: handovers.toAccept })}</strong>
          <Link to="/handover">{t('banner.open')}</Link>
        </p>
      )}
    </>
  );
}

/** Read out at once when there are more of them than before, and not again while they stand. */
function useAlarmOnMore(count: number, words: string): void {
  const before = useRef(0);
  useEffect(() => {
    if (count > before.current) alarm(words);
    before.current = count;
  }, [count, words]);
}
