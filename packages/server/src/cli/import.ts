import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { createIntake, findSource, INTAKE_DEFAULTS, type Intake, type Source, splitBlock } from '../ingest/index.ts';
import type { Deps } from '../platform/deps.ts';
import { listLabs } from './labs.ts';
import { withDeps } from './with-deps.ts';

/** Messages on their way at a time: enough for full batches of both transactions in flight, little enough to hold in memory. */
const WINDOW = 512;
const BATCH = 256;

export type ImportReport = {
  files: number;
  messages: number;
  processed: number;
  ignored: number;
  quarantined: number;
  /** Stored before, byte for byte; counted in the state they have. */
  duplicates: number;
  failed: { file: string; reason: string }[];
  quarantine: { file: string; messageId: number; reason: string }[];
};

export function importCommand(program: Command): void {
  program
    .command('import')
    .description('read HL7 v2 messages and FHS/BHS batches from files; exit 1 when anything was quarantined or could not be read')
    .argument('<files...>', 'files of HL7 v2 messages')
    .requiredOption('--lab <code>', 'the lab the messages belong to')
    .requiredOption('--source <code>', 'the source they come from')
    .option('--json', 'print the summary as JSON')
    .action(async (files: string[], { lab, source, json }: { lab: string; source: string; json?: boolean }) => {
      const report = await withDeps((deps) => importFiles(deps, files, { lab, source }));
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
      if (report.quarantined > 0 || report.failed.length > 0) process.exitCode = 1;
    });
}

export async function importFiles(deps: Deps, files: string[], to: { lab: string; source: string }): Promise<ImportReport> {
  const [lab] = await listLabs(deps.db, to.lab);
  const source = lab && (await deps.db.inLab(lab.id, (tx) => findSource(tx, lab.id, to.source)));
  if (!source) throw new Error(`Lab "${to.lab}" has no enabled source "${to.source}".`);
  const intake = createIntake(deps, { ...INTAKE_DEFAULTS, maxBatchMessages: BATCH });
  const report: ImportReport = {
    files: files.length,
    messages: 0,
    processed: 0,
    ignored: 0,
    quarantined: 0,
    duplicates: 0,
    failed: [],
    quarantine: [],
  };
  const bar = process.stderr.isTTY
    ? new SingleBar({
        stream: process.stderr,
        clearOnComplete: true,
        format: '{bar} {value}/{total} files, {messages} messages, {eta_formatted} left',
      })
    : null;
  bar?.start(files.length, 0, { messages: 0 });
  const open = new Set<Promise<void>>();
  try {
    for (const file of files) {
      await importFile(intake, source, file, report, open);
      bar?.increment(1, { messages: report.messages });
    }
    await Promise.all(open);
  } finally {
    await intake.drain();
    bar?.stop();
  }
  return report;
}

/** Hands the messages of one file to the intake; waits only while too many are on their way. */
async function importFile(
  intake: Intake,
  source: Source,
  file: string,
  report: ImportReport,
  open: Set<Promise<void>>,
): Promise<void> {
  let raw: Buffer;
  try {
    raw = await readFile(file);
  } catch (error) {
    report.failed.push({
      file,
      reason: `cannot be read (${error instanceof Error && 'code' in error ? error.code : 'unknown'})`,
    });
    return;
  }
  const reason = refuse(raw);
  if (reason !== null) {
    report.failed.push({ file, reason });
    return;
  }
  for (const message of splitBlock(raw).messages) {
    const work = intake.accept({ source, transport: 'file', peer: basename(file), raw: message }).then((accepted) => {
      report.messages += 1;
      if (!accepted.isStored) {
        report.failed.push({ file, reason: 'the database could not be reached; import the file again' });
        return;
      }
      if (accepted.isDuplicate) report.duplicates += 1;
      if (accepted.state === 'PROCESSED') report.processed += 1;
      else if (accepted.state === 'IGNORED') report.ignored += 1;
      else {
        report.quarantined += 1;
        report.quarantine.push({ file, messageId: accepted.messageId, reason: accepted.reason ?? '' });
      }
    });
    const tracked = work.finally(() => open.delete(tracked));
    open.add(tracked);
    if (open.size >= WINDOW) await Promise.race(open);
  }
}

function refuse(raw: Buffer): string | null {
  if (raw.length === 0) return 'is empty';
  const start = raw
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (start.startsWith('{') || start.startsWith('<')) return 'FHIR is not supported yet; only HL7 v2 messages and batches are';
  return null;
}

function describe(report: ImportReport): string {
  const { files, messages, processed, ignored, quarantined, duplicates, failed, quarantine } = report;
  const lines = [
    `${messages} messages in ${files} files: ${processed} processed, ${ignored} ignored, ${quarantined} quarantined; ${duplicates} of them were stored before`,
    ...quarantine.map((one) => `  quarantined: ${one.file}, message ${one.messageId}: ${one.reason}`),
    ...failed.map((one) => `  failed: ${one.file}: ${one.reason}`),
  ];
  return `${lines.join('\n')}\n`;
}
