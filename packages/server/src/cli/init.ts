import { userInfo } from 'node:os';
import { newUserSchema } from '@critical-callout/contract/auth';
import { passwordProblem } from '@critical-callout/domain/auth';
import { isZone } from '@critical-callout/domain/directory';
import type { Command } from 'commander';
import { appendEvents } from '../audit/index.ts';
import { createUser, OPERATOR } from '../auth/index.ts';
import { starterRules } from '../evaluation/index.ts';
import { askFor, type Question } from './ask.ts';
import { askPassword } from './ask-password.ts';
import { listLabs } from './labs.ts';
import { createLab, type MadeLab } from './new-lab.ts';
import { withDeps } from './with-deps.ts';

type Options = {
  code?: string;
  name?: string;
  zone?: string;
  adminUserName?: string;
  adminName?: string;
  adminEmail?: string;
  sourceCode?: string;
  mllpPort?: string;
  starterLimits?: boolean;
  live?: boolean;
  json?: boolean;
};

type Answers = Record<
  'code' | 'name' | 'zone' | 'adminUserName' | 'adminName' | 'adminEmail' | 'sourceCode' | 'mllpPort' | 'starterLimits',
  string
>;

export function initCommand(program: Command): void {
  program
    .command('init')
    .description('set up a laboratory: its name, its first administrator, its first source of results, and limits to start from')
    .option('--code <code>', 'short name of the lab in commands and addresses')
    .option('--name <name>', 'name of the lab, as screens and messages show it')
    .option('--zone <zone>', "the lab's time zone, for example Europe/Berlin")
    .option('--admin-user-name <name>', 'what the first administrator signs in with')
    .option('--admin-name <name>', 'name of the first administrator')
    .option('--admin-email <address>', 'e-mail address of the first administrator')
    .option('--source-code <code>', 'short name of the laboratory system that sends results')
    .option('--mllp-port <port>', 'port it sends HL7 v2 to; 0: CALLOUT_MLLP_PORT; none: HTTP and files only')
    .option('--starter-limits', 'load the published limits as examples to be approved')
    .option('--no-starter-limits', 'begin without limits')
    .option('--live', 'real patients from the start: no practice mode until the setup wizard ends it')
    .option('--json', 'print the result as JSON')
    .action(init);
}

