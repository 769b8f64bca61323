import type { ByHand } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { patientPageWords } from '../platform/messages/en/patient-page.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { formatMoment } from './dates.ts';

addWords(patientPageWords);

/** Who typed it, from what, who verified it there, and who looked again. */
export function ByHandFacts({ byHand }: { byHand: ByHand }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { receivedThrough, receivedFrom, verifiedBy, limit, checkedBy, checkedAt, withdrawnAt, withdrawnReason } = byHand;
  const show = (at: string): string => formatMoment(at, now, lab.zone);
  return (
    <>
      {t(`byHand.through.${receivedThrough}`, { from: receivedFrom })}
      {' · '}
      {t('byHand.verifiedBy', { name: verifiedBy })}
      {limit && <> · {t('byHand.limit', { limit })}</>}
      {' · '}
      {t('byHand.enteredBy', { name: byHand.enteredBy, at: show(byHand.enteredAt) })}
      {checkedAt && <> · {t('byHand.checkedBy', { name: checkedBy ?? '', at: show(checkedAt) })}</>}
      {withdrawnAt && <> · {t('byHand.takenBack', { at: show(withdrawnAt), reason: withdrawnReason ?? '' })}</>}
    </>
  );
}
