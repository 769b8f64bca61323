import { hasNoContact, resolveRecipients } from '@critical-callout/domain/directory';
import { sql } from 'kysely';
import { SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { loadFacts, type OrderFacts } from './facts.ts';
import { closeTask, openTasks } from './tasks.ts';

const BATCH = 500;
const MAX_BATCHES = 20;
/** Orders get their number before they are seen: one that is younger is looked at again, in case an older one came after it. */
const SETTLE_MILLISECONDS = 60_000;

/**
 * Looks at the orders that have come since the last look: where nobody can be reached, a task is opened now and not when a
 * value is critical (domain.md section 10). Tasks of orders that can be reached by now are closed. Answers how many changed.
 */
export async function watchNewOrders({ db, clock }: Deps): Promise<number> {
  const labs = await db.inSystem(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select l.id from labs l left join directory_watches w on w.lab_id = l.id
      where exists (select from bills b where b.lab_id = l.id and b.id > coalesce(w.last_bill_id, 0))
        or exists (select from directory_tasks t where t.lab_id = l.id and t.kind = 'missing-contact' and t.closed_at is null)
      order by l.id`.execute(tx);
    return rows;
  });
  let changed = 0;
  for (const { id } of labs) {
    let after: number | null = null;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const looked: Looked = await db.inLab(id, (tx) => lookAtOrders(tx, id, after, clock.now()));
      changed += looked.opened;
      after = looked.last;
      if (looked.isEnd) break;
    }
    changed += await db.inLab(id, (tx) => closeMended(tx, id, clock.now()));
  }
  return changed;
}

type Looked = { opened: number; last: number | null; isEnd: boolean };

async function lookAtOrders(tx: Tx, labId: number, after: number | null, now: Date): Promise<Looked> {
  await sql`insert into directory_watches (lab_id, last_bill_id) values (${labId}, 0) on conflict do nothing`.execute(tx);
  // Another process is looking at this lab: one is enough.
  const { rows: watches } = await sql<{ last_bill_id: number }>`
    select last_bill_id from directory_watches where lab_id = ${labId} for update skip locked`.execute(tx);
  const [watch] = watches;
  if (!watch) return { opened: 0, last: after, isEnd: true };
  const { rows: orders } = await sql<{ id: number; is_settled: boolean }>`
    select id, received_at <= ${new Date(now.getTime() - SETTLE_MILLISECONDS)} as is_settled from bills
    where lab_id = ${labId} and id > ${after ?? watch.last_bill_id} order by id limit ${BATCH}`.execute(tx);
  const facts = await loadFacts(
    tx,
    labId,
    orders.map(({ id }) => id),
    now,
  );
  const missing = facts.filter((order) => hasNoContact(resolveRecipients(order.facts, now)));
  const firsts = new Map(missing.toReversed().map((order) => [subjectOf(order), order]));
  const opened = await openTasks(
    tx,
    labId,
    SYSTEM_ACTOR,
    now,
    [...firsts].map(([subject, order]) => taskOf(subject, order)),
  );
  const unsettled = orders.findIndex((order) => !order.is_settled);
  const settled = orders[(unsettled === -1 ? orders.length : unsettled) - 1];
  if (settled && settled.id > watch.last_bill_id && (after === null || after === watch.last_bill_id)) {
    await sql`update directory_watches set last_bill_id = ${settled.id} where lab_id = ${labId}`.execute(tx);
  }
  return { opened, last: orders.at(-1)?.id ?? after, isEnd: orders.length < BATCH };
}

/** What the directory would need to know: a hundred orders of one unknown doctor are one task. */
function subjectOf({ orderingCode, ward, billNumber, facts }: OrderFacts): string {
  const parts = [
    orderingCode ? `ordering provider: ${orderingCode}` : facts.orderingDoctorId ? `doctor: ${facts.orderingDoctorId}` : '',
    ward ? `ward: ${ward}` : '',
    facts.organizationId ? `organization: ${facts.organizationId}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : `order: ${billNumber}`;
}

function taskOf(subject: string, { billId, billNumber, ward, orderingCode }: OrderFacts) {
  const who = [orderingCode && `ordering provider ${orderingCode}`, ward && `ward ${ward}`].filter(Boolean).join(', ');
  const detail = `Nobody can be reached for order ${billNumber}${who ? ` (${who})` : ''}: there is no contact point.`;
  return { kind: 'missing-contact' as const, subject, detail, billId, billNumber };
}

/** Tasks whose order can be reached by now close themselves; whose order is gone stay for a person to close. */
async function closeMended(tx: Tx, labId: number, now: Date): Promise<number> {
  const { rows: tasks } = await sql<{ id: number; bill_id: number }>`
    select id, bill_id from directory_tasks
    where lab_id = ${labId} and kind = 'missing-contact' and closed_at is null and bill_id is not null
    order by id limit ${BATCH} for update skip locked`.execute(tx);
  const facts = await loadFacts(
    tx,
    labId,
    tasks.map((task) => task.bill_id),
    now,
  );
  const reached = new Set(
    facts.filter((order) => !hasNoContact(resolveRecipients(order.facts, now))).map((order) => order.billId),
  );
  const mended = tasks.filter((task) => reached.has(task.bill_id));
  for (const task of mended) {
    await closeTask(tx, { labId, actor: SYSTEM_ACTOR, now }, task.id, 'The directory has a contact for this order now.');
  }
  return mended.length;
}
