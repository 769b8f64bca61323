import { problemSchema } from '@critical-callout/contract/problem';
import { z } from 'zod';
import { isPersonActive } from './activity.ts';
import { ApiFailure } from './failure.ts';
import { type Ask, type Asked, addressWith, methodOf, type Reads, type Route } from './routes.ts';
import { createStore } from './store.ts';

// The compiled validators of zod are made with `new Function`, which our content security policy forbids.
z.config({ jitless: true });

/** True from the moment the server says that nobody is signed in any more until somebody signs in again. */
export const sessionEnded = createStore(false);

export type Sending = {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Signing in answers 401 for a wrong password: that is not the end of a session. */
  isSignIn?: boolean;
};

/**
 * One request, its answer checked against the contract. Every way to fail is an ApiFailure. What is asked is checked by the
 * compiler, against the server's OpenAPI document.
 */
export async function call<R extends Route, S extends z.ZodType>(
  route: R,
  ask: Ask<R> & Sending,
  schema: S & Reads<R, S>,
): Promise<z.output<S>> {
  return (await callTagged(route, ask, schema)).value;
}

/** An answer with its ETag, for what is sent back with If-Match. */
export type Tagged<T> = { value: T; tag: string | null };

export async function callTagged<R extends Route, S extends z.ZodType>(
  route: R,
  ask: Ask<R> & Sending,
  schema: S & Reads<R, S>,
): Promise<Tagged<z.output<S>>> {
  const response = await open(route, ask);
  const text = await readText(response);
  const answer = (schema as S).safeParse(text === '' ? null : parseJson(text));
  if (!answer.success) {
    const [issue] = answer.error.issues;
    const place = issue ? `${issue.path.join('.')}: ${issue.message}` : 'no JSON';
    throw new ApiFailure('not-understood', {
      status: response.status,
      detail: `${route} ${place}`,
      requestId: requestIdOf(response),
    });
  }
  return { value: answer.data, tag: response.headers.get('etag') };
}

/** An answer that is not an error, its body still to be read. */
export async function open<R extends Route>(route: R, ask: Ask<R> & Sending): Promise<Response> {
  const { isSignIn = false }: Sending = ask;
  const response = await send(route, ask);
  if (!response.ok) throw refused(response, await readText(response), isSignIn);
  return response;
}

/** The connection ended before the answer did. */
export const brokenOff = (): ApiFailure =>
  new ApiFailure('offline', { title: 'The connection broke while the answer was arriving' });

const readText = (response: Response): Promise<string> =>
  response.text().catch(() => {
    throw brokenOff();
  });

async function send(route: Route, ask: Asked & Sending): Promise<Response> {
  const { body, headers, signal } = ask;
  const method = methodOf(route);
  try {
    return await fetch(addressWith(route, ask), {
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

function refused(response: Response, text: string, isSignIn: boolean): ApiFailure {
  if (response.status === 401 && !isSignIn) sessionEnded.set(true);
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
