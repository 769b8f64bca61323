import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WEB = fileURLToPath(new URL('../packages/web/', import.meta.url));
const VITE = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
const PAGE = `${WEB}dist/index.html`;
const LOCK = `${WEB}dist.lock`;
const SOURCES = ['packages/web/src', 'packages/contract/src', 'packages/domain/src'].map((path) =>
  fileURLToPath(new URL(`../${path}`, import.meta.url)),
);
/** A lock older than this was left by a run that was killed. */
const STALE_LOCK_MS = 120_000;

/** Builds the screens when their sources are newer than what is built; several test workers build once. */
export async function buildWeb(): Promise<void> {
  while (isOld()) {
    if (!takeLock()) {
      await pause(250);
      continue;
    }
    try {
      // A process of its own: the test runner's NODE_ENV would build React for development.
      await promisify(execFile)(process.execPath, [VITE, 'build', WEB], { env: { ...process.env, NODE_ENV: 'production' } });
    } catch (error) {
      // What failed its budget must not be taken for built by the next run.
      rmSync(PAGE, { force: true });
      throw error;
    } finally {
      rmSync(LOCK, { force: true });
    }
  }
}

function isOld(): boolean {
  if (existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs < STALE_LOCK_MS) return true;
  if (!existsSync(PAGE)) return true;
  const built = statSync(PAGE).mtimeMs;
  return SOURCES.some((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      (entry) =>
        entry.isFile() && !entry.name.includes('.test.') && statSync(`${entry.parentPath}/${entry.name}`).mtimeMs > built,
    ),
  );
}

function takeLock(): boolean {
  try {
    if (existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs >= STALE_LOCK_MS) rmSync(LOCK, { force: true });
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
