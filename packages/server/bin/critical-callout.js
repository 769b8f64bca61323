#!/usr/bin/env node
// Plain JavaScript that any Node from 20 on understands: the program itself is TypeScript, which Node runs from 24 on.
// Node 24 comes with the installation (node_modules/.bin/node); a newer Node that started us is used as it is.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Started by the older Node below: when that is killed outright, this process must not live on by itself.
  if (process.channel) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }
  const { runCli } = await import('../src/cli/main.ts');
  process.exit(await runCli(args));
}

const node = findNode(here);
if (!node) {
  console.error(
    `critical-callout: needs Node 24 or later; this is ${process.version}, and no node is in node_modules/.bin. ` +
      'Run npm ci without --omit=optional, or start with a newer Node.',
  );
  process.exit(1);
}
// The same terminal: Ctrl-C reaches both, and the child decides when it is done.
const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`critical-callout: ${node} cannot be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

/** The nearest node_modules/.bin/node above this file (.exe or .cmd on Windows). */
function findNode(from) {
  const names = process.platform === 'win32' ? ['node.exe'] : ['node'];
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of names) {
      const candidate = join(folder, 'node_modules', '.bin', name);
      if (existsSync(candidate)) return candidate;
    }
    if (folder === dirname(folder)) return null;
  }
}
