import type { ChannelStates } from '@critical-callout/contract/deliveries';
import type { Health } from '@critical-callout/contract/setup';
import type { LabSession } from '@critical-callout/domain/auth';
import type { Deps } from '../platform/deps.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';
import { type DiskSpace, readDisk } from './disk.ts';
import { type HealthFacts, readHealthFacts } from './health-queries.ts';
import type { SetupPorts } from './ports.ts';

type Line = Health['lines'][number];
type State = Line['state'];

/** Older than this and somebody should look. */
const QUEUE_LATE_MS = 5 * 60_000;
const STEP_LATE_MS = 2 * 60_000;
const AUDITOR_LATE_MS = 3 * 60_000;
const SWEEPER_LATE_MS = 90_000;
const DAILY_LATE_MS = 26 * 3_600_000;
const CLOCK_MS = 5_000;
const SLOW_DATABASE_MS = 500;
/** Part of the disk that is free, in percent. */
const DISK_LOW = 15;
const DISK_FULL = 5;

/** In plain words: what works, since when it does not. No patient data. */
export async function readHealth(
  deps: Deps,
  session: LabSession,
  { readChannels }: Pick<SetupPorts, 'readChannels'>,
): Promise<Health> {
  const { db, clock, config } = deps;
  const now = clock.now();
  const started = performance.now();
  const facts = await db.inSystem((tx) => readHealthFacts(tx, session.labId, now));
  const databaseMs = Math.round(performance.now() - started);
  const { channels } = await readChannels(session);
  const disk = await readDisk(config.dataDir);
  const isEmbedded = config.databaseUrl === null;
  return {
    lines: [
      ...flowLines(facts, now),
      channelLine(channels),
      ...trailLines(facts, now),
      line('database', databaseMs > SLOW_DATABASE_MS ? 'warning' : 'ok', { count: databaseMs, detail: facts.databaseVersion }),
      diskLine(disk, isEmbedded),
      clockLine(facts, now),
      backupLine(facts, now),
      line('version', 'ok', { detail: PROGRAM_VERSION }),
    ],
    serverTime: now.toISOString(),
  };
}

const line = (id: Line['id'], state: State, more: Partial<Line> = {}): Line => ({
  id,
  state,
  since: null,
  count: null,
  detail: null,
  ...more,
});
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const age = (at: Date | null, now: Date): number => (at === null ? 0 : now.getTime() - at.getTime());
const isStale = (at: Date | null, now: Date, limitMs: number): boolean => at === null || age(at, now) > limitMs;

/** From the message that arrives to the one that leaves. */
function flowLines(facts: HealthFacts, now: Date): Line[] {
  const { faults, silent } = facts;
  return [
    line('feeds', faults > 0 ? 'bad' : silent > 0 ? 'warning' : 'ok', { count: faults + silent, since: iso(facts.silentSince) }),
    line('quarantine', facts.quarantined > 0 ? 'warning' : 'ok', {
      count: facts.quarantined,
      since: iso(facts.quarantinedSince),
    }),
    line('escalation', age(facts.oldestStepAt, now) > STEP_LATE_MS ? 'bad' : 'ok', {
      count: facts.lateSteps,
      since: iso(facts.oldestStepAt),
    }),
    line('sweeper', isStale(facts.sweeperAt, now, SWEEPER_LATE_MS) ? 'bad' : 'ok', { since: iso(facts.sweeperAt) }),
    line('auditor', isStale(facts.auditorAt, now, AUDITOR_LATE_MS) ? 'bad' : 'ok', { since: iso(facts.auditorAt) }),
    line('queue', age(facts.oldestQueuedAt, now) > QUEUE_LATE_MS ? 'warning' : 'ok', {
      count: facts.queued,
      since: iso(facts.oldestQueuedAt),
    }),
  ];
}

function channelLine(channels: ChannelStates['channels']): Line {
  const ill = channels.filter(({ health }) => health === 'down' || health === 'troubled');
  const state: State = ill.some(({ health }) => health === 'down') ? 'bad' : ill.length > 0 ? 'warning' : 'ok';
  const since = ill.flatMap(({ lastError, oldestQueuedAt }) => lastError?.at ?? oldestQueuedAt ?? []).sort()[0] ?? null;
  const named = ill.length > 0 ? ill : channels.filter(({ isSetUp }) => isSetUp);
  return line('channels', state, { count: ill.length, since, detail: named.map(({ channel }) => channel).join(', ') });
}

function trailLines(facts: HealthFacts, now: Date): Line[] {
  const { verifiedAt, brokenSeq, checked } = facts;
  const verified: State = brokenSeq !== null ? 'bad' : isStale(verifiedAt, now, DAILY_LATE_MS) ? 'warning' : 'ok';
  return [
    line('audit-seal', isStale(facts.sealedAt, now, DAILY_LATE_MS) ? 'warning' : 'ok', { since: iso(facts.sealedAt) }),
    line('audit-verified', verified, {
      since: iso(verifiedAt),
      count: brokenSeq ?? checked,
      detail: brokenSeq === null ? null : 'broken',
    }),
  ];
}

function diskLine(disk: DiskSpace | null, isEmbedded: boolean): Line {
  const detail = isEmbedded ? 'embedded' : 'own';
  if (disk === null) return line('disk', 'warning', { detail: 'unknown' });
  const percent = Math.floor((disk.freeBytes / disk.totalBytes) * 100);
  // Without the database on it the disk holds next to nothing of ours.
  const state: State = percent < DISK_FULL ? 'bad' : percent < DISK_LOW ? 'warning' : 'ok';
  return line('disk', state, { count: percent, detail });
}

function clockLine({ databaseNow }: HealthFacts, now: Date): Line {
  const drift = databaseNow.getTime() - now.getTime();
  return line('clock', Math.abs(drift) > CLOCK_MS ? 'warning' : 'ok', { count: Math.round(drift / 1000) });
}

/** The program makes none, and says so; all that can be seen from here is whether the database archives its log. */
function backupLine({ isArchiving, archivedAt, archiveFailedAt }: HealthFacts, now: Date): Line {
  if (!isArchiving) return line('backup', 'warning', { detail: 'off' });
  const isFailing = archiveFailedAt !== null && (archivedAt === null || archiveFailedAt > archivedAt);
  const state: State = isFailing ? 'bad' : isStale(archivedAt, now, DAILY_LATE_MS) ? 'warning' : 'ok';
  return line('backup', state, { detail: isFailing ? 'fails' : 'on', since: iso(archivedAt) });
}
