// Documents must be true today: every relative link leads to a file, and every piece of code and every test that
// docs/compliance.md and docs/data-model.md name exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const problems: string[] = [];

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  'bench/README.md',
  'packages/web/README.md',
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

/**
 * Rows of a document of the form | statement | `code` `name` … | `test file` "title" |, paths below packages/: the code is there
 * and holds each name, the test file is there and holds the title. Any other row of a table is a problem of its own.
 */
function checkProofs(document: string): number {
  const text = readFileSync(join(root, document), 'utf8');
  let rows = 0;
  for (const [line, holder = '', names = '', test = '', title = ''] of text.matchAll(
    /^\| [^|]+ \| `([^`]+)`((?: `[^`]+`)*) \| `([^`]+)` "(.+)" \|$/gm,
  )) {
    rows += 1;
    const place = `${document}: ${line.slice(2, 60)}…:`;
    const code = join(root, 'packages', holder.replace(/\/\*.*$/, ''));
    if (!existsSync(code)) problems.push(`${place} packages/${holder} is gone`);
    else if (names !== '') {
      const source = readFileSync(code, 'utf8');
      for (const [, name = ''] of names.matchAll(/`([^`]+)`/g))
        if (!source.includes(name)) problems.push(`${place} packages/${holder} has no ${name}`);
    }
    const file = join(root, 'packages', test);
    if (!existsSync(file)) problems.push(`${place} packages/${test} is gone`);
    else if (!readFileSync(file, 'utf8').includes(title)) problems.push(`${place} packages/${test} has no test "${title}"`);
  }
  const written = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (rule|statement) \|/.test(line)).length;
  if (rows !== written)
    problems.push(`${document}: ${written - rows} rows are not of the form | statement | \`code\` | \`test file\` "title" |`);
  return rows;
}

const rows = checkProofs('docs/compliance.md') + checkProofs('docs/data-model.md');

for (const problem of problems) console.error(`documents: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(`documents: ${documents.length} documents, every link leads somewhere; ${rows} statements have the test they name`);
