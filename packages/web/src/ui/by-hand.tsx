import type { ByHand } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { StateMark } from './marks.tsx';

/** A result nobody's laboratory system sent: told apart wherever it is shown, and whether a second person still has to look. */
export function ByHandMark({ byHand }: { byHand: ByHand | null }): ReactNode {
  const t = useText();
  if (!byHand) return null;
  const isUnchecked = byHand.isCheckNeeded && byHand.checkedAt === null;
  const more = byHand.withdrawnAt ? 'byHand.withdrawn' : isUnchecked ? 'byHand.unchecked' : null;
  return (
    <StateMark name="by-hand" tone={isUnchecked || byHand.withdrawnAt ? 'violet' : 'neutral'}>
      {more ? `${t('byHand.mark')} · ${t(more)}` : t('byHand.mark')}
    </StateMark>
  );
}
