// The server restarted at every change of its source, and the web application served with hot reload beside it.
// Open the address Vite prints; it passes /api and /healthz on to the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}node_modules/.bin`;
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };

const children: ChildProcess[] = [
  spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', `${root}packages/server/bin/critical-callout.js`, process.argv[2] ?? 'demo'],
    { stdio: 'inherit', cwd: root, env },
  ),
  spawn(`${bin}/vite`, ['--clearScreen', 'false'], { stdio: 'inherit', cwd: `${root}packages/web`, env }),
];

let isStopping = false;
function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
for (const child of children) child.once('exit', (code) => stop(code ?? 0));
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
