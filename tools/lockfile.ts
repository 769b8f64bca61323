import { readFileSync } from 'node:fs';

/** What this folder's tools read of package-lock.json. */
export type LockEntry = {
  version?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
export type Lockfile = { packages: Record<string, LockEntry> };

export const LOCKFILE = new URL('../package-lock.json', import.meta.url);

export function readLockfile(): Lockfile {
  return JSON.parse(readFileSync(LOCKFILE, 'utf8')) as Lockfile;
}

/** Optional packages that some entry names and the lockfile lacks: `npm ci` refuses a lockfile like that. */
export function listMissingOptionals({ packages }: Lockfile): { name: string; version: string; isDev: boolean }[] {
  const missing = new Map<string, { name: string; version: string; isDev: boolean }>();
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]) {
        missing.set(name, { name, version, isDev: entry.dev === true });
      }
    }
  }
  return [...missing.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
