import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the test's own that speaks one JSON object a line; everything it said is kept, so nothing is missed. */
export type Peer<Said, Command> = {
  child: ChildProcess;
  said: Said[];
  tell: (command: Command) => void;
  /** The next line that fits, from `after` on (default: anything it ever said). Fails when the process ends first. */
  hear: (fits: (line: Said) => boolean, after?: number) => Promise<Said>;
  kill: (signal: NodeJS.Signals) => Promise<void>;
};

export function startPeer<Said, Command>(file: string, args: string[], env: Record<string, string> = {}): Peer<Said, Command> {
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const said: Said[] = [];
  const listeners = new Set<() => void>();
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true;
      resolve();
      for (const listener of listeners) listener();
    });
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(JSON.parse(line) as Said);
    for (const listener of listeners) listener();
  });
  child.stdin.on('error', () => undefined);
  return {
    child,
    said,
    tell: (command) => void child.stdin.write(`${JSON.stringify(command)}\n`),
    hear: (fits, after = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = said.slice(after).find(fits);
          if (found === undefined && !hasEnded) return;
          listeners.delete(look);
          if (found === undefined) reject(new Error(`${file} ended and never said it; it said ${JSON.stringify(said)}`));
          else resolve(found);
        };
        listeners.add(look);
        look();
      }),
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
