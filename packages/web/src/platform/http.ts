import { problemSchema } from '@critical-callout/contract/problem';
import { z } from 'zod';
import { isPersonActive } from './activity.ts';
import { ApiFailure } from './failure.ts';
import { createStore } from './store.ts';

// The compiled validators of zod are made with `new Function`, which our content security policy forbids.
z.config({ jitless: true });

/** True from the moment the server says that nobody is signed in any more until somebody signs in again. */
export const sessionEnded = createStore(false);

export type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Signing in answers 401 for a wrong password: that is not the end of a session. */
  isSignIn?: boolean;
};

/** One request, its answer checked against the contract. Every way to fail is an ApiFailure. */
export async function call<T>(schema: z.ZodType<T>, path: string, options: Call = {}): Promise<T> {
  return (await callTagged(schema, path, options)).value;
}

/** An answer with its ETag, for what is sent back with If-Match. */
export type Tagged<T> = { value: T; tag: string | null };

export async function callTagged<T>(schema: z.ZodType<T>, path: string, options: Call = {}): Promise<Tagged<T>> {
  const response = await open(path, options);
  const text = await readText(response);
  const answer = schema.safeParse(text === '' ? null : parseJson(text));
  if (!answer.success) {
    const [issue] = answer.error.issues;
    const place = issue ? `${issue.path.join('.')}: ${issue.message}` : 'no JSON';
    throw new ApiFailure('not-understood', {
      status: response.status,
      detail: `${path.split('?')[0]} ${place}`,
      requestId: requestIdOf(response),
    });
  }
  return { value: answer.data, tag: response.headers.get('etag') };
}

/** An answer that is not an error, its body still to be read. */
export async function open(path: string, options: Call = {}): Promise<Response> {
  const response = await send(path, options);
  if (!response.ok) throw refused(response, await readText(response), options);
  return response;
}

/** The connection ended before the answer did. */
export const brokenOff = (): ApiFailure =>
  new ApiFailure('offline', { title: 'The connection broke while the answer was arriving' });

const readText = (response: Response): Promise<string> =>
  response.text().catch(() => {
    throw brokenOff();
  });

async function send(path: string, { method = 'GET', body, headers, signal }: Call): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        // A list that refreshes itself must not keep an empty chair signed in.
        ...(method === 'GET' && !isPersonActive() ? { 'x-background': '1' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiFailure('offline', { title: 'The server could not be reached' });
  }
}

function refused(response: Response, text: string, options: Call): ApiFailure {
  if (response.status === 401 && !options.isSignIn) sessionEnded.set(true);
  const problem = problemSchema.partial().safeParse(parseJson(text));
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiFailure('refused', {
    ...(problem.success ? problem.data : {}),
    status: response.status,
    requestId: (problem.success && problem.data.requestId) || requestIdOf(response) || '',
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  });
}

export const requestIdOf = (response: Response): string | undefined => response.headers.get('x-request-id') ?? undefined;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
