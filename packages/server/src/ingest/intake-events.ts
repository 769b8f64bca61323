import { appendEvents, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { ForeignMessage } from './foreign.ts';
import type { MergedPatient } from './merge-patients.ts';
import type { StoredOrder } from './order-queries.ts';
import type { Work } from './work.ts';

/** Events of intake: messages kept apart, orders that came to belong to another patient. */
export const INTAKE_CATEGORY = 641;

type Intake = {
  quarantined: { work: Work; messageId: number }[];
  merged: MergedPatient[];
  moved: StoredOrder[];
  foreign: ForeignMessage[];
};

export async function recordIntake(
  tx: Tx,
  labId: number,
  now: Date,
  { quarantined, merged, moved, foreign }: Intake,
): Promise<void> {
  const events: NewEvent[] = [
    ...quarantined.map(({ work, messageId }) => ({
      at: now,
      category: INTAKE_CATEGORY,
      type: 'message-quarantined',
      text: `Message quarantined - source ${work.source.code} - ${work.read.reason}`,
      actor: SYSTEM_ACTOR,
      message_id: messageId,
      source: work.source.code,
    })),
    ...merged.flatMap((merge) => mergeEvents(now, merge)),
    // The values stay on the order; whoever has it open must see that its person changed.
    ...moved.map((order) => ({
      at: now,
      category: INTAKE_CATEGORY,
      type: 'order-patient-changed',
      text: 'The laboratory system moved the order to another patient',
      actor: SYSTEM_ACTOR,
      bill_id: order.id,
      former_patient_id: order.formerPatientId,
      patient_id: order.patientId,
    })),
    // Its values stand on the order of another patient until somebody has looked.
    ...foreign.map(({ billId, patientId, messagePatientId }) => ({
      at: now,
      category: INTAKE_CATEGORY,
      type: 'order-patient-differs',
      text: 'A message that came late names another patient than the order has now',
      actor: SYSTEM_ACTOR,
      bill_id: billId,
      patient_id: patientId,
      message_patient_id: messagePatientId,
    })),
  ];
  if (events.length > 0) await appendEvents(tx, labId, events);
}

/** The merge itself, and each order it moved: the history of both says whose number it had. */
function mergeEvents(now: Date, { messageId, formerPatientId, patientId, billIds }: MergedPatient): NewEvent[] {
  const common = {
    at: now,
    category: INTAKE_CATEGORY,
    actor: SYSTEM_ACTOR,
    former_patient_id: formerPatientId,
    patient_id: patientId,
  };
  return [
    {
      ...common,
      type: 'patients-merged',
      text: `The hospital made one of two records of a patient, Orders - ${billIds.length}`,
      message_id: messageId,
    },
    ...billIds.map((billId) => ({
      ...common,
      type: 'order-patient-changed',
      text: 'The hospital made one of two records of the patient; the order stands with the one that stays',
      bill_id: billId,
      is_merge: true,
    })),
  ];
}
