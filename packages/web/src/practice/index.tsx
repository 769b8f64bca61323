import { useMediaQuery } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMe } from '../auth/index.ts';

const Strip = lazy(() => import('./phone-strip.tsx').then(({ PhoneStrip: component }) => ({ default: component })));
const Note = lazy(() => import('./running-note.tsx').then(({ RunningNote: component }) => ({ default: component })));

type Place = 'list' | 'panel' | 'dialog';

/**
 * The telephone of a practice case beside the panel its call is recorded in: below the list where both fit, else above the
 * panel. Nothing of it is fetched in a live laboratory.
 */
export function PracticePhone({ billId, place }: { billId: number; place: Place }): ReactNode {
  const { lab } = useMe();
  const isWide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const isHere = place === 'dialog' || (place === 'list') === isWide;
  if (!lab.isPractice || !isHere) return null;
  return (
    <Suspense>
      <Strip billId={billId} />
    </Suspense>
  );
}

/** What the practice banner leads to. */
export function PracticeNote(): ReactNode {
  return (
    <Suspense>
      <Note />
    </Suspense>
  );
}
