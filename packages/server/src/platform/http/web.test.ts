import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveWeb } from './web.ts';

let folder = '';
let app: FastifyInstance;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callout-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'index-DcA3f_9x.js'), 'export {}');
  writeFileSync(join(folder, '..', 'callout-web-secret.txt'), 'secret');
  app = Fastify();
  expect(await serveWeb(app, folder)).toBe(true);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(folder, '..', 'callout-web-secret.txt'), { force: true });
});

describe('the web application', () => {
  it.each(['/', '/index.html', '/worklist', '/orders/17?tab=done'])(
    'shows its page at %s, asked for anew each time',
    async (url) => {
      const answer = await app.inject(url);
      expect(answer).toMatchObject({ statusCode: 200, body: '<title>page</title>' });
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
    },
  );

  it('lets a file whose name holds its hash be kept for ever, and no other', async () => {
    expect((await app.inject('/assets/index-DcA3f_9x.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/api/v1/nothing',
    '/fhir/R4/Nothing',
    '/a/token',
    '/assets/gone-12345678.js',
    '/robots.txt',
    '/..%2fcallout-web-secret.txt',
    '/%2e%2e/callout-web-secret.txt',
  ])('answers 404 at %s', async (url) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'http.not-found' });
  });

  it('is left out where it has not been built', async () => {
    expect(await serveWeb(Fastify(), join(folder, 'nowhere'))).toBe(false);
  });
});
