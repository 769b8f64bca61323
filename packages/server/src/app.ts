import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { acknowledgementPages, linkStateRoutes, openLinks } from './acknowledgement/index.ts';
import { appendEvents, auditRoutes, sealDay, sendHeads, startLiveFeed, verifyDue } from './audit/index.ts';
import { authPlugin, currentSession } from './auth/index.ts';
import { calloutRoutes, createRetryWatch, type Ladder } from './callout/index.ts';
import {
  type Channels,
  createAsker,
  createCorrector,
  createFollower,
  createSender,
  deliveryRoutes,
  type Links,
  openChannels,
  queueDeliveriesOver,
  queuePlainOver,
  readChannels,
  type TellNext,
  tellNextOver,
} from './delivery/index.ts';
import {
  directoryRoutes,
  listRotaGaps,
  readDueFeeds,
  reportWrongNumber,
  resolveContacts,
  resolveOnDuty,
  resolveParty,
  suggestContact,
  watchNewOrders,
} from './directory/index.ts';
import {
  advanceLadderOver,
  createAuditor,
  createEscalator,
  createPing,
  type EscalationPorts,
  ladder as escalationLadder,
  escalationRoutes,
  queueStepMessagesOver,
  resolveStepsOver,
} from './escalation/index.ts';

import { evaluationRoutes, runBackTests } from './evaluation/index.ts';
import { createIntake, type Intake, ingestRoutes, processUnfinished, startMllp, watchFeeds } from './ingest/index.ts';
import { createOwnershipWatch, endOwnership, ownershipRoutes } from './ownership/index.ts';
import type { Config } from './platform/config.ts';
import type { Deps } from './platform/deps.ts';
import { createHttp, forgetOldAnswers, type Http, serveWeb } from './platform/http.ts';
import { startTicker, type Tick, type Ticker } from './platform/ticker.ts';
import { closePractice, createPracticeWatch, type PracticePorts, practiceRoutes } from './practice/index.ts';
import { repeatsRoutes } from './repeats/index.ts';
import { reportsRoutes } from './reports/index.ts';
import { searchRoutes } from './search/index.ts';
import { SERVER_ROLES, type ServerRole } from './server-roles.ts';
import { settingsRoutes } from './settings/index.ts';
import { setupRoutes } from './setup/index.ts';
import { readMessageReports, worklistRoutes } from './worklist/index.ts';
import { workplaceRoutes } from './workplace/index.ts';

export { SERVER_ROLES, type ServerRole } from './server-roles.ts';

export type App = {
  http: Http;
  /** Opens the ports of this process's roles; a number is what was really taken. */
  listen: () => Promise<{ httpPort: number | null; mllpPort: number | null }>;
  /** HTTP, MLLP and the work in hand, in that order. The pool belongs to whoever made it. */
  close: () => Promise<void>;
};

/** Requests under way get this long to end; live streams never end by themselves. */
const HTTP_GRACE_MILLISECONDS = 5_000;
/** Messages being sent get this long; what is broken off is written down as unknown and sent again under its Message-ID. */
const SENDING_GRACE_MILLISECONDS = 10_000;

/** What one room asks of another, where the walls let it import none: functions, handed in here. */
function connectRooms(config: Config) {
  const channels = openChannels(config);
  const links = openLinks(config);
  const queueDeliveries = queueDeliveriesOver(channels, links);
  const escalation: EscalationPorts = {
    resolve: resolveStepsOver({ resolveContacts, resolveOnDuty, resolveParty }),
    queueMessage: queueStepMessagesOver(queueDeliveries),
    listRotaGaps,
  };
  const advanceLadder = advanceLadderOver(escalation);
  const tellNext = tellNextOver({ channels, links, resolveContacts, advanceLadder, publicUrl: config.publicUrl });
  const directory = { resolveContacts, reportWrongNumber, suggestContact };
  return { channels, links, queueDeliveries, escalation, directory, advanceLadder, tellNext };
}
/** What ends when nothing of an order is open any more: its ladder, and that somebody has it. */
const ladder: Ladder = {
  ...escalationLadder,
  close: async (tx, change) => {
    await escalationLadder.close(tx, change);
    await endOwnership(tx, change.labId, change.billIds, change.now);
  },
};

