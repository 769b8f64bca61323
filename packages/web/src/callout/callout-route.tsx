import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { announce } from '../platform/announce.tsx';
import { preferences } from '../platform/preferences.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { focusList, knownPending, worklistKeys } from '../worklist/index.ts';
import { CalloutPanel } from './callout-panel.tsx';

/** The panel beside the worklist; after a save the next most urgent order opens by itself. */
export function CalloutRoute(): ReactNode {
  const t = useText();
  const { billId } = useParams({ from: '/signed-in/worklist/$billId' });
  const navigate = useNavigate();
  const { userId } = useMe();

  // What somebody else is on is not mine to call.
  const isNext = ({ billId: id, ownership: { claim } }: ReturnType<typeof knownPending>[number]): boolean =>
    id !== billId && (claim === null || claim.userId === userId);
  const openNext = async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: worklistKeys.all }).catch(() => undefined);
    const open = preferences.get().opensNext ? knownPending().filter(isNext) : [];
    // Who is to be tried again later comes after whoever nobody has tried yet.
    const next = open.find(({ nextTry }) => nextTry === null || nextTry.isPassed) ?? open[0];
    if (next) return navigate({ to: '/worklist/$billId', params: { billId: next.billId }, search: (now) => now });
    await navigate({ to: '/worklist', search: (now) => now });
    if (preferences.get().opensNext) announce(t('save.nothingNext'));
    focusList(null);
  };
  return <CalloutPanel key={billId} billId={billId} onSuccess={() => void openNext()} onNext={() => void openNext()} />;
}
