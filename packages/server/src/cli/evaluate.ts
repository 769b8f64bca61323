import { readFile } from 'node:fs/promises';
import type { Evaluated } from '@critical-callout/contract/limits';
import { FLAG_POLICIES, type FlagPolicy, prepareRules, type Rules } from '@critical-callout/domain/evaluation';
import { decodeHl7 } from '@critical-callout/domain/ingest';
import { type Command, InvalidArgumentError, Option } from 'commander';
import iconv from 'iconv-lite';
import { dryRunHl7, loadRules, starterRules } from '../evaluation/index.ts';
import { systemClock } from '../platform/clock.ts';
import { type LabName, listLabs } from './labs.ts';
import { withDeps } from './with-deps.ts';

export function evaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('dry run: what in a file of HL7 v2 messages would be critical, and why; nothing is stored')
    .argument('<file>', 'one HL7 v2 message, several, or a batch')
    .option('--lab <code>', "judge by this lab's limits (without it: by the starter list, and no database is needed)")
    .addOption(
      new Option('--flag-policy <policy>', "how far the sender's own flags count").choices(FLAG_POLICIES).default('either'),
    )
    .option(
      '--zone <zone>',
      'whose calendar counts ages and times without offset, such as Europe/Berlin (default: the lab, else UTC)',
      zoneOf,
    )
    .option('--critical-only', 'print critical results and those nobody can say anything of')
    .option('--json', 'print the result as JSON')
    .action(run);
}

type Options = { lab?: string; flagPolicy: FlagPolicy; criticalOnly?: boolean; json?: boolean; zone?: string };

async function run(file: string, { lab, flagPolicy, criticalOnly, json, zone: asked }: Options): Promise<void> {
  const bytes = await readFile(file);
  const { rules, zone: own } = lab === undefined ? { rules: byStarterList(), zone: 'UTC' } : await byLab(lab);
  const { text } = decodeHl7(bytes, { decode: (raw, charset) => iconv.decode(raw as Buffer, charset) });
  const evaluated = dryRunHl7(rules, text, { flagPolicy, now: systemClock.now(), zone: asked ?? own });
  const verdicts = criticalOnly
    ? evaluated.verdicts.filter((one) => one.isCritical || one.verdict === 'cannot-say')
    : evaluated.verdicts;
  process.stdout.write(
    json ? `${JSON.stringify({ ...evaluated, verdicts })}\n` : describe({ ...evaluated, verdicts }, evaluated.verdicts),
  );
  // Whoever asked what is critical in a file and got no result at all must not read it as "nothing".
  if (evaluated.verdicts.length === 0) process.exitCode = 1;
}

/** Refuses what the calendar of this machine does not know, by name, before the file is read. */
function zoneOf(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError(`"${zone}" is no time zone; names are such as Europe/Berlin`);
  }
}

function byStarterList(): Rules {
  const { limits, options } = starterRules();
  return prepareRules(limits, options);
}

async function byLab(code: string): Promise<{ rules: Rules; zone: string }> {
  return withDeps(async ({ db }) => {
    const [lab] = (await listLabs(db, code)) as [LabName];
    return db.inLab(lab.id, async (tx) => {
      const { zone } = await tx.selectFrom('labs').select('zone').where('id', '=', lab.id).executeTakeFirstOrThrow();
      return { rules: await loadRules(tx, lab.id), zone };
    });
  });
}

function describe({ verdicts, problems }: Evaluated, all: Evaluated['verdicts']): string {
  const lines = verdicts.map((one) => {
    const what = `${one.isCritical ? 'CRITICAL' : one.verdict.toUpperCase()}  ${one.parameterName || one.parameterCode}  ${one.value.replaceAll('\n', ' | ')}${one.unit ? ` ${one.unit}` : ''}`;
    return `${what}\n    ${one.reason}  [${one.place}]\n`;
  });
  const wrong = problems.map(({ place, message }) => `PROBLEM  ${place}: ${message}\n`);
  const critical = all.filter((one) => one.isCritical).length;
  const unsaid = all.filter((one) => !one.isCritical && one.verdict === 'cannot-say').length;
  return `${[...lines, ...wrong].join('')}${all.length} results: ${critical} critical, ${unsaid} cannot be judged, ${problems.length} problems\n`;
}
