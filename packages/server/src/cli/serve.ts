import { type Command, InvalidArgumentError } from 'commander';
import { startServer } from '../main.ts';
import { SERVER_ROLES, type ServerRole } from '../server-roles.ts';

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run the server: web application, HTTP API, HL7 v2 over MLLP, and the work that falls due')
    .option(
      '--roles <list>',
      `what this process does, separated by commas: ${SERVER_ROLES.join(', ')}`,
      parseRoles,
      new Set(SERVER_ROLES),
    )
    .action(async ({ roles }: { roles: Set<ServerRole> }) => {
      const stopped = untilAskedToStop();
      const server = await startServer({ env: process.env, roles });
      const mllp = server.mllpPort === null ? '' : `, HL7 v2 over MLLP on port ${server.mllpPort}`;
      process.stdout.write(`Critical Callout is ready at ${server.url}${mllp}\n`);
      try {
        await Promise.race([stopped, server.lost]);
      } finally {
        await server.close();
      }
    });
}

/** Settles at the first SIGTERM or Ctrl-C; a second one ends the process at once. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        asked += 1;
        if (asked > 1) process.exit(130);
        resolve();
      });
    }
  });
}

function parseRoles(text: string): Set<ServerRole> {
  const roles = text.split(',').map((part) => part.trim());
  const unknown = roles.find((role) => !SERVER_ROLES.some((known) => known === role));
  if (unknown !== undefined) throw new InvalidArgumentError(`'${unknown}' is none of ${SERVER_ROLES.join(', ')}.`);
  return new Set(SERVER_ROLES.filter((role) => roles.includes(role)));
}
