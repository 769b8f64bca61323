// Builds the web application into packages/web/dist when it is missing or older than what it is made of.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${root}packages/web/dist/index.html`;
const SOURCES = [
  'packages/web/src',
  'packages/web/index.html',
  'packages/web/vite.config.ts',
  'packages/contract/src',
  'packages/domain/src',
  'package-lock.json',
];

function changedAt(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(`${path}/${name}`)));
}

const builtAt = changedAt(BUILT);
const sourcesAt = Math.max(...SOURCES.map((path) => changedAt(root + path)));
if (process.argv.includes('--always') || builtAt < sourcesAt) {
  console.log(builtAt === 0 ? 'Building the web application (first time) …' : 'Building the web application …');
  const { status } = spawnSync('vite', ['build', '--logLevel', 'warn'], {
    cwd: `${root}packages/web`,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The web application could not be built; the messages above say why. Nothing was started.');
    process.exit(status ?? 1);
  }
}
