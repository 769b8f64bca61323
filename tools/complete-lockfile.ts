// Run after `npm install`. npm leaves an optional package out of the lockfile when the registry it asked does not have
// it (a mirror that carries only some platforms), and `npm ci` then refuses that lockfile everywhere. This adds the
// missing ones by name and version, marked for their platform, so that other platforms' entries are never asked for.
import { writeFileSync } from 'node:fs';
import { LOCKFILE, type LockEntry, listMissingOptionals, readLockfile } from './lockfile.ts';

const OS: Record<string, string> = { linuxmusl: 'linux', windows: 'win32', wasm32: 'wasi' };
const CPU: Record<string, string> = { gnueabihf: 'arm', ia32: 'ia32', wasi: 'wasm32' };
const KNOWN_OS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const KNOWN_CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

const lockfile = readLockfile();
const missing = listMissingOptionals(lockfile);
for (const { name, version, isDev } of missing) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    throw new Error(`${name}: version "${version}" is not exact, so it cannot be locked by hand`);
  lockfile.packages[`node_modules/${name}`] = entryFor(name, version, isDev);
}
// npm keeps the entries in this order; keeping it makes the next `npm install` change nothing.
const sorted = Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(LOCKFILE, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(missing.length === 0 ? 'lockfile: complete' : `lockfile: added ${missing.map(({ name }) => name).join(', ')}`);

function entryFor(name: string, version: string, isDev: boolean): LockEntry {
  const words = name.split(/[/-]/);
  const os = words.map((word) => OS[word] ?? word).find((word) => KNOWN_OS.includes(word));
  const cpu = words.map((word) => CPU[word] ?? word).find((word) => KNOWN_CPU.includes(word));
  if (!os && !cpu)
    throw new Error(`${name}: neither system nor processor can be read from the name; add it to the lockfile by hand`);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(isDev && { dev: true }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
