import { useCallback, useEffect, useRef, useState } from 'react';
import { type Progress, saveFile } from '../platform/download.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { type ExportKind, type ExportQuery, exportCallouts } from './api.ts';

export type ExportState =
  | { step: 'idle' | 'preparing' | 'cancelled' }
  | { step: 'running'; progress: Progress }
  | { step: 'saved'; progress: Progress; fileName: string }
  | { step: 'failed'; failure: ApiFailure };

export type Export = { state: ExportState; start: (kind: ExportKind, query: ExportQuery) => void; cancel: () => void };

/** The screen is drawn anew at most this often while pieces arrive. */
const SHOW_EVERY_MS = 100;

/** One export at a time; leaving the dialog ends it. */
export function useExport(): Export {
  const [state, setState] = useState<ExportState>({ step: 'idle' });
  const running = useRef<AbortController | null>(null);

  const start = useCallback(async (kind: ExportKind, query: ExportQuery): Promise<void> => {
    if (running.current) return;
    const stop = new AbortController();
    running.current = stop;
    setState({ step: 'preparing' });
    let progress: Progress = { bytes: 0, rows: null, total: 0 };
    let shownAt = Number.NEGATIVE_INFINITY;
    try {
      const file = await exportCallouts(kind, query, {
        signal: stop.signal,
        onProgress: (now) => {
          progress = now;
          if (performance.now() - shownAt < SHOW_EVERY_MS) return;
          shownAt = performance.now();
          setState({ step: 'running', progress });
        },
      });
      stop.signal.throwIfAborted();
      saveFile(file);
      setState({ step: 'saved', progress, fileName: file.name });
    } catch (error) {
      setState(stop.signal.aborted ? { step: 'cancelled' } : { step: 'failed', failure: asFailure(error) });
    } finally {
      running.current = null;
    }
  }, []);
  const cancel = useCallback(() => running.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  return { state, start: (kind, query) => void start(kind, query), cancel };
}
