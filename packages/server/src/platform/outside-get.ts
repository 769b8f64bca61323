import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { createGunzip } from 'node:zlib';
import { type AllowedInside, publicLookup, type Resolve, readOutsideUrl, resolveBySystem } from './outside-address.ts';

/**
 * What became of asking an address that somebody typed. `refused`: it will not do as it is, whoever asks; `away`: it did not
 * answer properly this time. `words` never repeat the address: it may hold a token.
 */
export type OutsideAnswer =
  | { kind: 'read'; text: string; etag: string | null }
  | { kind: 'unchanged' }
  | { kind: 'refused'; words: string }
  | { kind: 'away'; words: string };

export type OutsideGet = {
  url: string;
  allowed: AllowedInside;
  accept: string;
  etag?: string | null;
  maxBytes: number;
  silenceMs?: number;
  resolve?: Resolve;
};

const MAX_REDIRECTS = 3;

/** Reads a text from outside the house. Each redirect is looked at like the address itself; what is too long is not read. */
export async function getOutside(ask: OutsideGet): Promise<OutsideAnswer> {
  let address = ask.url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const read = readOutsideUrl(address, ask.allowed);
    if ('problem' in read) return { kind: 'refused', words: read.problem };
    const answer = await getOnce(ask, read.url, read.isAllowed);
    if (typeof answer !== 'string') return answer;
    address = URL.parse(answer, read.url.href)?.href ?? '';
  }
  return { kind: 'away', words: `it was sent on more than ${MAX_REDIRECTS} times` };
}

/** A string is where it was sent on to. */
function getOnce(ask: OutsideGet, url: URL, isAllowed: boolean): Promise<OutsideAnswer | string> {
  const { accept, etag, maxBytes, silenceMs = 20_000, resolve = resolveBySystem } = ask;
  return new Promise((settle) => {
    let isRefused = false;
    const lookup = publicLookup(resolve, () => {
      isRefused = true;
    });
    const options: RequestOptions = {
      method: 'GET',
      headers: { accept, 'accept-encoding': 'gzip', connection: 'close', ...(etag && { 'if-none-match': etag }) },
      agent: false,
      timeout: silenceMs,
      minVersion: 'TLSv1.2',
      signal: AbortSignal.timeout(2 * silenceMs),
      ...(!isAllowed && { lookup }),
    };
    const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
    const end = (answer: OutsideAnswer | string): void => {
      settle(answer);
      request.destroy();
    };
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (isRefused) end({ kind: 'refused', words: 'the name leads to an address that is not one of the internet' });
      else end({ kind: 'away', words: `it was not reached (${error.code ?? error.name})` });
    });
    request.on('timeout', () => end({ kind: 'away', words: `it was silent for ${silenceMs} ms` }));
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      if (status === 304) return end({ kind: 'unchanged' });
      if (status >= 300 && status < 400 && headers.location) return end(headers.location);
      if (status !== 200)
        return end({ kind: status >= 500 || status === 429 ? 'away' : 'refused', words: `it answered ${status}` });
      readBody(response, maxBytes, (body) =>
        end(typeof body === 'string' ? { kind: 'read', text: body, etag: headers.etag ?? null } : body),
      );
    });
    request.end();
  });
}

function readBody(response: IncomingMessage, maxBytes: number, end: (body: string | OutsideAnswer) => void): void {
  const isPacked = response.headers['content-encoding'] === 'gzip';
  const stream = isPacked ? response.pipe(createGunzip()) : response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end({ kind: 'refused', words: `it is longer than ${maxBytes} bytes` });
    else chunks.push(chunk);
  });
  const broken = (): void => end({ kind: 'away', words: 'it broke off' });
  stream.on('end', () => (response.complete ? end(Buffer.concat(chunks).toString('utf8')) : broken()));
  stream.on('error', broken);
  response.on('aborted', broken).on('error', broken);
}
