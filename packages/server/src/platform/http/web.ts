import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { notFound, sendProblem } from './problem.ts';

export const WEB_FOLDER = join(import.meta.dirname, '../../../../web/dist');

/** Vite writes a hash of the content into the names under assets/, so those never change. */
const HASHED = /^assets\/.+-[\w-]{8,}\.\w+$/;
/** Addresses that belong to machines: an unknown one is a 404, never the page. */
const NOT_PAGES = /^\/(api|fhir|a)(\/|$)|\.\w+$/;

/** The built web application, when there is one; every address that is not a file or an API shows its page. */
export async function serveWeb(app: FastifyInstance, folder = WEB_FOLDER): Promise<boolean> {
  if (!existsSync(join(folder, 'index.html'))) return false;
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      ),
  );
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  app.get('/*', { config: { permission: 'public' }, schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const file = path.slice(1);
    if (files.has(file) && file !== 'index.html') {
      return reply.header('cache-control', HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache').sendFile(file);
    }
    if (NOT_PAGES.test(path) && file !== 'index.html') return sendProblem(request, reply, notFound(request));
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
  return true;
}
