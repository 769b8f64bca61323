import { SETUP_STEPS, type Setup, type SetupCheck, type SetupStep } from '@critical-callout/contract/setup';
import { PRACTICE_CASES_WANTED } from '@critical-callout/domain/practice';
import type { Config } from '../platform/config.ts';
import type { Facts, Mark, Practised } from './queries.ts';

type Step = Setup['steps'][number];
type Configured = Pick<Config, 'watchdogUrl' | 'smtpUrl' | 'databaseUrl' | 'twilioAccountSid' | 'faxApiUrl' | 'faxMailDomain'>;

const check = (
  id: SetupCheck['id'],
  isGood: boolean,
  otherwise: 'open' | 'warning',
  { count = null, detail = null }: { count?: number | null; detail?: string | null } = {},
): SetupCheck => ({ id, state: isGood ? 'ok' : otherwise, count, detail });

/** What is there and what is missing, step by step. Pure: facts and marks in, steps out. */
export function stepsOf(facts: Facts, marks: readonly Mark[], practised: readonly Practised[], config: Configured): Step[] {
  const checks = { ...checksOf(facts, config, marks), practice: practiceChecks(practised) };
  const steps = SETUP_STEPS.filter((step) => step !== 'go-live').map((step) => stepOf(step, checks[step], marks));
  const open = steps.filter(({ isDone }) => !isDone).map(({ step }) => step);
  const last = [
    check('steps-done', open.length === 0, 'open', { count: open.length, detail: open.join(', ') }),
    check('orders-closed', facts.openOrders === 0, 'open', { count: facts.openOrders }),
  ];
  return [...steps, stepOf('go-live', last, marks)];
}

function stepOf(step: SetupStep, checks: SetupCheck[], marks: readonly Mark[]): Step {
  const markOf = (kind: Mark['kind']) => {
    const mark = marks.find((one) => one.step === step && one.kind === kind);
    return mark ? { name: mark.name, reason: mark.reason, markedBy: mark.markedBy, markedAt: mark.markedAt.toISOString() } : null;
  };
  const accepted = markOf('accepted');
  const isDone = accepted !== null || checks.every(({ state }) => state !== 'open');
  return { step, checks, done: markOf('done'), accepted, isDone };
}

type Checks = Record<Exclude<SetupStep, 'go-live' | 'practice'>, SetupCheck[]>;

/** One person at least has been through it all; that the others have not is worth a look. */
function practiceChecks(practised: readonly Practised[]): SetupCheck[] {
  const best = Math.max(0, ...practised.map(({ completed }) => completed));
  const waiting = practised.filter(({ completed }) => completed < PRACTICE_CASES_WANTED).length;
  return [
    check('practised', best >= PRACTICE_CASES_WANTED, 'open', { count: best }),
    check('practised-by-all', waiting === 0, 'warning', { count: waiting }),
  ];
}

function checksOf(facts: Facts, config: Configured, marks: readonly Mark[]): Checks {
  const backup = marks.find((mark) => mark.step === 'database' && mark.kind === 'done')?.reason ?? null;
  const isMarked = (step: SetupStep): boolean => marks.some((mark) => mark.step === step && mark.kind === 'done');
  const hasChannel = [config.smtpUrl, config.twilioAccountSid, config.faxApiUrl, config.faxMailDomain].some(
    (one) => one !== null,
  );
  return {
    lab: [
      check('lab-named', isMarked('lab'), 'open', { detail: facts.name }),
      check('zone-known', facts.zone !== 'UTC' || isMarked('lab'), 'warning', { detail: facts.zone }),
    ],
    admin: [
      check('admin-signs-in', facts.adminsWithPassword > 0, 'open', { count: facts.adminsWithPassword }),
      check('second-admin', facts.admins > 1, 'warning', { count: facts.admins }),
    ],
    database: [
      check('database-tested', facts.databaseCheck?.isGood === true, 'open', { detail: facts.databaseCheck?.detail ?? null }),
      check('backup-named', isMarked('database'), 'open', { detail: backup }),
      check('database-own', config.databaseUrl !== null, 'warning', { detail: facts.databaseVersion }),
    ],
    keys: [
      check('secret-kept', isMarked('keys'), 'open'),
      check('watchdog-set', config.watchdogUrl !== null, 'warning'),
      check('audit-sealed', facts.seals > 0, 'warning', { count: facts.seals }),
      check('audit-heads-sent', facts.auditHeads > 0, 'warning', { count: facts.auditHeads }),
    ],
    feed: [
      check('source-enabled', facts.sources > 0, 'open', { count: facts.sources }),
      check('source-listening', facts.listening > 0, 'warning', { count: facts.mllpPort }),
      check('sample-received', facts.hasSample || facts.messages > 0, 'warning'),
      check('message-received', facts.messages > 0, 'open', { count: facts.messages }),
      check('silence-watched', facts.watched > 0, 'warning', { count: facts.watched }),
    ],
    limits: [
      check('limits-there', facts.limits > 0, 'open', { count: facts.limits }),
      check('limits-approved', facts.limits > 0 && facts.unapprovedLimits === 0, 'open', { count: facts.unapprovedLimits }),
    ],
    contacts: [
      check('contacts-there', facts.contacts > 0, 'open', { count: facts.contacts }),
      check('rota-there', facts.rotas > 0, 'warning', { count: facts.rotas }),
      check('tasks-closed', facts.tasks === 0, 'warning', { count: facts.tasks }),
    ],
    escalation: [
      check('policy-approved', facts.policies > 0, 'open', { count: facts.policies }),
      check('policy-simulated', isMarked('escalation'), 'open'),
    ],
    channels: [
      check('channel-configured', hasChannel, 'open'),
      check('channel-tested', facts.tested > 0, 'open', { count: facts.tested }),
    ],
    users: [
      check('callers-there', facts.callers > 0, 'open', { count: facts.callers }),
      check('supervisor-there', facts.supervisors > 0, 'open', { count: facts.supervisors }),
      check('director-there', facts.directors > 0, 'open', { count: facts.directors }),
    ],
  };
}
