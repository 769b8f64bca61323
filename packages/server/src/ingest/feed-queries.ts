import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** How often a listener says that it still listens. */
export const LISTENER_SEEN_EVERY_MS = 60_000;
const LISTENER_LOST_AFTER_MS = 3 * LISTENER_SEEN_EVERY_MS;

export type FeedRow = {
  id: number;
  code: string;
  name: string;
  isEnabled: boolean;
  silenceMinutes: number | null;
  lastReceivedAt: Date | null;
  silentAt: Date | null;
  listeningPort: number | null;
  listeningFault: string | null;
  connections: number;
  isTls: boolean;
  refusedCount: number;
  refusedAt: Date | null;
  refusedPeer: string | null;
};

export async function listFeeds(tx: Tx, labId: number, now: Date): Promise<FeedRow[]> {
  const seenSince = new Date(now.getTime() - LISTENER_LOST_AFTER_MS);
  const { rows } = await sql<FeedRow>`
    select s.id, s.code, s.name, s.is_enabled as "isEnabled", s.silence_minutes as "silenceMinutes",
      w.last_received_at as "lastReceivedAt", w.silent_at as "silentAt",
      case when w.listener_seen_at > ${seenSince} and s.is_enabled then w.listening_port end as "listeningPort",
      case when w.listener_seen_at > ${seenSince} and s.is_enabled then w.listening_fault end as "listeningFault",
      case when w.listener_seen_at > ${seenSince} then w.connections else 0 end as connections,
      coalesce(w.is_tls, false) as "isTls", coalesce(w.refused_count, 0) as "refusedCount",
      w.refused_at as "refusedAt", w.refused_peer as "refusedPeer"
    from sources s left join feed_watch w on w.lab_id = s.lab_id and w.source_id = s.id
    where s.lab_id = ${labId} and not s.is_by_hand and not s.is_of_practice order by s.id limit 200`.execute(tx);
  return rows;
}

/** Ids are given before the transaction commits: a batch may become visible after a later one. So many are looked at again. */
const LOOK_BACK = 1000;

/**
 * Moves the watch over the messages that came since it last looked, at most `limit` a lab. Answers how many sources have
 * more to look at than that.
 */
export async function advanceWatch(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<{ isFull: boolean }>`
    with newer as (
      select l.id as lab_id, m.source_id, m.id, m.received_at
      from labs l cross join lateral (
        select source_id, id, received_at from inbound_messages
        where lab_id = l.id and id > coalesce((select max(seen_message_id) from feed_watch where lab_id = l.id), 0) - ${LOOK_BACK}
        order by id limit ${limit}) m),
    moved as (
      insert into feed_watch (lab_id, source_id, seen_message_id, last_received_at)
      select lab_id, source_id, max(id), max(received_at) from newer group by lab_id, source_id
      on conflict (lab_id, source_id) do update
        set seen_message_id = greatest(feed_watch.seen_message_id, excluded.seen_message_id),
            last_received_at = greatest(feed_watch.last_received_at, excluded.last_received_at)
        where feed_watch.seen_message_id < excluded.seen_message_id or feed_watch.last_received_at < excluded.last_received_at
      returning 1)
    select count(*) = ${limit} as "isFull" from newer group by lab_id`.execute(tx);
  return rows.filter(({ isFull }) => isFull).length;
}

export type FeedTurn = {
  labId: number;
  sourceId: number;
  code: string;
  lastReceivedAt: Date;
  silenceMinutes: number | null;
  isSilent: boolean;
};

/** Feeds that fell silent, and silent ones that were heard again or are watched no longer. */
export async function listFeedTurns(tx: Tx, now: Date): Promise<FeedTurn[]> {
  const { rows } = await sql<FeedTurn>`
    select w.lab_id as "labId", w.source_id as "sourceId", s.code, w.last_received_at as "lastReceivedAt",
      s.silence_minutes as "silenceMinutes", w.silent_at is null as "isSilent"
    from feed_watch w join sources s on s.lab_id = w.lab_id and s.id = w.source_id
    where w.last_received_at is not null
      and (s.is_enabled and s.silence_minutes is not null
           and w.last_received_at <= ${now}::timestamptz - make_interval(mins => s.silence_minutes)) = (w.silent_at is null)
    order by w.lab_id, w.source_id limit 100`.execute(tx);
  return rows;
}

/** False where another process was quicker. */
export async function markFeed(tx: Tx, turn: FeedTurn, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update feed_watch set silent_at = ${turn.isSilent ? now : null}
    where lab_id = ${turn.labId} and source_id = ${turn.sourceId} and (silent_at is null) = ${turn.isSilent}
      and last_received_at = ${turn.lastReceivedAt} returning 1`.execute(tx);
  return rows.length > 0;
}

export type ListenerState = {
  labId: number;
  sourceId: number;
  port: number | null;
  fault: string | null;
  connections: number;
  isTls: boolean;
  refused: { count: number; at: Date; peer: string } | null;
};

/** How the listener of a source does, for whoever looks at the integration page. */
export async function noteListener(tx: Tx, state: ListenerState, now: Date): Promise<void> {
  const { labId, sourceId, port, fault, connections, isTls, refused } = state;
  await sql`
    insert into feed_watch (lab_id, source_id, listening_port, listening_fault, connections, is_tls, listener_seen_at,
      refused_count, refused_at, refused_peer)
    values (${labId}, ${sourceId}, ${port}, ${fault}, ${connections}, ${isTls}, ${now},
      ${refused?.count ?? 0}, ${refused?.at ?? null}, ${refused?.peer ?? null})
    on conflict (lab_id, source_id) do update set listening_port = excluded.listening_port,
      listening_fault = excluded.listening_fault, connections = excluded.connections, is_tls = excluded.is_tls,
      listener_seen_at = excluded.listener_seen_at, refused_count = feed_watch.refused_count + excluded.refused_count,
      refused_at = coalesce(excluded.refused_at, feed_watch.refused_at),
      refused_peer = coalesce(excluded.refused_peer, feed_watch.refused_peer)`.execute(tx);
}
