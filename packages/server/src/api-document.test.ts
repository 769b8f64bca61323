import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readApiDocument } from './api-document.ts';
import { describeRoutes } from './platform/openapi-types.ts';

const WEB = join(import.meta.dirname, '../../web/src');
const GENERATED = 'platform/openapi.generated.ts';

it('the types of the screens are those of the document, made without a database', async () => {
  const text = readFileSync(join(WEB, GENERATED), 'utf8');
  expect(text, 'run: npm run generate:api').toBe(describeRoutes(await readApiDocument()));
});

it('every address the screens name is a route of the document', async () => {
  const { paths } = await readApiDocument();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const unknown: string[] = [];
  let found = 0;
  for (const name of readdirSync(WEB, { recursive: true, encoding: 'utf8' })) {
    if (!/(?<!\.test)\.tsx?$/.test(name) || name === GENERATED) continue;
    for (const [, route = ''] of readFileSync(join(WEB, name), 'utf8').matchAll(/['"`]([^'"`\n]*\/api\/[^'"`\n]*)['"`]/g)) {
      found += 1;
      // A part that is put together by the screen stands for one part of an address.
      const parts = (route.split('?')[0] ?? '')
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replaceAll(/[.*+?^$()[\]{}|\\/]/g, '\\$&'));
      const pattern = new RegExp(`^${parts.join('[^/]+')}$`);
      if (!routes.some((one) => pattern.test(one))) unknown.push(`${name}: ${route}`);
    }
  }
  expect(found).toBeGreaterThan(100);
  expect(unknown).toEqual([]);
});
