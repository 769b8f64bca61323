import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { OWNERSHIP_CATEGORY } from './events.ts';
import { isOwned, UNOWNED_ALARM_MINUTES, unownedSince } from './list-ownership.ts';
import { notifyPresence, OPEN_REPORT } from './owner-queries.ts';

/** Alarms of one laboratory raised at one look; what is beyond is raised by the next. */
const BATCH = 100;
/** Labs looked at in one go. */
const LABS = 1_000;

/**
 * Says aloud, once for each stretch, that nobody has an order, and that nobody accepted a hand-over. Rows say what is due:
 * a restart makes up for what fell due meanwhile, and two processes raise one alarm. Answers how many it raised.
 */
export function createOwnershipWatch({ db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>): () => Promise<number> {
  return async () => {
    const now = clock.now();
    const labs = await db.inSystem((tx) => listLabsWithDue(tx, now));
    let raised = 0;
    for (const labId of labs) {
      const unowned = await db.inLab(labId, (tx) => alarmUnowned(tx, labId, now));
      const late = await db.inLab(labId, (tx) => alarmLateHandovers(tx, labId, now));
      if (unowned + late > 0) log.warn({ labId, unowned, late }, 'orders without anybody, hand-overs not accepted');
      raised += unowned + late;
    }
    await db.inSystem((tx) => sweepPresence(tx, now));
    return raised;
  };
}

/** Order `b` with its row `o` is nobody's for longer than the laboratory wants, and nobody was told of this stretch yet. */
const isDueUnowned = (now: Date) => sql<boolean>`(not ${isOwned(now)}
  and ${unownedSince} + make_interval(mins => ${UNOWNED_ALARM_MINUTES}) <= ${now}
  and o.unowned_alarmed_at is null)`;

const openBills = sql`(select distinct r.lab_id, r.bill_id from lab_reports r where ${OPEN_REPORT} and r.bill_id is not null)`;

async function listLabsWithDue(tx: Tx, now: Date): Promise<number[]> {
  const { rows } = await sql<{ lab_id: number }>`
    select distinct b.lab_id from ${openBills} open join bills b on b.lab_id = open.lab_id and b.id = open.bill_id
    left join bill_owners o on o.lab_id = b.lab_id and o.bill_id = b.id where ${isDueUnowned(now)}
    union select h.lab_id from handovers h where h.state = 'offered' and h.due_at <= ${now} and h.alarmed_at is null
    order by 1 limit ${LABS}`.execute(tx);
  return rows.map(({ lab_id }) => lab_id);
}

async function alarmUnowned(tx: Tx, labId: number, now: Date): Promise<number> {
  // Orders somebody works on this very moment are locked: they are looked at again, and may have an owner by then.
  const { rows } = await sql<{ bill_id: number; since: Date }>`
    select b.id as bill_id, ${unownedSince} as since
    from bills b left join bill_owners o on o.lab_id = b.lab_id and o.bill_id = b.id
    where b.lab_id = ${labId} and b.id in (select r.bill_id from lab_reports r where r.lab_id = ${labId} and ${OPEN_REPORT}) and ${isDueUnowned(now)}
    order by b.id limit ${BATCH} for no key update of b skip locked`.execute(tx);
  if (rows.length === 0) return 0;
  const firstSeq = await appendEvents(
    tx,
    labId,
    rows.map(({ bill_id, since }) => ({
      at: now,
      category: OWNERSHIP_CATEGORY,
      type: 'order-unowned-alarm',
      text: `Nobody has had the open order since ${since.toISOString()}`,
      actor: SYSTEM_ACTOR,
      bill_id,
      lab_report_ids: [],
      unowned_since: since.toISOString(),
    })),
  );
  const alarms = rows.map(({ bill_id }, index) => ({ billId: bill_id, eventSeq: firstSeq + index }));
  await sql`
    insert into bill_owners (lab_id, bill_id, unowned_alarmed_at, event_seq)
    select ${labId}, a."billId", ${now}, a."eventSeq" from jsonb_to_recordset(${JSON.stringify(alarms)}::jsonb) as a ("billId" bigint, "eventSeq" bigint)
    on conflict (lab_id, bill_id) do update set unowned_alarmed_at = excluded.unowned_alarmed_at, event_seq = excluded.event_seq`.execute(
    tx,
  );
  return rows.length;
}

async function alarmLateHandovers(tx: Tx, labId: number, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number; from_name: string; to_name: string | null; due_at: Date; bill_ids: number[] }>`
    with due as (select lab_id, id from handovers where lab_id = ${labId} and state = 'offered' and due_at <= ${now} and alarmed_at is null
      order by id limit ${BATCH} for update skip locked)
    update handovers h set alarmed_at = ${now} from due where h.lab_id = due.lab_id and h.id = due.id
    returning h.id, h.from_name, h.to_name, h.due_at,
      array(select i.bill_id from handover_items i where i.lab_id = h.lab_id and i.handover_id = h.id and i.state = 'waiting' and i.bill_id is not null
        order by i.position) as bill_ids`.execute(tx);
  if (rows.length === 0) return 0;
  await appendEvents(
    tx,
    labId,
    rows.flatMap(({ id, from_name, to_name, due_at, bill_ids }) => {
      const text = `Hand-over of ${from_name} to ${to_name ?? 'the next shift'} was not accepted in time`;
      const common = {
        at: now,
        category: OWNERSHIP_CATEGORY,
        type: 'handover-not-accepted',
        text,
        actor: SYSTEM_ACTOR,
        lab_report_ids: [],
        handover_id: id,
      };
      // Of each order as well: an event of no order reaches no screen.
      return [{ ...common, due_at: due_at.toISOString() }, ...bill_ids.map((bill_id) => ({ ...common, bill_id }))];
    }),
  );
  await notifyPresence(tx, labId);
  return rows.length;
}

/** Who is gone for a while is forgotten: the row counts no more since seen_until. */
async function sweepPresence(tx: Tx, now: Date): Promise<void> {
  await sql`delete from bill_presence where (lab_id, bill_id, user_id) in (
    select lab_id, bill_id, user_id from bill_presence where seen_until < ${new Date(now.getTime() - 60_000)} order by seen_until limit 1000 for update skip locked)`.execute(
    tx,
  );
}
