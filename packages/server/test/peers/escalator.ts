import { createInterface } from 'node:readline';
import { openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { resolveContacts, resolveOnDuty, resolveParty } from '../../src/directory/index.ts';
import { createEscalator, type EscalationPorts, queueStepMessagesOver, resolveStepsOver } from '../../src/escalation/index.ts';
import { readConfig } from '../../src/platform/config.ts';
import { openDatabase } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';

/**
 * The escalating half of the program in a process of its own, to be killed at any moment. Its clock stands where standard
 * input says, and each line makes it look once. With `holds` it stops with a step in hand, its lease taken, and says so.
 */
export type EscalatorCommand = { now: string; holds?: boolean };
export type EscalatorReport = { ready: true } | { done: number } | { holding: true };

const [databaseUrl] = process.argv.slice(2);
if (!databaseUrl) throw new Error('usage: escalator DATABASE_URL');
const db = openDatabase({ url: databaseUrl, poolSize: 4 });
const say = (report: EscalatorReport): void => void process.stdout.write(`${JSON.stringify(report)}\n`);
let now = new Date(0);
let holds = false;

const { config } = readConfig({ SMTP_URL: 'smtp://127.0.0.1:9' });
const resolve = resolveStepsOver({ resolveContacts, resolveOnDuty, resolveParty });
const ports: EscalationPorts = {
  resolve: async (tx, asked) => {
    if (!holds) return resolve(tx, asked);
    say({ holding: true });
    return new Promise(() => undefined);
  },
  queueMessage: queueStepMessagesOver(queueDeliveriesOver(openChannels(config))),
};
const tick = createEscalator({ db, clock: { now: () => now }, log: createLogger('silent') }, ports);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line) as EscalatorCommand;
    now = new Date(command.now);
    holds = command.holds ?? false;
    void tick().then((done) => say({ done }));
  })
  .on('close', () => process.exit(0));
say({ ready: true });
