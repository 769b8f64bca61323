import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import type { Channels } from './channels/channel.ts';
import { recordReport } from './status-reports.ts';

type Awaited = { message_id: string; provider_ref: string };

/** What was not said within this time is not asked for any more: the other side has forgotten it. */
const AWAITED_HOURS = 48;
const AT_ONCE = 50;
const ASKING_MS = 25_000;

/** Asks channels whose service calls nobody back what became of the copies it took. Answers how many things were said. */
export function createAsker({ db, clock }: Pick<Deps, 'db' | 'clock'>, channels: Channels): () => Promise<number> {
  return async () => {
    let said = 0;
    for (const { name, askLater } of channels) {
      if (!askLater) continue;
      const since = new Date(clock.now().getTime() - AWAITED_HOURS * 3_600_000);
      const open = await db.inSystem((tx) => listAwaited(tx, name, since));
      if (open.length === 0) continue;
      const refs = open.map(({ provider_ref }) => provider_ref);
      for (const word of await askLater(refs, AbortSignal.timeout(ASKING_MS))) {
        const about = open.find(({ provider_ref }) => provider_ref === word.ref);
        if (about && (await recordReport({ db, clock }, { messageId: about.message_id, channel: name, ...word }))) said += 1;
      }
    }
    return said;
  };
}

/** Copies with a name of the service's own of which nothing final was said, also those whose answer was lost. */
async function listAwaited(tx: Tx, channel: string, since: Date): Promise<Awaited[]> {
  const { rows } = await sql<Awaited>`
    select d.message_id, a.provider_ref from deliveries d
    join delivery_attempts a on a.lab_id = d.lab_id and a.delivery_id = d.id and a.provider_ref is not null
    where d.channel = ${channel} and d.state in ('queued', 'accepted', 'unknown') and d.queued_at > ${since}
      and not exists (select from delivery_status_reports s where s.lab_id = d.lab_id and s.delivery_id = d.id
        and s.provider_ref = a.provider_ref and s.result <> 'on-its-way')
    order by d.queued_at, a.attempt limit ${AT_ONCE}
  `.execute(tx);
  return rows;
}
