import type { NextTry } from '@critical-callout/contract/callout';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from './dates.ts';
import { StateMark } from './marks.tsx';

/** When an attempt planned the next one; once that time has passed it is a mark, and the server says so aloud, too. */
export function NextTryMark({ nextTry }: { nextTry: NextTry | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const isPassed = useAtTime((at) => nextTry !== null && Date.parse(nextTry.at) <= at);
  if (nextTry === null) return null;
  const at = formatMoment(nextTry.at, now, lab.zone);
  return (
    <StateMark name={isPassed ? 'due-soon' : 'waiting'} tone={isPassed ? 'amber' : 'neutral'}>
      {t(isPassed ? 'state.tryPassed' : 'state.nextTry', { at })}
    </StateMark>
  );
}

/** Somebody wants to close the order with a code; until a second person agrees it is open. */
export function ClosingMark({ closing }: Pick<WorklistItem, 'closing'>): ReactNode {
  const t = useText();
  if (closing === null) return null;
  return (
    <StateMark name="review" tone="violet">
      {t('state.closingWaits', { by: closing.requestedByName })}
    </StateMark>
  );
}
