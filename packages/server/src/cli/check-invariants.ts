import type { Command } from 'commander';
import { checkInvariants, type InvariantReport } from '../invariants/index.ts';
import { showProgress } from './progress.ts';
import { withDeps } from './with-deps.ts';

export function checkInvariantsCommand(program: Command): void {
  program
    .command('check-invariants')
    .description('check that nothing was lost, as far as the database shows it; exit 1 and the offending rows otherwise')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const progress = showProgress();
      const report = await withDeps(({ db, clock }) => checkInvariants(db, clock.now(), progress.say)).finally(progress.end);
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
      if (!report.isWhole) process.exitCode = 1;
    });
}

function describe({ isWhole, results }: InvariantReport): string {
  const lines = results.flatMap(({ id, statement, findings, isTruncated }) => [
    `${findings.length === 0 ? 'holds ' : 'BROKEN'} ${id.padEnd(3)} ${statement}`,
    ...findings.map(({ labId, row, detail }) => `         ${labId === 0 ? '' : `lab ${labId}, `}${row}: ${detail}`),
    ...(isTruncated ? ['         … and more'] : []),
  ]);
  const broken = results.filter(({ findings }) => findings.length > 0).length;
  return `${lines.join('\n')}\n${isWhole ? `All ${results.length} checks hold.` : `${broken} of ${results.length} checks are broken.`}\n`;
}
