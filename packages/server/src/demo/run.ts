import { createServer } from 'node:net';
import { type PracticeMessage, seededRandom } from '@critical-callout/domain/practice';
import { SYSTEM_ACTOR } from '../audit/index.ts';
import { createLab } from '../cli/new-lab.ts';
import { openMllpSender } from '../ingest/index.ts';
import { startServer } from '../main.ts';
import { systemClock } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { findFreePort } from '../platform/free-port.ts';
import { SERVER_ROLES } from '../server-roles.ts';
import { saveSetting } from '../settings/index.ts';
import { startMailbox } from './mailbox.ts';
import { mailboxPages } from './mailbox-page.ts';
import { startPlayer } from './player.ts';
import { findPracticeLab, furnishPracticeLab, PRACTICE_LAB } from './practice-lab.ts';

export type DemoOptions = {
  env: Record<string, string | undefined>;
  /** 1: a message every six seconds or so. */
  speed: number;
  seed: number;
  /** Stops sending after so many; absent: until stopped. */
  messages?: number;
  onAnswer?: (message: PracticeMessage, answer: string) => void;
  onFault?: (error: Error) => void;
};

export type Demo = {
  url: string;
  mailboxUrl: string;
  mllpPort: number;
  password: string;
  /** Settles when the last of `messages` is answered. */
  played: Promise<void>;
  lost: Promise<never>;
  close: () => Promise<void>;
};

const GAP_MILLISECONDS = 6_000;
/** A new practice laboratory begins with some work on its list; one that continues has it already. */
const FIRST_BURST = 40;
const NEXT_BURST = 5;

/** Everything on one machine: store, server, mailbox, and a laboratory that plays its day over MLLP. */
export async function startDemo({ env, speed, seed, messages, onAnswer, onFault }: DemoOptions): Promise<Demo> {
  const mailbox = await startMailbox({ smtpPort: 0 });
  try {
    let made = { password: '', isNew: false };
    const server = await startServer({
      env: await demoEnvironment(env, mailbox.url),
      roles: new Set(SERVER_ROLES),
      prepare: async (deps) => {
        made = await preparePracticeLab(deps);
      },
      pages: [mailboxPages(mailbox)],
    });
    const mllpPort = server.mllpPort ?? 0;
    const sender = openMllpSender({ port: mllpPort });
    const player = startPlayer({
      sender,
      random: seededRandom(seed),
      run: runName(systemClock.now()),
      now: systemClock.now,
      burst: made.isNew ? FIRST_BURST : NEXT_BURST,
      gapMilliseconds: GAP_MILLISECONDS / speed,
      count: messages,
      onAnswer,
      onFault,
    });
    const close = async (): Promise<void> => {
      player.stop();
      sender.close();
      await player.done;
      await server.close();
      await mailbox.close();
    };
    return {
      url: server.url,
      mailboxUrl: `${server.url}/practice/mailbox`,
      mllpPort,
      password: made.password,
      played: player.done,
      lost: server.lost,
      close,
    };
  } catch (error) {
    await mailbox.close();
    throw error;
  }
}

/** What the demo sets where nobody else did: a folder of its own, free ports, the mailbox as mail server, a quiet log. */
async function demoEnvironment(
  env: Record<string, string | undefined>,
  smtpUrl: string,
): Promise<Record<string, string | undefined>> {
  return {
    CALLOUT_DATA_DIR: './data/practice',
    CALLOUT_LOG_LEVEL: 'warn',
    ...env,
    CALLOUT_HTTP_PORT: env.CALLOUT_HTTP_PORT ?? String(await freePort(3000)),
    CALLOUT_MLLP_PORT: env.CALLOUT_MLLP_PORT ?? String(await freePort(2575)),
    // Mail of the practice laboratory never leaves this machine, whatever the environment holds.
    SMTP_URL: smtpUrl,
  };
}

async function freePort(wanted: number): Promise<number> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return isFree ? wanted : findFreePort();
}

/** Makes the practice lab at the first start and finds it at the next. */
export async function preparePracticeLab(deps: Deps): Promise<{ labId: number; password: string; isNew: boolean }> {
  const known = await findPracticeLab(deps);
  const labId = known ?? (await makePracticeLab(deps));
  const { password } = await furnishPracticeLab(deps, labId);
  return { labId, password, isNew: known === null };
}

async function makePracticeLab(deps: Deps): Promise<number> {
  const { labId } = await createLab(deps, {
    ...PRACTICE_LAB,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    isPractice: true,
    source: { code: 'LIS', name: 'Practice laboratory system', mllpPort: 0 },
    hasStarterLimits: true,
    author: 'Demo',
  });
  const now = deps.clock.now();
  const actor = { ...SYSTEM_ACTOR, name: 'Demo' };
  await deps.db.inLab(labId, async (tx) => {
    const instruction = 'Practice: ask the receiver to repeat patient, test and value, then type what you heard.';
    await saveSetting(tx, {
      labId,
      key: 'critical_notification_settings',
      value: { additional_instruction: instruction },
      actor,
      now,
    });
    // Invented people only, so the mails may show everything; a real laboratory begins with `minimal`.
    await saveSetting(tx, {
      labId,
      key: 'mail_settings',
      value: { mail_content: 'full', callback_phone: '+1 555 0100' },
      actor,
      now,
    });
  });
  return labId;
}

/** Part of the order numbers of this start: seconds since 2026, short and never twice. */
function runName(now: Date): string {
  return Math.floor((now.getTime() - Date.UTC(2026, 0)) / 1000)
    .toString(36)
    .toUpperCase();
}
