import { downtimeSheetSchema, type DowntimeSheet as NumberedSheet } from '@critical-callout/contract/worklist';
import { call, sessionEnded } from '../platform/http.ts';
import { DowntimeSheet } from './downtime-sheet.tsx';
import { printSheet } from './print.ts';

/** Whoever wants paper has little time: a server that does not answer by then counts as not reached. */
const PATIENCE_MS = 5_000;

let isAsked = false;

/** Prints what is open with a number of the server; without a connection what this window knows, and says so. */
export async function printDowntimeSheet(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  const sheet = await askForSheet().finally(() => {
    isAsked = false;
  });
  // The session has ended: nothing about a patient leaves this window before somebody signs in.
  if (sheet || !sessionEnded.get()) printSheet(<DowntimeSheet sheet={sheet} />);
}

const askForSheet = (): Promise<NumberedSheet | null> =>
  call('POST /api/v1/worklist/downtime-sheet', { signal: AbortSignal.timeout(PATIENCE_MS) }, downtimeSheetSchema).catch(
    () => null,
  );
