import { ApiFailure } from './failure.ts';
import { brokenOff, open, requestIdOf, type Sending } from './http.ts';
import type { Ask, Route } from './routes.ts';

/** `rows` is null where the file's form does not let them be counted on the way; `total` was counted before the first byte. */
export type Progress = { bytes: number; rows: number | null; total: number };
export type Download = { signal: AbortSignal; onProgress: (progress: Progress) => void };

/** A file of the server, piece by piece: nothing of it is kept unless all of it arrives. */
export async function download<R extends Route>(route: R, ask: Ask<R>, { signal, onProgress }: Download): Promise<File> {
  const sending: Sending = { signal, headers: { accept: '*/*' } };
  const response = await open(route, { ...ask, ...sending });
  const type = response.headers.get('content-type') ?? '';
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const total = Number(response.headers.get('x-total-rows') ?? Number.NaN);
  if (!name || !response.body || !Number.isInteger(total)) {
    await response.body?.cancel();
    throw new ApiFailure('not-understood', { status: response.status, requestId: requestIdOf(response) });
  }
  const counter = type.startsWith('text/csv') ? countRows() : null;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  onProgress({ bytes, rows: counter ? 0 : null, total });
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw signal.aborted ? error : brokenOff();
    });
    if (done) break;
    pieces.push(value);
    bytes += value.length;
    onProgress({ bytes, rows: counter?.(value) ?? null, total });
  }
  return new File(pieces, name, { type });
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Counts the whole records of a CSV with a heading as its bytes arrive; line ends inside quotes are text. */
export function countRows(): (piece: Uint8Array) => number {
  let isQuoted = false;
  let lines = 0;
  return (piece) => {
    for (const byte of piece) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) lines += 1;
    }
    return Math.max(0, lines - 1);
  };
}

/** The browser's own way to save a file, under the server's name. */
export function saveFile(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser reads the file after the click; a minute later it has it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
