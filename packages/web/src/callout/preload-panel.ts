/** After the first paint: the panel is part of every shift, but not of the way to the list. */
export function preloadPanel(): void {
  import('./callout-route.tsx').catch(() => undefined);
}
