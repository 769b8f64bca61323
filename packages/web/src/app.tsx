import { createTheme, defaultVariantColorsResolver, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect, useLayoutEffect } from 'react';
import { LiveRegions } from './platform/announce.tsx';
import { applyPreferences, preferences } from './platform/preferences.ts';
import { queryClient } from './platform/query.ts';
import { useStore } from './platform/store.ts';
import { changeLanguage, TextProvider } from './platform/text.tsx';
import { router } from './routes.tsx';
import { FailureNotices } from './ui/failure-notices.tsx';
import { Toasts } from './ui/toast.tsx';

/** Words on a filled button in the colour that stands out from it in every theme. */
const theme = createTheme({
  respectReducedMotion: true,
  // The arrow of a list of choices says nothing that its role does not say.
  components: { NativeSelect: { defaultProps: { rightSectionProps: { 'aria-hidden': true } } } },
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colours, color: 'var(--on-accent)' } : colours;
  },
});

/** Table of contents of the browser side: providers outside, rooms by address (routes.tsx) inside. */
export function App(): ReactNode {
  const chosen = useStore(preferences);
  useLayoutEffect(() => applyPreferences(chosen), [chosen]);
  useEffect(() => {
    changeLanguage(chosen.language).catch(() => undefined);
  }, [chosen.language]);
  return (
    // No generated <style> elements: the content security policy allows only our own style sheets.
    <MantineProvider
      theme={theme}
      withCssVariables={false}
      withGlobalClasses={false}
      forceColorScheme={chosen.theme === 'light' ? 'light' : 'dark'}
    >
      <TextProvider>
        <QueryClientProvider client={queryClient}>
          <LiveRegions />
          <Toasts />
          <FailureNotices />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </TextProvider>
    </MantineProvider>
  );
}
