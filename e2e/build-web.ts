import { execFile } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BUILDER = fileURLToPath(new URL('../tools/build-web.ts', import.meta.url));
const LOCK = fileURLToPath(new URL('../packages/web/dist.lock', import.meta.url));
/** A lock older than this was left by a run that was killed. */
const STALE_LOCK_MS = 120_000;

/** The screens as their sources are now; test workers that start together build them once. */
export async function buildWeb(): Promise<void> {
  while (!takeLock()) await pause(250);
  try {
    // The test runner's own NODE_ENV would build React for development.
    await promisify(execFile)(process.execPath, [BUILDER], { env: { ...process.env, NODE_ENV: 'production' } });
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function takeLock(): boolean {
  const lockedAt = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
  if (lockedAt !== undefined && Date.now() - lockedAt > STALE_LOCK_MS) rmSync(LOCK, { force: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
