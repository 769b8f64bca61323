import { createInterface } from 'node:readline';
import { createEmailChannel, createSender } from '../../src/delivery/index.ts';
import { openDatabase } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';
import { startTicker } from '../../src/platform/ticker.ts';

/**
 * The sending half of the program in a process of its own, as `serve --roles tick` runs it, to be killed at any moment.
 * Its clock runs ahead of the machine's by what standard input says last, so leases and retries need no waiting.
 */
export type SenderCommand = { aheadMs: number };
export type SenderReport = { ready: true };

const [databaseUrl, smtpUrl, ahead] = process.argv.slice(2);
if (!databaseUrl || !smtpUrl) throw new Error('usage: delivery-sender DATABASE_URL SMTP_URL AHEAD_MS');
let aheadMs = Number(ahead ?? 0);

const db = openDatabase({ url: databaseUrl, poolSize: 4 });
const log = createLogger('silent');
const channels = [createEmailChannel({ smtpUrl, from: 'alerts@lab.example' })];
const clock = { now: () => new Date(Date.now() + aheadMs) };
const sender = createSender({ db, clock, log }, channels, undefined, () => ticker.wake());
const ticker = startTicker({ name: 'delivery', everyMilliseconds: 200, tick: sender.tick, log });
await db.listen('critical_callout_deliveries', () => ticker.wake());

createInterface({ input: process.stdin })
  .on('line', (line) => {
    ({ aheadMs } = JSON.parse(line) as SenderCommand);
    ticker.wake();
  })
  .on('close', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ ready: true } satisfies SenderReport)}\n`);
