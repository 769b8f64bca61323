import type { CriticalCallout, CriticalRecords } from '@critical-callout/contract/callout';
import type { Worklist, WorklistItem, WorklistQuery } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findLiveDraft, listBills, summarizeCallouts } from './bills.ts';
import { listEscalations } from './escalations.ts';
import { listNextSteps } from './next-steps.ts';
import { countTiles, listDone, listPending, type PageRow, readFeed } from './pages.ts';
import type { ResolveContacts } from './ports.ts';
import { type BillRecord, listRecords } from './records.ts';

/** One page of the worklist, in a number of statements that does not depend on its length. */
export async function readWorklist(
  tx: Tx,
  session: LabSession,
  query: WorklistQuery,
  now: Date,
  resolveContacts: ResolveContacts,
): Promise<Worklist> {
  const { labId } = session;
  // Read first: whatever is committed after this, the live stream brings.
  const { rows: heads } = await sql<{ seq: number }>`select seq from event_heads where lab_id = ${labId}`.execute(tx);
  const isPending = query.tab === 'pending';
  const found = isPending ? await listPending(tx, session, query, now) : await listDone(tx, session, query);
  const page = found.slice(0, query.limit);
  const billIds = page.map((row) => row.bill_id);
  const bills = await listBills(tx, labId, billIds);
  const criticalValues = isPending ? OPEN_CRITICAL_VALUES : [CriticalValues.CALLOUT_DONE];
  const records = await listRecords(tx, session, { billIds, criticalValues, onlyCritical: true });
  const summaries = await summarizeCallouts(tx, labId, billIds);
  const escalations = await listEscalations(tx, labId, billIds);
  const nextSteps = await listNextSteps(tx, labId, billIds, now);
  const resolved = await resolveContacts(tx, labId, billIds, now);
  const items = page.flatMap((row): WorklistItem[] => {
    const bill = bills.get(row.bill_id);
    const summary = summaries.get(row.bill_id);
    return bill && summary
      ? [
          {
            ...bill,
            ...summary,
            ...urgency(row, records),
            nextTry: nextSteps.get(row.bill_id)?.nextTry ?? null,
            closing: nextSteps.get(row.bill_id)?.closing ?? null,
            escalation: escalations.get(row.bill_id) ?? null,
            hasNoContact: resolved.get(row.bill_id)?.hasNoContact ?? true,
          },
        ]
      : [];
  });
  return {
    items,
    counts: await countTiles(tx, session, now),
    feed: await readFeed(tx, labId, now),
    nextCursor: found.length > query.limit ? cursorOf(page.at(-1), isPending) : null,
    serverTime: now.toISOString(),
    lastEventId: heads[0]?.seq ?? 0,
  };
}

function urgency(row: PageRow, records: readonly BillRecord[]) {
  const reports = records.filter((record) => record.billId === row.bill_id);
  const earliest = (pick: (record: BillRecord) => string | null): string | null =>
    reports
      .map(pick)
      .filter((at) => at !== null)
      .sort()[0] ?? null;
  return {
    dueAt: row.due_at?.toISOString() ?? null,
    criticalAt: earliest((r) => r.criticalAt),
    resultedAt: earliest((r) => r.resultedAt),
    reports,
  };
}

function cursorOf(row: (PageRow & { id?: number }) | undefined, isPending: boolean): string | null {
  if (!row) return null;
  return isPending ? `${row.due_at?.toISOString()}|${row.bill_id}` : `${row.sort_seq}|${row.id}`;
}

const PANEL_STATES = [CriticalValues.CALLOUT_PENDING, CriticalValues.CALLOUT_DONE, CriticalValues.CALLOUT_ATTEMPTED];

/** Everything the callout panel shows of one order (the specification's fetch of critical records). */
export async function readCriticalRecords(
  tx: Tx,
  session: LabSession,
  billId: number,
  now: Date,
  resolveContacts: ResolveContacts,
): Promise<CriticalRecords> {
  const reports = await listRecords(tx, session, { billIds: [billId], criticalValues: PANEL_STATES, onlyCritical: false });
  const bill = (await listBills(tx, session.labId, [billId])).get(billId);
  if (!bill || reports.length === 0)
    throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  const resolved = (await resolveContacts(tx, session.labId, [billId], now)).get(billId);
  const nextSteps = (await listNextSteps(tx, session.labId, [billId], now)).get(billId);
  return {
    bill,
    reports,
    attemptedCallout: draftInScope(await findLiveDraft(tx, session.labId, billId), reports),
    nextTry: nextSteps?.nextTry ?? null,
    closing: nextSteps?.closing ?? null,
    contacts: resolved?.contacts ?? [],
    hasNoContact: resolved?.hasNoContact ?? true,
    serverTime: now.toISOString(),
  };
}

/**
 * A draft belongs to the whole order; the values it holds are of its first selected report, which may be another
 * department's, and what was read back is of all of them.
 */
function draftInScope(draft: CriticalCallout | null, reports: readonly BillRecord[]): CriticalCallout | null {
  if (!draft) return null;
  const isShown = (id: number): boolean => reports.some((report) => report.labReportId === id);
  const selected = draft.criticalCalloutMeta.callout_for ?? [];
  const [first = 0] = selected;
  return {
    ...draft,
    criticalValuesMeta: isShown(first) ? draft.criticalValuesMeta : [],
    readBack: selected.every(isShown) ? draft.readBack : null,
  };
}
