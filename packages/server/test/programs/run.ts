import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Program = {
  pid: number;
  child: ChildProcess;
  /** The next line of its standard output; throws with what it said on standard error when it ended instead. */
  nextLine: () => Promise<string>;
  kill: (signal: NodeJS.Signals) => Promise<void>;
};

/** Runs a file of this folder, or another by absolute path, with the Node that runs the tests. */
export function runProgram(file: string, args: string[] = [], env: Record<string, string> = {}): Program {
  const path = file.startsWith('/') ? file : join(import.meta.dirname, file);
  const child = spawn(process.execPath, [path, ...args], { stdio: 'pipe', env: { ...process.env, ...env } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    child,
    nextLine: async () => {
      const next = await lines.next();
      if (!next.done) return next.value;
      await ended;
      throw new Error(`${file} ended with ${child.signalCode ?? child.exitCode}: ${said}`);
    },
    kill: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await ended;
      }
    },
  };
}
