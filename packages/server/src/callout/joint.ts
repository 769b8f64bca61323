import { randomUUID } from 'node:crypto';
import type { SubmitJoint, SubmitJointAnswer } from '@critical-callout/contract/callout';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findLastAction, lockBills } from './load.ts';
import type { CalloutDirectory, Ladder, NextRung, QueueDeliveries } from './ports.ts';
import { processCallout } from './process.ts';

type ProcessJoint = SubmitJoint & { session: LabSession; baseUrl: string; now: Date };
type JointBill = { id: number; bill_number: string; patient_id: number; version: number };

/**
 * One conversation about several orders of one patient, in one transaction: every order is recorded as by a callout of its
 * own, or none is. Orders that somebody closed meanwhile are all named, so that the caller can keep the record as an
 * attempt or leave them out; what was typed stays with the client.
 */
export async function processJointCallout(
  tx: Tx,
  input: ProcessJoint,
  queueDeliveries: QueueDeliveries,
  directory: CalloutDirectory,
  ladder?: Ladder,
  nextRung?: NextRung,
): Promise<SubmitJointAnswer> {
  const { session, bills, isDraft, notification, baseUrl, now } = input;
  const billIds = bills.map(({ billId }) => billId);
  refuseRepeated(billIds);
  // All of them before the first event: two joint calls meet here, not one behind the other's lock of the audit trail.
  await lockBills(tx, session.labId, billIds);
  const found = await listJointBills(tx, session, billIds);
  refuseUnknown(billIds, found);
  refuseSeveralPatients(found);
  if (!isDraft) await refuseContested(tx, input, found);
  const conversation = { id: randomUUID(), billIds };
  const answers: SubmitJointAnswer['bills'] = [];
  for (const [index, { billId, seenVersion, labReportIds, readBack }] of bills.entries()) {
    const one = {
      session,
      billId,
      labReportIds,
      isDraft,
      seenVersion: seenVersion ?? null,
      baseUrl,
      now,
      conversation,
      notification: { ...notification, readBack },
    };
    // A number was wrong, or somebody was missing, once, whatever the orders: the task is opened with the first, before the
    // audit trail is locked.
    const nothing = async (): Promise<void> => undefined;
    const told = index === 0 ? directory : { ...directory, reportWrongNumber: nothing, suggestContact: nothing };
    const answer = processCallout(tx, one, queueDeliveries, told, ladder, nextRung);
    answers.push({ billId, ...(await answer.catch((error: unknown) => throwNamed(error, billId))) });
  }
  return { conversationId: conversation.id, bills: answers };
}

/** Why one order refuses, with the order: the caller has several on the screen. */
function throwNamed(error: unknown, billId: number): never {
  if (!(error instanceof Refused)) throw error;
  const { refusal: code, message, details } = error.refusal;
  throw new Refused(refusal(code, message, { ...details, billId }), error.status);
}

async function listJointBills(tx: Tx, session: LabSession, billIds: readonly number[]): Promise<JointBill[]> {
  const { rows } = await sql<JointBill>`
    select b.id, b.bill_number, b.patient_id, b.version from bills b
    where b.lab_id = ${session.labId} and b.id = any(${[...billIds]}::bigint[])
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})
    order by b.id`.execute(tx);
  return rows;
}

function refuseRepeated(billIds: readonly number[]): void {
  const repeated = billIds.find((id, index) => billIds.indexOf(id) !== index);
  if (repeated === undefined) return;
  throw new Refused(refusal('callout.joint-repeated', `order ${repeated} stands twice in bills`, { field: 'bills' }), 422);
}

function refuseUnknown(billIds: readonly number[], found: readonly JointBill[]): void {
  const billId = billIds.find((id) => !found.some((bill) => bill.id === id));
  if (billId === undefined) return;
  throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`, { billId }), 404);
}

function refuseSeveralPatients(found: readonly JointBill[]): void {
  if (new Set(found.map((bill) => bill.patient_id)).size === 1) return;
  throw new Refused(
    refusal(
      'callout.joint-patients',
      'bills names orders of more than one patient; each patient is told of in a call of its own',
      {
        field: 'bills',
      },
    ),
    422,
  );
}

/** Every order that is not as it was seen, each with who did what: nothing is closed while one of them is contested. */
async function refuseContested(tx: Tx, { bills, session }: ProcessJoint, found: readonly JointBill[]): Promise<void> {
  const seen = new Map(bills.map(({ billId, seenVersion }) => [billId, seenVersion]));
  const unseen = bills.find(({ seenVersion }) => seenVersion === undefined);
  if (unseen) {
    const message = `closing needs seenVersion of order ${unseen.billId}, the version that was seen`;
    throw new Refused(refusal('callout.version-missing', message, { field: 'bills', billId: unseen.billId }), 428);
  }
  const contested: Record<string, unknown>[] = [];
  for (const { id, bill_number, version } of found.filter((bill) => seen.get(bill.id) !== bill.version)) {
    const last = await findLastAction(tx, session.labId, id);
    const who = last && { by: last.name, at: last.at.toISOString(), text: last.text };
    contested.push({ billId: id, billNumber: bill_number, version, seenVersion: seen.get(id), ...who });
  }
  if (contested.length === 0) return;
  const numbers = contested.map(({ billNumber }) => billNumber).join(', ');
  throw new Refused(
    refusal('callout.joint-contested', `changed since they were seen: orders ${numbers}; nothing was recorded`, { contested }),
    409,
  );
}
