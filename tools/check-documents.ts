// Documents must be true today: every relative link leads to a file, and every test that docs/compliance.md names by file
// and title exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const problems: string[] = [];

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  'bench/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
for (const document of documents) {
  const text = readFileSync(join(root, document), 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:|^#/.test(target)) continue;
    const file = target.replace(/#.*$/, '');
    if (!existsSync(join(root, dirname(document), file))) problems.push(`${document}: ${target} leads nowhere`);
  }
}

const compliance = readFileSync(join(root, 'docs/compliance.md'), 'utf8');
let rows = 0;
for (const [line, holder = '', test = '', title = ''] of compliance.matchAll(
  /^\| [^|]+ \| `([^`]+)` \| `([^`]+)` "(.+)" \|$/gm,
)) {
  rows += 1;
  const code = holder.replace(/\/\*.*$/, '');
  if (!existsSync(join(root, 'packages', code))) problems.push(`docs/compliance.md: packages/${code} is gone`);
  const file = join(root, 'packages', test);
  if (!existsSync(file)) problems.push(`docs/compliance.md: packages/${test} is gone`);
  else if (!readFileSync(file, 'utf8').includes(title))
    problems.push(`docs/compliance.md: packages/${test} has no test "${title}" (${line.slice(2, 50)}…)`);
}
const written = compliance.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| rule ')).length;
if (rows !== written)
  problems.push(`docs/compliance.md: ${written - rows} rows are not of the form | rule | \`code\` | \`test file\` "title" |`);

for (const problem of problems) console.error(`documents: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(`documents: ${documents.length} documents, every link leads somewhere; ${rows} rules have the test they name`);
