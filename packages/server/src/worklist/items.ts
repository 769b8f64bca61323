import type { Contact } from '@critical-callout/contract/order-contacts';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { CriticalValues, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';
import { listOwnership } from '../ownership/index.ts';
import type { Tx } from '../platform/db.ts';
import { listBills, summarizeCallouts } from './bills.ts';
import { listEscalations } from './escalations.ts';
import { listMarks } from './marks.ts';
import { listNextSteps } from './next-steps.ts';
import type { ResolveContacts } from './ports.ts';
import { type BillRecord, listRecords } from './records.ts';

export type ItemScope = { isPending: boolean; now: Date; resolveContacts: ResolveContacts };

/** The rows of these orders, in their order, in a number of statements that does not depend on how many they are. */
export async function listItems(
  tx: Tx,
  session: LabSession,
  orders: readonly { bill_id: number; due_at: Date | null }[],
  { isPending, now, resolveContacts }: ItemScope,
): Promise<WorklistItem[]> {
  const { labId } = session;
  const billIds = orders.map((row) => row.bill_id);
  const bills = await listBills(tx, labId, billIds);
  const criticalValues = isPending ? OPEN_CRITICAL_VALUES : [CriticalValues.CALLOUT_DONE];
  const records = await listRecords(tx, session, { billIds, criticalValues, onlyCritical: true });
  const summaries = await summarizeCallouts(tx, labId, billIds);
  const escalations = await listEscalations(tx, labId, billIds, now);
  const nextSteps = await listNextSteps(tx, labId, billIds, now);
  const marks = await listMarks(tx, session, billIds);
  const owners = await listOwnership(tx, labId, billIds, now);
  const resolved = await resolveContacts(tx, labId, billIds, now);
  // Whoever only reads makes no calls, and sees no numbers to call.
  const mayCall = sessionMay(session, 'callout.write');
  return orders.flatMap(({ bill_id, due_at }): WorklistItem[] => {
    const bill = bills.get(bill_id);
    const summary = summaries.get(bill_id);
    const mark = marks.get(bill_id);
    const ownership = owners.get(bill_id);
    if (!bill || !summary || !mark || !ownership) return [];
    return [
      {
        ...bill,
        ...(mayCall ? {} : { orderingPhone: null }),
        ...summary,
        ...mark,
        ...urgency(bill_id, due_at, records),
        ownership,
        nextTry: nextSteps.get(bill_id)?.nextTry ?? null,
        closing: nextSteps.get(bill_id)?.closing ?? null,
        escalation: escalations.get(bill_id) ?? null,
        hasNoContact: resolved.get(bill_id)?.hasNoContact ?? true,
        nextContact: nextOf(resolved.get(bill_id)?.contacts ?? []),
      },
    ];
  });
}

/** The first in the order of the ladder whom somebody can call. */
function nextOf(contacts: readonly Contact[]): WorklistItem['nextContact'] {
  const next = contacts.find(({ phone }) => phone !== null) ?? contacts[0];
  return next ? { name: next.name, isOnDuty: next.isOnDuty } : null;
}

function urgency(billId: number, dueAt: Date | null, records: readonly BillRecord[]) {
  const reports = records.filter((record) => record.billId === billId);
  const earliest = (pick: (record: BillRecord) => string | null): string | null =>
    reports
      .map(pick)
      .filter((at) => at !== null)
      .sort()[0] ?? null;
  return {
    dueAt: dueAt?.toISOString() ?? null,
    criticalAt: earliest((r) => r.criticalAt),
    resultedAt: earliest((r) => r.resultedAt),
    reports,
  };
}
