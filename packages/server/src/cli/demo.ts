import type { PracticeMessage } from '@critical-callout/domain/practice';
import { type Command, InvalidArgumentError } from 'commander';
import { type Demo, PRACTICE_USERS, startDemo } from '../demo/index.ts';
import { systemClock } from '../platform/clock.ts';
import { untilAskedToStop } from './serve.ts';

type Options = { speed: number; seed?: number; messages?: number; json?: boolean };

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('a practice laboratory on this machine: web, HL7 v2 over MLLP, mailbox, and messages that play its day')
    .option('--speed <factor>', '1 is a message every six seconds or so', numberBetween(0.05, 1000), 1)
    .option('--seed <number>', 'the same seed plays the same day', numberBetween(0, 4_294_967_295))
    .option('--messages <count>', 'stop sending after so many; the server goes on', numberBetween(0, 1_000_000))
    .option('--json', 'print address and sign-in as JSON')
    .action(runDemo);
}

async function runDemo({ speed, seed, messages, json }: Options): Promise<void> {
  const stopped = untilAskedToStop();
  // A day of its own for each start; said nowhere, because --seed is for those who want the same one.
  const chosen = seed ?? systemClock.now().getTime() % 4_294_967_296;
  const say = json ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`);
  let lastFault = '';
  const demo = await startDemo({
    env: process.env,
    speed,
    seed: Math.floor(chosen),
    messages: messages === undefined ? undefined : Math.floor(messages),
    onAnswer: (message, answer) => {
      lastFault = '';
      const line = describeAnswer(message, answer);
      if (line !== null) say(line);
    },
    onFault: (error) => {
      if (error.message === lastFault) return;
      lastFault = error.message;
      say(`The message was not answered (${error.message}); it is sent again until it is.`);
    },
  });
  process.stdout.write(json ? `${JSON.stringify(describeJson(demo))}\n` : welcome(demo, speed));
  try {
    await Promise.race([stopped, demo.lost]);
  } finally {
    await demo.close();
  }
}

/** Only what somebody must look at is said; the rest is on the screen. */
function describeAnswer({ kind, isCritical, about }: PracticeMessage, answer: string): string | null {
  if (!isCritical && kind !== 'broken') return null;
  const code = /\rMSA\|([A-Z]{2})/.exec(answer)?.[1] ?? '??';
  const time = systemClock.now().toTimeString().slice(0, 8);
  const what = kind === 'broken' ? 'broken message' : kind === 'new' ? 'critical' : `critical, ${kind}`;
  return `${time}  ${about.padEnd(36)} ${what.padEnd(20)} answered ${code}`;
}

function describeJson({ url, mailboxUrl, mllpPort, password }: Demo) {
  return {
    isPractice: true,
    url,
    mailboxUrl,
    mllpPort,
    password,
    users: PRACTICE_USERS.map(({ userName, role }) => ({ userName, role })),
  };
}

function welcome({ url, mailboxUrl, mllpPort, password }: Demo, speed: number): string {
  const users = PRACTICE_USERS.map(({ userName, role, about }) => `    ${userName.padEnd(8)} ${role.padEnd(13)} ${about}`);
  return [
    '',
    '  PRACTICE - everybody in it is invented. Not for real patients.',
    '',
    `  Critical Callout   ${url}`,
    `  Mailbox            ${mailboxUrl}   (mails are caught here, none is sent)`,
    `  HL7 v2 over MLLP   127.0.0.1:${mllpPort}   (a message every ${Math.round(60 / speed) / 10} s or so; 8 in 100 orders are critical)`,
    '',
    `  Password of everybody below: ${password}`,
    ...users,
    '',
    '  Ctrl-C stops; the next start continues. Delete the data folder to begin anew.',
    '',
    '',
  ].join('\n');
}

function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === '' || !(number >= low && number <= high))
      throw new InvalidArgumentError(`'${text}' is not a number from ${low} to ${high}.`);
    return number;
  };
}
