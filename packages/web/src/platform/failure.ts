import type { Problem } from '@critical-callout/contract/problem';

/**
 * Why a request did not give what was asked for: the server could not be reached (`offline`), it said no (`refused`),
 * or it answered something this version of the screens does not understand (`not-understood`).
 */
export class ApiFailure extends Error {
  readonly kind: 'offline' | 'refused' | 'not-understood';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: { field: string; message: string }[];
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | null;

  constructor(kind: ApiFailure['kind'], about: Partial<Problem> & { retryAfterSeconds?: number | null }) {
    super(about.detail ?? about.title ?? kind);
    this.kind = kind;
    this.status = about.status ?? 0;
    this.code = about.code ?? `web.${kind}`;
    this.requestId = about.requestId ?? null;
    this.fields = about.errors ?? [];
    this.details = about.details ?? {};
    this.retryAfterSeconds = about.retryAfterSeconds ?? null;
  }
}

/** Worth sending again unchanged: nobody has decided anything about it, or the first try is still being worked on. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  (error.kind === 'offline' || error.code === 'idempotency.in-progress' || [408, 425, 429, 502, 503, 504].includes(error.status));

export const asFailure = (error: unknown): ApiFailure =>
  error instanceof ApiFailure
    ? error
    : new ApiFailure('not-understood', { detail: error instanceof Error ? error.message : String(error) });
