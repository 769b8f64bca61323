import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { countRows, type Download, download, type Progress } from './download.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('counts the records after the heading, not the lines inside quotes', () => {
  const count = countRows();
  expect(count(bytes('\ufeffOrder,Comment\r\n'))).toBe(0);
  expect(count(bytes('A1,"two\nlines"\r\nA2,"says ""no""\n"\r\n'))).toBe(2);
});

it('counts the same however the bytes are cut', () => {
  const file = bytes('Order,Comment\r\nA1,"Å,\r\n""x"""\r\nA2,\r\nA3,"\n\n"\r\n');
  for (let size = 1; size <= file.length; size += 1) {
    const count = countRows();
    let rows = 0;
    for (let at = 0; at < file.length; at += size) rows = count(file.subarray(at, at + size));
    expect(rows, `pieces of ${size}`).toBe(3);
  }
});

it('counts a record only when it is whole', () => {
  const count = countRows();
  expect(count(bytes('Order\r\nA'))).toBe(0);
  expect(count(bytes('1\r\n'))).toBe(1);
});

/** A server whose answer the test sends piece by piece. */
async function answering(answer: (response: ServerResponse) => void): Promise<(options: Download) => Promise<File>> {
  const server = createServer((_request, response) => answer(response));
  closers.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // In a browser an address without a host is the page's own.
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => hostless(origin + address, init));
  return (given) => download('GET /api/v1/exports/callouts.csv', { query: { from: '2026-01-01', to: '2026-01-02' } }, given);
}

const hostless = globalThis.fetch;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  vi.unstubAllGlobals();
});

const HEADERS = { 'content-disposition': 'attachment; filename="callouts_x.csv"', 'x-total-rows': '2' };
const CSV = { ...HEADERS, 'content-type': 'text/csv; charset=utf-8' };
const options = (
  onProgress: (progress: Progress) => void = () => undefined,
  signal = new AbortController().signal,
): Download => ({
  signal,
  onProgress,
});

it('tells how far a CSV is and keeps the server’s name', async () => {
  let rest = (): void => undefined;
  const ask = await answering((response) => {
    response.writeHead(200, CSV).write('Order\r\nA1\r\n');
    rest = () => response.end('A2\r\n');
  });
  const seen: Progress[] = [];
  const file = await ask(
    options((progress) => {
      seen.push(progress);
      if (progress.rows === 1) rest();
    }),
  );
  expect(seen).toEqual([
    { bytes: 0, rows: 0, total: 2 },
    { bytes: 11, rows: 1, total: 2 },
    { bytes: 15, rows: 2, total: 2 },
  ]);
  expect([file.name, await file.text()]).toEqual(['callouts_x.csv', 'Order\r\nA1\r\nA2\r\n']);
});

it('counts no rows of a packed file', async () => {
  const ask = await answering((response) => response.writeHead(200, { ...HEADERS, 'content-type': 'x/y' }).end('PK\n\n'));
  const seen: Progress[] = [];
  await ask(options((progress) => seen.push(progress)));
  expect(seen.at(-1)).toEqual({ bytes: 4, rows: null, total: 2 });
});

it('gives no file when the connection breaks on the way', async () => {
  const ask = await answering((response) => {
    response.writeHead(200, CSV).write('Order\r\nA1\r\n', () => response.destroy());
  });
  await expect(ask(options())).rejects.toMatchObject({ kind: 'offline' });
});

it('gives no file when it is stopped', async () => {
  const stop = new AbortController();
  const ask = await answering((response) => response.writeHead(200, CSV).write('Order\r\nA1\r\n'));
  const asked = ask(options(({ rows }) => rows === 1 && stop.abort(), stop.signal));
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

it('passes on what the server refused', async () => {
  const problem = { type: 't', title: 'x', status: 422, code: 'reports.too-many', detail: '9 rows', requestId: 'req-9' };
  const ask = await answering((response) => response.writeHead(422).end(JSON.stringify(problem)));
  await expect(ask(options())).rejects.toMatchObject({
    kind: 'refused',
    code: 'reports.too-many',
    message: '9 rows',
    requestId: 'req-9',
  });
});

it('does not take an answer without name and count for a file', async () => {
  const ask = await answering((response) => response.writeHead(200, { 'x-request-id': 'req-8' }).end('<html>'));
  await expect(ask(options())).rejects.toMatchObject({ kind: 'not-understood', requestId: 'req-8' });
});
