// The lockfile names no registry host (an installation behind a mirror must work), holds every optional package that
// `npm ci` will look for, and every dependency in every package.json is an exact version.
import { readFileSync } from 'node:fs';
import { listMissingOptionals, readLockfile } from './lockfile.ts';

const lockfile = readLockfile();
const problems: string[] = [];

for (const [path, { resolved, version, link }] of Object.entries(lockfile.packages)) {
  if (resolved && /^[a-z+]+:\/\//.test(resolved))
    problems.push(`${path}: "resolved" names a host: ${resolved}. Keep omit-lockfile-registry-resolved in .npmrc`);
  if (path.startsWith('node_modules/') && !link && !version) problems.push(`${path}: no version`);
}
for (const { name, version } of listMissingOptionals(lockfile)) {
  problems.push(
    `${name}@${version}: optional package missing, npm ci would refuse the lockfile. Run node tools/complete-lockfile.ts`,
  );
}
for (const file of ['package.json', ...['domain', 'contract', 'server', 'web'].map((name) => `packages/${name}/package.json`)]) {
  const manifest = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) problems.push(`${file}: ${name} is "${version}"; pin one exact version`);
    }
  }
}

for (const problem of problems) console.error(`lockfile: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(
  `lockfile: ${Object.keys(lockfile.packages).length} entries, no host, all versions exact, no optional package missing`,
);
