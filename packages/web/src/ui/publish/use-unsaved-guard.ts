import { useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useText } from '../../platform/text.tsx';

/** Nobody leaves a form with unsaved changes without being asked, neither by a link nor by closing the window. */
export function useUnsavedGuard(isDirty: boolean): void {
  const t = useText();
  useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname && !window.confirm(t('publish.unsaved')),
    enableBeforeUnload: false,
  });
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
}
