import type { Situation } from '@critical-callout/contract/ownership';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** Times within a period when nobody who is on call could be reached: the directory's, handed in by the application. */
export type ListRotaGaps = (
  tx: Tx,
  request: { labId: number; from: Date; until: Date },
) => Promise<{ from: Date; until: Date }[]>;

/** What happened in the shift that ends, and what is missing in the one that comes. */
const SHIFT_HOURS = 12;

/** What the next shift must know beside the orders: channels in trouble, hours nobody is on call, feeds and their last message. */
export async function readSituation(tx: Tx, labId: number, now: Date, listRotaGaps: ListRotaGaps): Promise<Situation> {
  const since = new Date(now.getTime() - SHIFT_HOURS * 3_600_000);
  const { rows: channels } = await sql<{
    channel: string;
    failed: number;
    unknown: number;
    waiting: number;
    oldest: Date | null;
  }>`
    select v.channel, count(*) filter (where v.state = 'failed' and v.queued_at >= ${since}) as failed,
      count(*) filter (where v.state = 'unknown' and v.queued_at >= ${since}) as unknown,
      count(*) filter (where v.state in ('queued', 'sending')) as waiting, min(v.queued_at) filter (where v.state in ('queued', 'sending')) as oldest
    from deliveries v where v.lab_id = ${labId} and (v.state in ('queued', 'sending') or (v.state in ('failed', 'unknown') and v.queued_at >= ${since}))
    group by v.channel order by v.channel`.execute(tx);
  const { rows: feeds } = await sql<{ name: string; last_at: Date | null }>`
    select s.name, (select m.received_at from inbound_messages m where m.lab_id = s.lab_id and m.source_id = s.id order by m.received_at desc limit 1) as last_at
    from sources s where s.lab_id = ${labId} and s.is_enabled order by s.name limit 50`.execute(tx);
  const gaps = await listRotaGaps(tx, { labId, from: now, until: new Date(now.getTime() + SHIFT_HOURS * 3_600_000) });
  return {
    channels: channels.map(({ oldest, ...one }) => ({ ...one, oldestWaitingAt: oldest?.toISOString() ?? null })),
    rotaGaps: gaps.slice(0, 50).map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() })),
    feeds: feeds.map(({ name, last_at }) => ({ name, lastMessageAt: last_at?.toISOString() ?? null })),
  };
}
