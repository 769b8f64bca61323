import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { ImportLimitsResult } from '@critical-callout/contract/limits';
import type { Command } from 'commander';
import { SYSTEM_ACTOR } from '../audit/index.ts';
import { importLimits, listLatestLimits, writeLimits } from '../evaluation/index.ts';
import { type LabName, listLabs } from './labs.ts';
import { withDeps } from './with-deps.ts';

export function limitsCommand(program: Command): void {
  const limits = program.command('limits').description("a lab's critical and normal limits as a CSV file");
  limits
    .command('import')
    .description('save what the file says anew, to be approved by the director; with any error nothing is saved')
    .argument('<file>', 'CSV as "limits export" writes it')
    .requiredOption('--lab <code>', 'the lab')
    .option('--dry-run', 'only say what would change and what is wrong')
    .option('--reason <text>', 'why, for the audit trail', 'import from the command line')
    .option('--json', 'print the result as JSON')
    .action(runImport);
  limits
    .command('export')
    .description('write the newest version of every limit')
    .argument('<file>', 'file to write; - for standard output')
    .requiredOption('--lab <code>', 'the lab')
    .option('--json', 'print the result as JSON')
    .action(runExport);
}

async function runImport(
  file: string,
  options: { lab: string; dryRun?: boolean; reason: string; json?: boolean },
): Promise<void> {
  const csv = await readFile(file, 'utf8');
  const author = `${userInfo().username} (command line)`;
  const result = await withDeps(async ({ db, clock }) => {
    const [lab] = (await listLabs(db, options.lab)) as [LabName];
    const input = {
      labId: lab.id,
      actor: { ...SYSTEM_ACTOR, name: author },
      author,
      authorUserId: null,
      csv,
      dryRun: options.dryRun ?? false,
      reason: options.reason,
      now: clock.now(),
    };
    return db.inLab(lab.id, (tx) => importLimits(tx, input));
  });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : describe(result));
  if (result.errors.length > 0) process.exitCode = 1;
}

function describe({ dryRun, lines, created, changed, unchanged, errors }: ImportLimitsResult): string {
  const wrong = errors.map(({ line, field, message }) => `line ${line}${field ? `, ${field}` : ''}: ${message}\n`).join('');
  const counts = `${lines} lines: ${created} new, ${changed} changed, ${unchanged} unchanged, ${errors.length} errors.`;
  if (dryRun) return `${wrong}${counts} Nothing was saved (dry run).\n`;
  return `${counts} ${created + changed > 0 ? 'What is new or changed waits for approval.' : ''}\n`;
}

async function runExport(file: string, options: { lab: string; json?: boolean }): Promise<void> {
  const rows = await withDeps(async ({ db }) => {
    const [lab] = (await listLabs(db, options.lab)) as [LabName];
    return db.inLab(lab.id, (tx) => listLatestLimits(tx, lab.id));
  });
  if (file === '-') {
    process.stdout.write(writeLimits(rows));
    return;
  }
  await writeFile(file, writeLimits(rows));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ lab: options.lab, file, limits: rows.length })}\n`
      : `${rows.length} limits of ${options.lab} written to ${file}\n`,
  );
}
