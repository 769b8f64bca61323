import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Program, runProgram } from '../../../test/programs/run.ts';
import { DataFolderInUse, type Lock, type LockHolder, lockFolder } from './lock.ts';
import { startMark } from './process.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
let folder = '';
const locks: Lock[] = [];
const programs: Program[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callout-lock-'));
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill('SIGKILL');
  for (const lock of locks.splice(0)) lock.release();
  rmSync(folder, { recursive: true, force: true });
});

const take = (): Lock => {
  const lock = lockFolder(folder, { port: 3000, now: NOW });
  locks.push(lock);
  return lock;
};
/** A number no process has: beyond the largest pid Linux gives. */
const DEAD_PID = 2 ** 22 + 1;
const path = (): string => join(folder, 'lock.json');
const leaveLock = (holder: Partial<LockHolder>): void => {
  const full: LockHolder = {
    pid: DEAD_PID,
    startedAt: '2026-01-01T00:00:00.000Z',
    startMark: 'x',
    machine: hostname(),
    port: 0,
    token: 'old',
    url: null,
  };
  writeFileSync(path(), JSON.stringify({ ...full, ...holder }));
};

describe('lockFolder', () => {
  it('writes who holds the folder, readable by its owner only, and removes it on release', () => {
    const lock = take();
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({
      pid: process.pid,
      startedAt: NOW.toISOString(),
      port: 3000,
    });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['lock.json']);
    lock.release();
    expect(existsSync(path())).toBe(false);
  });

  it('publishes the address of the database for commands that work beside the holder', () => {
    take().publish('postgresql://x@/postgres');
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ pid: process.pid, url: 'postgresql://x@/postgres' });
  });

  it('refuses while the holder lives', () => {
    take();
    expect(() => take()).toThrow(DataFolderInUse);
    expect(() => take()).toThrow(`in use by process ${process.pid} (running since ${NOW.toISOString()}, HTTP port 3000)`);
  });

  it('takes over when the holder is dead', () => {
    leaveLock({});
    expect(take()).toMatchObject({ wasStale: true });
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('takes over when the number of the holder belongs to another process now', () => {
    leaveLock({ pid: process.ppid, startMark: 'another boot:1' });
    expect(take().wasStale).toBe(true);
  });

  it('refuses when number and start of the process fit', () => {
    leaveLock({ pid: process.ppid, startMark: startMark(process.ppid) });
    expect(() => take()).toThrow(DataFolderInUse);
  });

  it('believes a holder on another machine as long as it touches its lock', () => {
    leaveLock({ machine: 'elsewhere' });
    expect(() => take()).toThrow(/on machine elsewhere/);
    const longAgo = new Date(Date.now() - 31_000);
    utimesSync(path(), longAgo, longAgo);
    expect(take().wasStale).toBe(true);
  });

  it('goes on where a process died in the middle of taking over', () => {
    leaveLock({});
    writeFileSync(
      join(folder, 'lock.old.taken'),
      JSON.stringify({ pid: DEAD_PID, startMark: 'x', machine: hostname(), token: 'half' }),
    );
    expect(take().wasStale).toBe(true);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('does not touch a file that is not a lock', () => {
    writeFileSync(path(), 'something else');
    expect(() => take()).toThrow(/is not a lock of this program/);
    expect(readFileSync(path(), 'utf8')).toBe('something else');
  });

  it.each([1, 2])('gives a stale lock to exactly one of four processes (run %i)', async () => {
    leaveLock({});
    const four = Array.from({ length: 4 }, () => runProgram('take-lock.ts', [folder]));
    programs.push(...four);
    await Promise.all(four.map((program) => program.nextLine()));
    for (const { child } of four) child.stdin?.write('go\n');
    const answers = await Promise.all(four.map((program) => program.nextLine()));
    const winner = four[answers.indexOf('mine')];
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
    expect(answers.filter((answer) => answer !== 'mine')).toEqual(Array(3).fill(String(winner?.pid)));
  });
});
