import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Actor, exportEvents, type VerifyReport, verifyAndKeep } from '../audit/index.ts';
import { type LabName, listLabs } from './labs.ts';
import { showProgress } from './progress.ts';
import { withDeps } from './with-deps.ts';

const COMMAND_LINE: Actor = { user_id: null, name: 'command line', kind: 'system' };

export function auditCommand(program: Command): void {
  const audit = program.command('audit').description('the append-only event trail');
  audit
    .command('verify')
    .description('recompute the event chain of every lab and name the first line that does not fit; exit 1 then')
    .option('--lab <code>', 'only this lab')
    .option('--json', 'print the result as JSON')
    .action(verify);
  audit
    .command('export')
    .description("write a lab's events as JSON Lines, each with its exact hashed text and its hash")
    .requiredOption('--lab <code>', 'the lab')
    .option('--out <file>', 'file to write (standard output without it)')
    .action(writeEvents);
}

async function verify({ lab, json }: { lab?: string; json?: boolean }): Promise<void> {
  const progress = showProgress();
  const reports = await withDeps(async (deps) => {
    const done: (VerifyReport & { lab: string })[] = [];
    for (const { id, code } of await listLabs(deps.db, lab)) {
      const report = await verifyAndKeep(deps, id, { actor: COMMAND_LINE, through: 'command-line' }, (checked) =>
        progress.say(`${code}: ${checked} events`),
      );
      done.push({ lab: code, ...report });
    }
    return done;
  }).finally(progress.end);
  process.stdout.write(
    json
      ? `${JSON.stringify(reports)}\n`
      : reports.map(describe).join('') || 'There is no lab yet, so there is nothing to verify.\n',
  );
  if (reports.some(({ broken }) => broken !== null)) process.exitCode = 1;
}

function describe({ lab, checked, broken, head }: VerifyReport & { lab: string }): string {
  if (broken) return `${lab}: BROKEN at event ${broken.seq}: ${broken.reason} (${checked} events before it fit)\n`;
  return head ? `${lab}: ${checked} events verified, head ${head.hash}\n` : `${lab}: no events yet\n`;
}

async function writeEvents({ lab, out }: { lab: string; out?: string }): Promise<void> {
  const progress = showProgress();
  const count = await withDeps(async ({ db }) => {
    const [{ id }] = (await listLabs(db, lab)) as [LabName];
    let written = 0;
    async function* lines(): AsyncGenerator<string> {
      for await (const line of exportEvents(db, id)) {
        yield `${line}\n`;
        written += 1;
        if (written % 5_000 === 0) progress.say(`${lab}: ${written} events`);
      }
    }
    // A file of that name is never overwritten: it may be the older proof.
    const target = out === undefined ? process.stdout : createWriteStream(out, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(lines()), target, { end: out !== undefined });
    return written;
  }).finally(progress.end);
  if (out !== undefined) process.stderr.write(`${count} events of ${lab} written to ${out}\n`);
}
