import type { GoLive, Setup, SetupLab, SetupMark, SetupStep } from '@critical-callout/contract/setup';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { stepsOf } from './checks.ts';
import { testDatabase } from './database-check.ts';
import { LOOPBACK, machineNames } from './machine.ts';
import type { SetupPorts } from './ports.ts';
import {
  endPractice,
  findEmail,
  findFirstMessage,
  insertMark,
  listFeedFacts,
  listMarks,
  listPractised,
  readFacts,
  renameLab,
  saveStep,
} from './queries.ts';

/** Configuration of events: labs, sources, settings. */
const SETUP_CATEGORY = 620;

export function readSetup({ db, config }: Deps, session: LabSession): Promise<Setup> {
  return db.inSystem(async (tx) => setupOf(tx, session, config));
}

async function setupOf(tx: Tx, { labId, userId }: LabSession, config: Deps['config']): Promise<Setup> {
  const facts = await readFacts(tx, labId);
  const practised = await listPractised(tx, labId);
  const steps = stepsOf(facts, await listMarks(tx, labId), practised, config);
  return {
    steps,
    currentStep: facts.currentStep ?? 'lab',
    isLive: !facts.isPractice,
    wentLiveAt: facts.wentLiveAt?.toISOString() ?? null,
    wentLiveBy: facts.wentLiveBy,
    lab: { name: facts.name, zone: facts.zone, code: facts.code },
    database: { kind: config.databaseUrl === null ? 'embedded' : 'own', version: facts.databaseVersion },
    mllpPort: facts.mllpPort,
    practised,
    feed: await feedOf(tx, labId, config),
    watchdogHost: config.watchdogUrl === null ? null : new URL(config.watchdogUrl).host,
    myEmail: await findEmail(tx, userId),
  };
}

async function feedOf(tx: Tx, labId: number, config: Deps['config']): Promise<Setup['feed']> {
  const first = await findFirstMessage(tx, labId);
  return {
    hosts: machineNames(config.publicUrl),
    isLocalOnly: LOOPBACK.includes(config.host),
    connections: await listFeedFacts(tx, labId),
    first: first ? { ...first, receivedAt: first.receivedAt.toISOString() } : null,
  };
}

export async function keepStep(deps: Deps, session: LabSession, step: SetupStep): Promise<Setup> {
  await deps.db.inLab(session.labId, (tx) => saveStep(tx, session.labId, step, deps.clock.now()));
  return readSetup(deps, session);
}

export async function checkDatabase(deps: Deps, session: LabSession): Promise<Setup> {
  await testDatabase(deps, session.labId);
  return readSetup(deps, session);
}

export async function nameLab(deps: Deps, session: LabSession, { name, zone }: SetupLab): Promise<Setup> {
  const { labId } = session;
  const at = deps.clock.now();
  const { lab } = await readSetup(deps, session);
  await deps.db.inLab(labId, async (tx) => {
    await renameLab(tx, labId, name, zone);
    await insertMark(tx, labId, {
      step: 'lab',
      kind: 'done',
      name: session.userName,
      reason: 'confirmed',
      markedBy: session.userName,
      now: at,
    });
    const before = { name: lab.name, zone: lab.zone };
    await say(tx, session, at, 'lab-changed', `Laboratory changed by - ${session.userName}, name ${name}, zone ${zone}`, {
      before,
      after: { name, zone },
    });
  });
  return readSetup(deps, session);
}

export async function markStep(deps: Deps, session: LabSession, mark: SetupMark): Promise<Setup> {
  const { labId } = session;
  const now = deps.clock.now();
  if (mark.step === 'go-live')
    throw new Refused(refusal('setup.go-live', 'Going live is not marked: it is done.', { field: 'step' }));
  await deps.db.inLab(labId, async (tx) => {
    await insertMark(tx, labId, { ...mark, markedBy: session.userName, now });
    const text = `Setup step ${mark.step} ${mark.kind === 'done' ? 'said to be done' : 'accepted as it is'} by - ${mark.name}`;
    await say(tx, session, now, `setup-${mark.kind}`, text, { step: mark.step, name: mark.name, reason: mark.reason });
  });
  return readSetup(deps, session);
}

/** From practice to real patients: once, when every step is done or accepted, with the name of who answers for it. */
export async function goLive(deps: Deps, ports: SetupPorts, session: LabSession, { name, reason }: GoLive): Promise<Setup> {
  const { labId } = session;
  const now = deps.clock.now();
  await deps.db.inSystem(async (tx) => {
    const { steps, isLive } = await setupOf(tx, session, deps.config);
    if (isLive) throw new Refused(refusal('setup.live-already', 'This laboratory is live already.'), 409);
    const open = steps.filter(({ step, isDone }) => step !== 'go-live' && !isDone).map(({ step }) => step);
    if (open.length > 0) {
      const message = `Not everything is ready: ${open.join(', ')}. Finish these steps, or accept them with a name and a reason.`;
      throw new Refused(refusal('setup.not-ready', message, { steps: open }), 409);
    }
    const orders = steps.at(-1)?.checks.find(({ id }) => id === 'orders-closed');
    if (orders?.state === 'open') {
      const message = `${orders.count} orders of the practice are still open. Tell or dismiss them: they would stand among real patients.`;
      throw new Refused(refusal('setup.orders-open', message, { orders: orders.count }), 409);
    }
    if (!(await endPractice(tx, labId, name, now)))
      throw new Refused(refusal('setup.live-already', 'This laboratory is live already.'), 409);
    await ports.closePractice(tx, labId, now);
    const accepted = steps.filter((step) => step.accepted !== null).map(({ step }) => step);
    await say(tx, session, now, 'lab-went-live', `Laboratory went live - accepted by ${name}`, { name, reason, accepted });
  });
  return readSetup(deps, session);
}

async function say(
  tx: Tx,
  session: LabSession,
  at: Date,
  type: string,
  text: string,
  more: Record<string, unknown>,
): Promise<void> {
  await appendEvents(tx, session.labId, [{ at, category: SETUP_CATEGORY, type, text, actor: actorOf(session), ...more }]);
}
