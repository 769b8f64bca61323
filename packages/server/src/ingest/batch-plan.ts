import type { IncomingOrder, IncomingPatient, IncomingReport } from '@critical-callout/domain/result';
import { keyOfOrder, type Work } from './work.ts';

export type PlannedReport = { order: PlannedOrder; report: IncomingReport };

/** One bill of the batch. `patientKey` is null where the message names no patient. */
export type PlannedOrder = { work: Work; order: IncomingOrder; key: string; patientKey: string | null };

export type BatchPlan = {
  /** The last message of the batch wins where two name the same patient. */
  patients: Map<string, IncomingPatient>;
  orders: PlannedOrder[];
  reports: PlannedReport[];
};

/** Sorts out what a batch of messages says about which patients, orders and reports. The reader names each order and report once. */
export function planBatch(works: readonly Work[]): BatchPlan {
  const plan: BatchPlan = { patients: new Map(), orders: [], reports: [] };
  for (const work of works) {
    for (const order of work.read.orders) {
      const { identifier } = order.patient;
      const authority = authorityOf(order.patient.authority, work);
      const patientKey = identifier === null ? null : keyOfPatient(authority, identifier);
      if (patientKey !== null) plan.patients.set(patientKey, { ...order.patient, authority });
      const planned = { work, order, key: keyOfOrder(work.source.id, order.billNumber), patientKey };
      plan.orders.push(planned);
      for (const report of order.reports) plan.reports.push({ order: planned, report });
    }
  }
  return plan;
}

/** A number without CX.4 means something only to who sent it: 1001 of another source is another person. */
export const authorityOf = (authority: string, { source }: Work): string => authority || `source:${source.code}`;

export function keyOfPatient(authority: string, identifier: string): string {
  return `${authority}|${identifier}`;
}

export function keyOfReport(billId: number, report: { fillerOrderNumber: string; testCode: string }): string {
  return JSON.stringify([billId, report.fillerOrderNumber, report.testCode]);
}
