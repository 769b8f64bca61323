import { Worker } from 'node:worker_threads';
import type { CalendarPeriod, ReadCalendar } from './read-calendar.ts';

const PATIENCE_MS = 10_000;
const MEMORY_MB = 192;

/**
 * Reads a calendar on a thread of its own. Repetitions that never come (30 February, every day) keep the library looking
 * for ever; a calendar somebody else keeps must hold up neither messages nor callouts.
 */
export function readCalendarApart(text: string, period: CalendarPeriod, patienceMs: number = PATIENCE_MS): Promise<ReadCalendar> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./calendar-worker.ts', import.meta.url), {
      workerData: { text, period },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const end = (read: ReadCalendar): void => {
      clearTimeout(patience);
      resolve(read);
      void worker.terminate();
    };
    const patience = setTimeout(
      () => end({ problem: `reading it took longer than ${Math.round(patienceMs / 1000)} s: a repetition in it may never come` }),
      patienceMs,
    );
    worker.on('message', end);
    worker.on('error', () => end({ problem: 'reading it needed more memory than a calendar may' }));
    worker.on('exit', () => end({ problem: 'it could not be read' }));
  });
}
