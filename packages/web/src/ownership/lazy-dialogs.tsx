import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react';

const Assign = lazy(() => import('./dialogs.tsx').then(({ AssignDialog }) => ({ default: AssignDialog })));
const Reason = lazy(() => import('./dialogs.tsx').then(({ ReasonDialog }) => ({ default: ReasonDialog })));

/** Dialogs are fetched when somebody opens one: the list is there sooner. */
export const AssignDialog = (props: ComponentProps<typeof Assign>): ReactNode => (
  <Suspense fallback={null}>
    <Assign {...props} />
  </Suspense>
);

export const ReasonDialog = (props: ComponentProps<typeof Reason>): ReactNode => (
  <Suspense fallback={null}>
    <Reason {...props} />
  </Suspense>
);