async function init(options: Options): Promise<void> {
  const { starterLimits, live = false, json, ...given } = options;
  const said = starterLimits === undefined ? undefined : starterLimits ? 'yes' : 'no';
  const answers = await askFor(questions(), { ...given, starterLimits: said });
  const hasStarterLimits = isYes(answers.starterLimits);
  const made = await withDeps(async (deps) => {
    if ((await listLabs(deps.db)).some((lab) => lab.code === answers.code)) {
      throw new Error(
        `There is a lab "${answers.code}" already. Choose another code with --code; "user add" adds people to a lab.`,
      );
    }
    const { adminUserName: userName, adminName: name, adminEmail: email } = answers;
    const password = await askPassword(userName);
    // Before anything is written: a lab whose first administrator was refused would have nobody.
    const problem = passwordProblem(password, [answers.code, answers.name, name, userName, email]);
    if (problem !== null) throw new Error(`${problem} Nothing was made.`);
    const lab = await createLab(deps, labOf(answers, hasStarterLimits, live));
    try {
      await createUser(
        deps,
        { appendEvents },
        { labId: lab.labId, userName, name, email, role: 'lab-admin', password },
        OPERATOR,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The lab "${answers.code}" is made, but its administrator is not: ${reason} Add one with "user add --lab ${answers.code} --role lab-admin".`,
        { cause: error },
      );
    }
    return lab;
  });
  process.stdout.write(
    json ? `${JSON.stringify({ lab: answers.code, ...made })}\n` : describe(answers, made, hasStarterLimits, live),
  );
}

function labOf(answers: Answers, hasStarterLimits: boolean, isLive: boolean) {
  return {
    code: answers.code,
    name: answers.name,
    zone: answers.zone,
    // The setup wizard ends it, when everything was tried once.
    isPractice: !isLive,
    source: {
      code: answers.sourceCode,
      name: answers.sourceCode,
      mllpPort: answers.mllpPort === 'none' ? null : Number(answers.mllpPort),
    },
    hasStarterLimits,
    author: `${userInfo().username} (command line)`,
  };
}

function questions(): Record<keyof Answers, Question> {
  const { limits, options } = starterRules();
  const user = newUserSchema.shape;
  return {
    name: { flag: '--name', text: 'Name of the laboratory', check: (text) => (text.trim() === '' ? 'a name is needed.' : null) },
    code: {
      flag: '--code',
      text: 'Short name for commands',
      check: (text) =>
        /^[a-z0-9][a-z0-9-]{0,31}$/.test(text)
          ? null
          : 'lower-case letters, digits and hyphens, at most 32, beginning with a letter or digit.',
    },
    zone: {
      flag: '--zone',
      text: 'Time zone',
      fallback: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      check: checkZone,
    },
    adminUserName: {
      flag: '--admin-user-name',
      text: 'User name of the first administrator',
      check: (text) => issueOf(user.userName.safeParse(text)),
    },
    adminName: {
      flag: '--admin-name',
      text: 'Name of the first administrator',
      check: (text) => issueOf(user.name.safeParse(text)),
    },
    adminEmail: {
      flag: '--admin-email',
      text: 'E-mail address of the first administrator',
      check: (text) => issueOf(user.email.safeParse(text)),
    },
    sourceCode: {
      flag: '--source-code',
      text: 'Short name of the system that sends results',
      fallback: 'LIS',
      check: (text) =>
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text) ? null : 'letters, digits, dot, hyphen and underscore, at most 32.',
    },
    mllpPort: {
      flag: '--mllp-port',
      text: 'Port it sends HL7 v2 to (0: CALLOUT_MLLP_PORT, none: no port)',
      fallback: '0',
      check: checkPort,
    },
    starterLimits: {
      flag: '--starter-limits',
      text: `Load the ${limits.length} published limits and ${options.length} answers as examples to be approved by the laboratory (yes, no)`,
      fallback: process.stdin.isTTY ? 'yes' : 'no',
      check: (text) => (/^(y|yes|n|no)$/i.test(text) ? null : 'yes or no.'),
    },
  };
}

const isYes = (text: string): boolean => /^y/i.test(text);

function checkZone(text: string): string | null {
  return isZone(text) ? null : `"${text}" is no IANA time zone; Europe/Berlin and America/New_York are.`;
}

function checkPort(text: string): string | null {
  if (text === 'none') return null;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? null : 'a port from 0 to 65535, or none.';
}

function issueOf(parsed: { success: boolean; error?: { issues: { message: string }[] } }): string | null {
  return parsed.success ? null : (parsed.error?.issues[0]?.message ?? 'not accepted.');
}

function describe(answers: Answers, { limits, options }: MadeLab, hasStarterLimits: boolean, isLive: boolean): string {
  const source =
    answers.mllpPort === 'none'
      ? 'sends by HTTP or files'
      : `sends HL7 v2 over MLLP to ${answers.mllpPort === '0' ? 'CALLOUT_MLLP_PORT' : `port ${answers.mllpPort}`}`;
  return [
    `Laboratory "${answers.name}" (${answers.code}) is made.`,
    `- ${answers.adminUserName} signs in as its administrator.`,
    `- Source ${answers.sourceCode} ${source}. A server that runs already listens for it after its next start.`,
    hasStarterLimits
      ? `- ${limits} limits and ${options} answers are loaded: examples from published lists, in force at once, to be approved by the laboratory.`
      : '- No limits are loaded: only what the sender flags HH, LL or AA opens a callout. Load limits with "limits import".',
    '- A callout is done when it is read back or acknowledged (completion policy "proven"), as CAP, the Joint Commission and RCPA ask; the settings can change it.',
    isLive
      ? '- It is live: messages are about real patients from the start. The page /setup still shows what is missing.'
      : '- It is in practice mode, and every screen and message says so. Start the server, sign in and open /setup: the wizard leads on from here and ends it.',
    '',
  ].join('\n');
}
