import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useLayoutEffect } from 'react';
import { LiveRegions } from './platform/announce.tsx';
import { applyTheme, preferences } from './platform/preferences.ts';
import { queryClient } from './platform/query.ts';
import { useStore } from './platform/store.ts';
import { TextProvider } from './platform/text.tsx';
import { router } from './routes.tsx';

/** Table of contents of the browser side: providers outside, rooms by address (routes.tsx) inside. */
export function App(): ReactNode {
  const { theme } = useStore(preferences);
  useLayoutEffect(() => applyTheme(theme), [theme]);
  return (
    // No generated <style> elements: the content security policy allows only our own style sheets.
    <MantineProvider withCssVariables={false} withGlobalClasses={false} forceColorScheme={theme === 'light' ? 'light' : 'dark'}>
      <TextProvider>
        <QueryClientProvider client={queryClient}>
          <LiveRegions />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </TextProvider>
    </MantineProvider>
  );
}
