import type { PlannedReport } from './batch-plan.ts';
import type { StoredOrder, StoredPatient } from './order-queries.ts';

/** A message that names another patient than the order has had since a later message: it came late, or its order number is wrong. */
export type ForeignMessage = { billId: number; patientId: number; messagePatientId: number };

/** Its results stand on somebody else's order: a person has to look, and nothing takes that back by itself. */
export function isForeign(order: Pick<StoredOrder, 'patientId'>, patient: StoredPatient | null): patient is StoredPatient {
  return patient !== null && patient.id !== order.patientId;
}

/** At most one for each order of the message, whatever the number of its reports. */
export function foreignOf(
  { order: planned, report }: PlannedReport,
  order: StoredOrder,
  patient: StoredPatient | null,
): ForeignMessage[] {
  if (!isForeign(order, patient) || planned.order.reports[0] !== report) return [];
  return [{ billId: order.id, patientId: order.patientId, messagePatientId: patient.id }];
}
