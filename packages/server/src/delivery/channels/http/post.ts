import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';

/**
 * How far one request came. `not-sent`: the other side cannot have it whole. `no-answer`: it may have it, and did not say.
 * `answer`: it said a status; `body` is what came of the rest, whole or not.
 */
export type PostOutcome =
  | { kind: 'not-sent'; words: string }
  | { kind: 'no-answer'; words: string }
  | { kind: 'answer'; status: number; body: string; retryAfter: string | null };

export type Post = {
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
  signal: AbortSignal;
  /** Longest silence at any step. */
  silenceMs?: number;
  /** Resolves the host name, and may refuse what it resolves to. */
  lookup?: LookupFunction;
  /** Further authorities (PEM) the certificate may be signed by. */
  ca?: string;
};

const MAX_ANSWER_BYTES = 65_536;

/**
 * One POST on a connection of its own; redirects are answers like any other. The last byte is held back until all others
 * have left this process, so that a connection that breaks before then is known to have carried an incomplete request.
 */
export function post({ url, headers, body, signal, silenceMs = 20_000, lookup, ca }: Post): Promise<PostOutcome> {
  return new Promise((resolve) => {
    let isSent = false;
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length), connection: 'close' },
      agent: false,
      timeout: silenceMs,
      ...(lookup && { lookup }),
      ...(ca && { ca }),
      minVersion: 'TLSv1.2',
    };
    const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
    const settle = (outcome: PostOutcome): void => {
      signal.removeEventListener('abort', stop);
      resolve(outcome);
      request.destroy();
    };
    const fail = (words: string): void =>
      settle(isSent ? { kind: 'no-answer', words: `${words} after the request was sent` } : { kind: 'not-sent', words });
    const stop = (): void => fail('the time for one try is over');

    request.on('error', (error: NodeJS.ErrnoException) => fail(wordsOf(error)));
    request.on('timeout', () => fail(`silence of ${silenceMs} ms`));
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = (): void =>
        settle({
          kind: 'answer',
          status: statusCode,
          body: Buffer.concat(chunks).toString('utf8'),
          retryAfter: response.headers['retry-after'] ?? null,
        });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, MAX_ANSWER_BYTES - bytes));
        bytes += chunk.length;
        if (bytes >= MAX_ANSWER_BYTES) end();
      });
      // The status was said: what breaks afterwards takes nothing of it back.
      response.on('end', end).on('aborted', end).on('error', end);
    });
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    request.write(body.subarray(0, -1), (error) => {
      if (error || request.destroyed) return;
      isSent = true;
      request.end(body.subarray(-1));
    });
  });
}

/** Codes and short words only: a message of the platform may repeat an address. */
function wordsOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'the connection was refused (ECONNREFUSED)';
  if (error.code === 'ECONNRESET') return 'the connection was broken off (ECONNRESET)';
  if (error.code === 'ENOTFOUND') return 'the host name is not known (ENOTFOUND)';
  return error.code ?? error.message;
}

/** An https address, or http to this machine: what is sent must not be read on the way. Messages never repeat the address. */
export function serviceUrl(name: string, text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new Error(`${name} is not a URL`);
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new Error(`${name} must begin with https:// (http:// is taken for this machine only)`);
  }
  if (url.username !== '' || url.password !== '') throw new Error(`${name} must not hold a password`);
  return url;
}