/** The table of contents: every room, in the order a result passes through them. */
export async function createApp(
  deps: Deps,
  roles: ReadonlySet<ServerRole> = new Set(SERVER_ROLES),
  /** Pages of a program around this one; the demo brings its mailbox. */
  pages: readonly FastifyPluginAsyncZod[] = [],
): Promise<App> {
  const { config, db } = deps;
  const http = await createHttp(deps);
  const closers: (() => Promise<void>)[] = [];

  // who is asking
  await http.register(authPlugin(deps, { appendEvents }));
  const feed = await startLiveFeed(db);
  closers.push(feed.close);

  const intake = createIntake({ ...deps, ladder });
  closers.push(intake.drain);
  const { channels, links, queueDeliveries, escalation, directory, advanceLadder, tellNext } = connectRooms(config);

  const practice: PracticePorts = { intake, ladder, queueDeliveries, directory, nextRung: advanceLadder };

  await http.register(
    async (api) => {
      // messages of laboratory systems
      await api.register(ingestRoutes({ ...deps, ladder }, intake));
      // is a result critical, by which limit
      await api.register(evaluationRoutes(deps));
      // what need not be called again
      await api.register(repeatsRoutes(deps));
      // who can be told, and how
      await api.register(directoryRoutes(deps, queuePlainOver(channels)));
      // a person tells somebody
      await api.register(calloutRoutes(deps, queueDeliveries, directory, ladder, advanceLadder));
      // nobody tells anybody
      await api.register(escalationRoutes(deps, escalation));
      // messages, and what became of them
      await api.register(deliveryRoutes(deps, channels, links));
      // how far their recipients have come
      await api.register(linkStateRoutes(deps));
      // who has it, and who has it next
      await api.register(ownershipRoutes(deps, listRotaGaps));
      // what somebody must do now
      await api.register(worklistRoutes(deps, resolveContacts));
      await api.register(workplaceRoutes(deps));
      await api.register(searchRoutes(deps));
      await api.register(settingsRoutes(deps));
      await api.register(setupRoutes(deps, { closePractice, readChannels: (session) => readChannels(deps, channels, session) }));
      // calls that are played before real ones
      await api.register(practiceRoutes(deps, practice));
      // what was done, for a period
      await api.register(reportsRoutes(deps));
      // what happened, and live
      await api.register(auditRoutes(deps, feed, currentSession(deps)));
    },
    { prefix: '/api/v1' },
  );
  // the recipient's own page
  await http.register(
    acknowledgementPages(deps, { ladder, tellNext, channels, readReports: readMessageReports, resolveContacts }),
  );
  for (const page of pages) await http.register(page);
  await serveWeb(http);
  await http.ready(); // a route without a permission stops the start here, whatever this process's roles are

  const every = (name: string, everyMilliseconds: number, tick: Tick): Ticker => {
    const ticker = startTicker({ name, everyMilliseconds, tick, log: deps.log });
    closers.push(ticker.stop);
    return ticker;
  };
  return {
    http,
    listen: async () => {
      if (roles.has('http')) await http.listen({ host: config.host, port: config.httpPort });
      if (roles.has('tick')) await startTicks(deps, { intake, channels, links, escalation, tellNext, practice }, every, closers);
      let mllpPort: number | null = null;
      if (roles.has('mllp')) {
        const mllp = await startMllp(deps, intake);
        closers.push(mllp.close);
        mllpPort = mllp.addresses()[0]?.port ?? null;
        // A source added or changed meanwhile is taken up without a restart.
        every('mllp sources', 5_000, async () => {
          await mllp.refresh();
          return 0;
        });
      }
      const address = http.server.address();
      return { httpPort: typeof address === 'object' && address ? address.port : null, mllpPort };
    },
    close: async () => {
      const cut = setTimeout(() => http.server.closeAllConnections(), HTTP_GRACE_MILLISECONDS);
      await http.close();
      clearTimeout(cut);
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

type Working = {
  intake: Intake;
  channels: Channels;
  links: Links;
  escalation: EscalationPorts;
  tellNext: TellNext;
  practice: PracticePorts;
};

/** Work that falls due. The rows say what and when; these only look. */
async function startTicks(
  deps: Deps,
  { intake, channels, links, escalation, tellNext, practice }: Working,
  every: (name: string, everyMilliseconds: number, tick: Tick) => Ticker,
  closers: (() => Promise<void>)[],
): Promise<void> {
  const { config, db } = deps;
  every('unfinished messages', 5_000, () => processUnfinished(deps, intake));
  every('back-tests of limits', 2_000, () => runBackTests(deps));
  every('silent feeds', 10_000, () => watchFeeds(deps));
  every('orders without a contact', 10_000, () => watchNewOrders(deps));
  every('on-call calendars', 20_000, () => readDueFeeds(deps));
  const sender = createSender({ ...deps, links }, channels, undefined, () => sending.wake());
  closers.push(() => sender.close(SENDING_GRACE_MILLISECONDS));
  const sending = every('delivery', 1_000, sender.tick);
  const following = every('next contacts', 1_000, createFollower(deps, tellNext));
  every('fates of faxes', 15_000, createAsker(deps, channels));
  every('corrections', 1_000, createCorrector(deps, { channels, links, publicUrl: config.publicUrl }));
  const wake = (): void => {
    sending.wake();
    following.wake();
  };
  closers.push(await db.listen('critical_callout_deliveries', wake));
  every('planned tries', 3_000, createRetryWatch(deps));
  every('escalation', 3_000, createEscalator(deps, escalation));
  every(
    'escalation audit',
    10_000,
    createAuditor(deps, config.watchdogUrl === null ? null : createPing(config.watchdogUrl, deps.log)),
  );
  every('orders nobody has', 10_000, createOwnershipWatch(deps));
  every('practice cases', 1_000, createPracticeWatch(deps, practice));
  every('keys of repeated requests', 60_000, () => forgetOldAnswers(deps));
  every('audit seal', 60_000, () => sealDay(deps));
  every('audit verification', 60_000, () => verifyDue(deps));
  every('heads of the audit trail', 60_000, () => sendHeads(deps, queuePlainOver(channels)));
}
