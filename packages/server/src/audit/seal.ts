import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';

/**
 * Seals each lab's chain once a day: the head as it stood is written to a table that is never changed, so that a later
 * rewriting of the whole chain would contradict it. Returns how many labs were sealed.
 */
export function sealDay({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const now = clock.now();
  return db.inSystem(async (tx) => {
    const { rows } = await sql`
      insert into event_seals (lab_id, day, seq, hash, sealed_at)
      select h.lab_id, ((${now}::timestamptz) at time zone l.zone)::date, h.seq, h.hash, ${now}
      from event_heads h join labs l on l.id = h.lab_id
      where h.seq > coalesce((select max(s.seq) from event_seals s where s.lab_id = h.lab_id), 0)
        and not exists (select from event_seals s where s.lab_id = h.lab_id and s.day = ((${now}::timestamptz) at time zone l.zone)::date)
      order by h.lab_id limit 100
      on conflict do nothing
      returning lab_id
    `.execute(tx);
    return rows.length;
  });
}
