const downtime = (): Promise<typeof import('./print-downtime.tsx')> => import('./print-downtime.tsx');

/** After the first paint: paper is for when nothing can be fetched any more. */
export function preloadPrinting(): void {
  downtime().catch(() => undefined);
}

export const printDowntimeSheet = async (): Promise<void> => (await downtime()).printDowntimeSheet();
