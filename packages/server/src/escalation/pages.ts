import type { BillEscalation } from '@critical-callout/contract/escalation';
import type { LabSession } from '@critical-callout/domain/auth';
import { targetText } from '@critical-callout/domain/escalation';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { StepContact } from './ports.ts';
import { ESCALATION_CATEGORY, type RunRow, type StepRow } from './run-queries.ts';

type Asking = { labId: number; run: RunRow; step: StepRow; now: Date };

/** Puts the task on the worklist: somebody says it over the loudspeakers. Nothing is sent, and nothing counts as sent. */
export async function askForPage(tx: Tx, { labId, run, step, now }: Asking, contacts: readonly StepContact[]): Promise<void> {
  const whom = contacts.map(({ name }) => name).join(', ') || targetText(step);
  await sql`
    insert into overhead_pages (lab_id, bill_id, run_id, step_number, repeat_number, whom, say, asked_at)
    values (${labId}, ${run.billId}, ${run.id}, ${step.number}, ${step.repeat}, ${whom}, ${step.say ?? ''}, ${now})`.execute(tx);
}

type PageRow = Omit<BillEscalation['pages'][number], 'askedAt' | 'doneAt'> & { askedAt: Date; doneAt: Date | null };

/** Every page of an order, the newest first. */
export async function listPages(tx: Tx, labId: number, billId: number): Promise<BillEscalation['pages']> {
  const { rows } = await sql<PageRow>`
    select id, step_number as step, whom, say, asked_at as "askedAt", done_at as "doneAt", done_by as "doneBy"
    from overhead_pages where lab_id = ${labId} and bill_id = ${billId} order by id desc limit 100`.execute(tx);
  return rows.map(({ askedAt, doneAt, ...page }) => ({
    ...page,
    askedAt: askedAt.toISOString(),
    doneAt: doneAt?.toISOString() ?? null,
  }));
}

/** Somebody made the page: their name and the time, once. It happened, so it is written down also where the callout is over meanwhile. */
export async function markPaged(
  tx: Tx,
  { session, billId, pageId, now }: { session: LabSession; billId: number; pageId: number; now: Date },
): Promise<void> {
  const { labId } = session;
  const { rows } = await sql<{
    run_id: number;
    step: number;
    whom: string;
    say: string;
    done_at: Date | null;
    done_by: string | null;
  }>`
    select run_id, step_number as step, whom, say, done_at, done_by from overhead_pages
    where lab_id = ${labId} and bill_id = ${billId} and id = ${pageId} for update`.execute(tx);
  const [page] = rows;
  if (!page) {
    const message = `order ${billId} has no overhead page ${pageId}`;
    throw new Refused(refusal('escalation.page-unknown', message, { field: 'pageId', value: pageId }), 422);
  }
  if (page.done_at) {
    const message = `The overhead page ${pageId} was made by ${page.done_by} at ${page.done_at.toISOString()}.`;
    throw new Refused(refusal('escalation.page-made', message, { pageId, by: page.done_by }), 409);
  }
  const seq = await appendEvents(tx, labId, [
    {
      at: now,
      category: ESCALATION_CATEGORY,
      type: 'escalation-overhead-paged',
      text: `Overhead page made by - ${session.userName}, For - ${page.whom}, Said - ${page.say}`,
      actor: actorOf(session),
      bill_id: billId,
      run_id: page.run_id,
      step: page.step,
      page_id: pageId,
      whom: page.whom,
      say: page.say,
    },
  ]);
  await sql`update overhead_pages set done_at = ${now}, done_by = ${session.userName}, done_by_user_id = ${session.userId}, done_seq = ${seq}
    where lab_id = ${labId} and id = ${pageId}`.execute(tx);
}
