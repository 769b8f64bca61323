import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Whether the number is taken at all, if only by a dead process that nobody has collected. */
export function existsProcess(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another account's
  }
}

/** Whether a process with this number works now. One that was killed and not collected yet (Z, X) does nothing any more. */
export function isAlive(pid: number): boolean {
  return existsProcess(pid) && !/[ZX]/.test(readStat(pid)?.state ?? '');
}

/** The living processes whose working folder this is; every process of a PostgreSQL server sits in its data. Linux only. */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux' || !existsSync(folder)) return [];
  const real = realpathSync(folder); // as the kernel names it
  const isInside = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === real;
    } catch {
      return false; // gone meanwhile, or another account's and so not ours
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isInside(name))
    .map(Number)
    .filter(isAlive);
}

/**
 * What tells this run of a process from a later process that was given the same number: on Linux the boot and the clock
 * tick it started at, elsewhere the start time that `ps` prints. null: not known here, so only the number can be compared.
 */
export function startMark(pid: number): string | null {
  const stat = readStat(pid);
  if (stat) return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${stat.startTick}`;
  if (process.platform === 'win32') return null;
  return ps(pid, 'lstart=');
}

/** The command line of a process, its parts joined by blanks; null when it cannot be read. */
export function commandLine(pid: number): string | null {
  const text = readText(`/proc/${pid}/cmdline`);
  if (text !== null) return text.replaceAll('\0', ' ').trim();
  return process.platform === 'win32' ? null : ps(pid, 'command=');
}

function readStat(pid: number): { state: string; startTick: string } | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return null;
  // Field 2 is the program's name in brackets and may hold blanks; fields 3 (state) and 22 (start) follow the last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTick: fields[19] ?? '' };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return (
      execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      null
    );
  } catch {
    return null;
  }
}
