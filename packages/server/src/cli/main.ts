import { Command, CommanderError } from 'commander';
import { PROGRAM_VERSION } from '../platform/http.ts';
import { apiKeyCommand } from './api-key.ts';
import { auditCommand } from './audit.ts';
import { checkInvariantsCommand } from './check-invariants.ts';
import { evaluateCommand } from './evaluate.ts';
import { describeFailure } from './failure.ts';
import { limitsCommand } from './limits.ts';
import { migrateCommand } from './migrate.ts';
import { serveCommand } from './serve.ts';
import { userCommand } from './user.ts';

/** `critical-callout`: one file per command beside this one, each exporting `xxxCommand(program)`. */
export async function runCli(args: string[]): Promise<number> {
  const program = new Command('critical-callout')
    .description('Critical result callouts for medical laboratories')
    .version(PROGRAM_VERSION)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  serveCommand(program);
  migrateCommand(program);
  evaluateCommand(program);
  limitsCommand(program);
  userCommand(program);
  apiKeyCommand(program);
  auditCommand(program);
  checkInvariantsCommand(program);
  // Commands inherit neither of these by themselves when they were made with .command() before they were set.
  for (const command of program.commands.flatMap((top) => [top, ...top.commands])) {
    command.exitOverride().showHelpAfterError('(--help shows what there is)');
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode; // commander has said it already, or printed the help
    process.stderr.write(`${describeFailure(error, args)}\n`);
    return 1;
  }
}
