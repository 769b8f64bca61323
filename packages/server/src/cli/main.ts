import { Command, CommanderError } from 'commander';
import { PROGRAM_VERSION } from '../platform/version.ts';

type Register = (program: Command) => void;

/**
 * `critical-callout`: one file per command beside this one, each exporting `xxxCommand(program)`. Only the one that was
 * asked for is loaded, so that its start does not wait for what the others need.
 */
const COMMANDS: Record<string, () => Promise<Register>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  init: async () => (await import('./init.ts')).initCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  import: async () => (await import('./import.ts')).importCommand,
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand,
  limits: async () => (await import('./limits.ts')).limitsCommand,
  user: async () => (await import('./user.ts')).userCommand,
  'api-key': async () => (await import('./api-key.ts')).apiKeyCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  'check-invariants': async () => (await import('./check-invariants.ts')).checkInvariantsCommand,
};

export async function runCli(args: string[]): Promise<number> {
  const program = new Command('critical-callout')
    .description('Critical result callouts for medical laboratories')
    .version(PROGRAM_VERSION)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride();
  const asked = args.find((arg) => !arg.startsWith('-')) ?? '';
  const wanted = Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
  for (const name of wanted) (await COMMANDS[name]?.())?.(program);
  // Commands inherit neither of these by themselves when they were made with .command() before they were set.
  for (const command of program.commands.flatMap((top) => [top, ...top.commands])) {
    command.exitOverride().showHelpAfterError('(--help shows what there is)');
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode; // commander has said it already, or printed the help
    const { describeFailure } = await import('./failure.ts');
    process.stderr.write(`${describeFailure(error, args)}\n`);
    return 1;
  }
}
