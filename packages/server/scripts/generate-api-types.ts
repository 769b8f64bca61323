// Writes the types of the HTTP API, by which the screens' requests are checked, from the document of the routes.
// With --check it only says whether what is there is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readApiDocument } from '../src/api-document.ts';
import { describeRoutes } from '../src/platform/openapi-types.ts';

const path = join(import.meta.dirname, '../../web/src/platform/openapi.generated.ts');
const text = describeRoutes(await readApiDocument());
if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  console.error('packages/web/src/platform/openapi.generated.ts is not what the routes say today; run: npm run generate:api');
  process.exit(1);
}
