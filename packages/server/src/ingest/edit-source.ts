import type { ChangeSource, NewSource, Source, SourceFields, Sources } from '@critical-callout/contract/sources';
import type { LabSession } from '@critical-callout/domain/auth';
import { charsetNamed } from '@critical-callout/domain/ingest';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { type FeedRow, listFeeds } from './feed-queries.ts';
import {
  countMessages,
  countOpenQuarantine,
  findStoredSource,
  insertSource,
  isCodeTaken,
  isPortTaken,
  listStoredSources,
  type StoredSource,
  updateSource,
} from './source-queries.ts';
import { feedStatusOf } from './watch-feeds.ts';

/** Changes of limits, settings and sources are of one category in the audit trail. */
const CATEGORY_CONFIGURATION = 620;

export function listSources({ db, clock, config }: Deps, labId: number): Promise<Sources> {
  return db.inLab(labId, async (tx) => ({
    items: await readSources(tx, labId, clock.now()),
    configuredPort: config.mllpPort,
    hasCertificate: config.mllpTlsCert !== null && config.mllpTlsKey !== null,
    asksClientCertificate: config.mllpTlsClientCa !== null,
    maxBytes: config.mllpMaxBytes,
  }));
}

async function readSources(tx: Tx, labId: number, now: Date): Promise<Source[]> {
  const stored = await listStoredSources(tx, labId);
  const feeds = new Map((await listFeeds(tx, labId, now)).map((row) => [row.id, row]));
  const counted = await countMessages(tx, labId, now);
  const open = await countOpenQuarantine(tx, labId);
  return stored.flatMap((row): Source[] => {
    const feed = feeds.get(row.id);
    if (!feed) return [];
    const count = counted.get(row.id);
    const none = { received: 0, processed: 0, ignored: 0, quarantined: 0 };
    return [
      {
        ...row,
        status: statusOf(feed),
        lastHour: count?.lastHour ?? none,
        lastDay: count?.lastDay ?? none,
        openQuarantine: open.get(row.id) ?? 0,
      },
    ];
  });
}

function statusOf(feed: FeedRow): Source['status'] {
  const { connections, isTls, refusedCount, refusedPeer } = feed;
  const refusedAt = feed.refusedAt?.toISOString() ?? null;
  return { ...feedStatusOf(feed), connections, isTls, refusedCount, refusedAt, refusedPeer };
}

export function addSource({ db, clock }: Deps, session: LabSession, body: NewSource): Promise<Source> {
  return db.inSystem(async (tx) => {
    const { labId } = session;
    const { code, ...fields } = body;
    if (await isCodeTaken(tx, labId, code)) {
      const message = `Code ${code} is another source's of this laboratory; choose another.`;
      throw new Refused(refusal('sources.code-taken', message, { field: 'code' }), 409);
    }
    await refuseFields(tx, null, fields);
    const id = await insertSource(tx, labId, code, fields);
    await say(tx, session, clock.now(), { id, code, before: null, after: fields, comment: '' });
    return getSource(tx, labId, id, clock.now());
  });
}

export function changeSource({ db, clock }: Deps, session: LabSession, id: number, body: ChangeSource): Promise<Source> {
  return db.inSystem(async (tx) => {
    const { labId } = session;
    const { version, comment, ...fields } = body;
    const before = await findStoredSource(tx, labId, id);
    if (!before) throw new Refused(refusal('sources.not-found', `There is no source ${id}.`), 404);
    if (before.version !== version) {
      const message = `Source ${before.code} is at version ${before.version}, not ${version}; read it again.`;
      throw new Refused(refusal('sources.version', message, { version: before.version }), 409);
    }
    await refuseFields(tx, id, fields);
    const changed = changedFields(before, fields);
    if (changed.length > 0) {
      await updateSource(tx, labId, id, fields);
      const of = (from: SourceFields) => Object.fromEntries(changed.map((key) => [key, from[key]]));
      await say(tx, session, clock.now(), { id, code: before.code, before: of(before), after: of(fields), comment });
    }
    return getSource(tx, labId, id, clock.now());
  });
}

function changedFields(before: StoredSource, after: SourceFields): (keyof SourceFields)[] {
  return (Object.keys(after) as (keyof SourceFields)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
}

async function getSource(tx: Tx, labId: number, id: number, now: Date): Promise<Source> {
  const found = (await readSources(tx, labId, now)).find((source) => source.id === id);
  if (!found) throw new Error(`source ${id} was written and is not there`);
  return found;
}

/** A port is one source of one lab of the whole installation: that is how the lab of a message is known. */
async function refuseFields(tx: Tx, id: number | null, { mllpPort, charset }: SourceFields): Promise<void> {
  if (mllpPort !== null && (await isPortTaken(tx, mllpPort, id))) {
    const port = mllpPort === 0 ? 'The port of the configuration (0)' : `Port ${mllpPort}`;
    const message = `${port} belongs to another source of this installation; one port is one source.`;
    throw new Refused(refusal('sources.port-taken', message, { field: 'mllpPort' }), 409);
  }
  if (charset !== null && charsetNamed(charset) === null) {
    const message = `charset "${charset}" is not one that is read; UNICODE UTF-8, 8859/1 and ISO IR87 are.`;
    throw new Refused(refusal('sources.charset', message, { field: 'charset' }));
  }
}

type Said = { id: number; code: string; before: unknown; after: unknown; comment: string };

async function say(tx: Tx, session: LabSession, at: Date, { id, code, before, after, comment }: Said): Promise<void> {
  const actor = actorOf(session);
  const text = `Source ${before === null ? 'added' : 'changed'} by - ${actor.name}, For - ${code}${comment === '' ? '' : `: ${comment}`}`;
  const type = before === null ? 'source-added' : 'source-changed';
  await appendEvents(tx, session.labId, [
    { at, category: CATEGORY_CONFIGURATION, type, text, actor, source_id: id, source: code, before, after, comment },
  ]);
}
