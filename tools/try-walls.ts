// Proves that every wall in .dependency-cruiser.cjs can fail: builds a small tree in which each rule is broken once,
// runs dependency-cruiser over it, and expects exactly the rules named here at exactly the files named here.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Rule = { name: string };
type Report = { summary: { violations: { from: string; rule: Rule }[] } };

const root = fileURLToPath(new URL('..', import.meta.url));
const config = join(root, '.dependency-cruiser.cjs');
const { default: walls } = (await import(config)) as { default: { forbidden: Rule[] } };

/** rule → the file that breaks it and what that file says. Paths are those of the real tree. */
const BREAKS: Record<string, [file: string, text: string]> = {
  'no-cycles': ['packages/domain/src/kernel/a.ts', "import type { B } from './b.ts';"],
  resolves: ['packages/domain/src/kernel/c.ts', "import './nowhere.ts';"],
  declared: ['packages/contract/src/d.ts', "import 'undeclared';"],
  'no-dev-package-at-run-time': ['packages/server/src/platform/e.ts', "import 'develop';"],
  'domain-alone': ['packages/domain/src/result/f.ts', "import type { X } from '../../../contract/src/fine.ts';"],
  'domain-pure': ['packages/domain/src/result/g.ts', "import { readFileSync } from 'node:fs';"],
  'contract-on-domain-only': ['packages/contract/src/h.ts', "import type { X } from '../../server/src/app.ts';"],
  'contract-without-node': ['packages/contract/src/i.ts', "import 'node:crypto';"],
  'web-on-domain-and-contract-only': ['packages/web/src/worklist/j.tsx', "import type { X } from '../../../server/src/app.ts';"],
  'web-without-node': ['packages/web/src/worklist/k.tsx', "import 'node:path';"],
  'server-not-web': ['packages/server/src/platform/l.ts', "import '../../../web/src/worklist/index.ts';"],
  'server-door': ['packages/server/src/callout/m.ts', "import '../audit/inside.ts';"],
  'server-door-from-the-top': ['packages/server/src/app.ts', "import type { X } from './audit/inside.ts';"],
  'domain-door': ['packages/domain/src/callout/n.ts', "import '../result/inside.ts';"],
  'web-door': ['packages/web/src/callout/o.tsx', "import '../worklist/inside.ts';"],
  'journeys-and-benches-from-outside': ['bench/p.ts', "import '../packages/server/src/audit/index.ts';"],
};
// Each server room is broken by entering a door that is not on its list; `platform` by entering any.
for (const { name } of walls.forbidden) {
  const room = /^server-(?!not-web|door)(.+)$/.exec(name)?.[1];
  if (room)
    BREAKS[name] = [`packages/server/src/${room}/q.ts`, `import '../${room === 'platform' ? 'audit' : 'demo'}/index.ts';`];
}

/** What the broken files import, and files that keep every rule and so must not be reported. */
const FINE: Record<string, string> = {
  'package.json': '{}',
  'node_modules/undeclared/package.json': '{ "name": "undeclared", "main": "index.js" }',
  'node_modules/undeclared/index.js': '',
  'node_modules/develop/package.json': '{ "name": "develop", "main": "index.js" }',
  'node_modules/develop/index.js': '',
  ...Object.fromEntries(['domain', 'contract', 'web'].map((name) => [`packages/${name}/package.json`, '{}'])),
  'packages/server/package.json': '{ "devDependencies": { "develop": "1.0.0" } }',
  'packages/domain/src/kernel/b.ts': "import type { A } from './a.ts';",
  'packages/domain/src/result/index.ts': '',
  'packages/domain/src/result/inside.ts': '',
  'packages/domain/src/result/result.test.ts': "import 'node:fs'; import './index.ts';",
  'packages/contract/src/fine.ts': "import '../../domain/src/result/index.ts';",
  'packages/server/src/audit/index.ts': "import './inside.ts'; import '../platform/fine.ts';",
  'packages/server/src/audit/inside.ts': "import 'node:fs';",
  'packages/server/src/platform/fine.ts': "import '../../../contract/src/fine.ts';",
  'packages/server/src/demo/index.ts': "import '../audit/index.ts';",
  'packages/server/src/ingest/fine.ts': "import '../audit/index.ts';",
  'packages/web/src/worklist/index.ts': "import './inside.ts'; import '../ui/fine.tsx';",
  'packages/web/src/worklist/inside.ts': '',
  'packages/web/src/ui/fine.tsx': "import '../../../contract/src/fine.ts';",
  'e2e/fine.ts': "import '../packages/contract/src/fine.ts';",
};

const folder = mkdtempSync(join(tmpdir(), 'walls-'));
try {
  for (const [file, text] of [...Object.entries(FINE), ...Object.values(BREAKS)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      config,
      '-T',
      'json',
      'packages',
      'bench',
      'e2e',
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (run.stdout === '') throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
  const report = JSON.parse(run.stdout) as Report;
  const found = report.summary.violations.map(({ from, rule }) => `${rule.name} at ${from}`);
  const expected = Object.entries(BREAKS).map(([rule, [file]]) => `${rule} at ${file}`);
  // These know every room; any other folder needs its line in ENTERS.
  const rooms = readdirSync(join(root, 'packages/server/src'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !['cli', 'demo'].includes(entry.name),
  );
  const problems = [
    ...rooms
      .filter(({ name }) => !walls.forbidden.some((rule) => rule.name === `server-${name}`))
      .map(({ name }) => `server/${name}: no line in ENTERS says what this room may import`),
    ...walls.forbidden.filter(({ name }) => !BREAKS[name]).map(({ name }) => `${name}: no file here breaks it; add one`),
    ...expected.filter((line) => !found.includes(line)).map((line) => `${line}: broken, and not noticed`),
    ...found.filter((line) => !expected.includes(line)).map((line) => `${line}: reported, and nothing is wrong there`),
  ];
  for (const problem of problems) console.error(`walls: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`walls: all ${walls.forbidden.length} rules were broken once and noticed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
