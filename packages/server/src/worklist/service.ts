import type { CriticalCallout, CriticalRecords } from '@critical-callout/contract/callout';
import type { Worklist, WorklistQuery } from '@critical-callout/contract/worklist';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { CriticalValues } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findLiveDraft, listBills } from './bills.ts';
import { listItems } from './items.ts';
import { listNextSteps } from './next-steps.ts';
import { countHandovers, countPending, countTiles, listDone, listPending, readFeed } from './pages.ts';
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
  const found = isPending ? await listPending(tx, session, query, now) : await listDone(tx, session, query, now);
  const page = found.slice(0, query.limit);
  const asked = query.rowsOf && new Set(query.rowsOf);
  const rows = asked ? page.filter(({ bill_id }) => asked.has(bill_id)) : page;
  const counts = await countTiles(tx, session, now);
  return {
    items: await listItems(tx, session, rows, { isPending, now, resolveContacts }),
    billIds: page.map(({ bill_id }) => bill_id),
    counts,
    handovers: await countHandovers(tx, session, now),
    total: isPending ? await countPending(tx, session, query, now) : null,
    feed: await readFeed(tx, labId, now, counts.pending > 0),
    nextCursor: found.length > query.limit ? (page.at(-1)?.cursor ?? null) : null,
    serverTime: now.toISOString(),
    lastEventId: heads[0]?.seq ?? 0,
  };
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
  // Whoever only reads makes no calls, and sees no numbers to call.
  const mayCall = sessionMay(session, 'callout.write');
  return {
    bill: mayCall ? bill : { ...bill, orderingPhone: null },
    reports,
    attemptedCallout: draftInScope(await findLiveDraft(tx, session.labId, billId), reports),
    nextTry: nextSteps?.nextTry ?? null,
    closing: nextSteps?.closing ?? null,
    contacts: (resolved?.contacts ?? []).map((contact) =>
      mayCall ? contact : { ...contact, phone: null, email: null, fax: null, points: [] },
    ),
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
