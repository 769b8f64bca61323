import { z } from 'zod';
import { criticalRecordSchema, parameterSchema, patientSchema } from './callout.ts';
import { inboundMessageSchema } from './messages.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

/** One current result in a patient's table: what is shown, and what tells when its unit or version changed. */
export const patientResultSchema = parameterSchema
  .pick({
    resultId: true,
    parameterCode: true,
    parameterName: true,
    value: true,
    unit: true,
    referenceRange: true,
    status: true,
    verdict: true,
    isCritical: true,
  })
  .extend({
    /** When it was observed, else collected, else received. */
    at: instant,
    /** How many versions of it there have been. */
    versions: z.number().int(),
  });
export type PatientResult = z.infer<typeof patientResultSchema>;

export const patientOrderReportSchema = criticalRecordSchema
  .pick({
    labReportId: true,
    testCode: true,
    testName: true,
    specimen: true,
    status: true,
    criticalValues: true,
    criticalReason: true,
    criticalAt: true,
    dueAt: true,
    collectedAt: true,
    resultedAt: true,
    receivedAt: true,
    byHand: true,
  })
  .extend({
    isDismissed: z.boolean(),
    /** The newest completed callout of this report. */
    done: z.object({ at: instant, by: z.string(), told: z.string().nullable() }).nullable(),
    results: z.array(patientResultSchema),
  });
export type PatientOrderReport = z.infer<typeof patientOrderReportSchema>;

export const patientOrderSchema = z.object({
  billId: id,
  billNumber: z.string(),
  accessionNumber: z.string().nullable(),
  orderedAt: instant.nullable(),
  receivedAt: instant,
  orderingName: z.string().nullable(),
  organizationName: z.string().nullable(),
  ward: z.string().nullable(),
  room: z.string().nullable(),
  reports: z.array(patientOrderReportSchema),
});
export type PatientOrder = z.infer<typeof patientOrderSchema>;

/** An order that stood with another record before, or stands with one now: what a merge in the laboratory system leaves here. */
export const patientMoveSchema = z.object({
  at: instant,
  billId: id,
  billNumber: z.string(),
  direction: z.enum(['from', 'into']),
  other: patientSchema.pick({ id: true, identifier: true, identifierType: true }),
});
export type PatientMove = z.infer<typeof patientMoveSchema>;

/** GET /patients/{id}: the patient with their newest orders in the session's scope, newest first. */
export const patientPageSchema = z.object({
  patient: patientSchema,
  orders: z.array(patientOrderSchema),
  hasMore: z.boolean(),
  moves: z.array(patientMoveSchema),
  serverTime: instant,
});
export type PatientPage = z.infer<typeof patientPageSchema>;

/** GET /orders/{id}: one order with every report of it in the session's scope. */
export const orderPageSchema = z.object({ patient: patientSchema, order: patientOrderSchema, serverTime: instant });
export type OrderPage = z.infer<typeof orderPageSchema>;

/** POST /patients/{id}/log: everything known about a patient as CSV; the reason stands in the access log and in an event. */
export const exportPatientLogSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });

/** GET /patients/{id}/messages, /bills/{id}/messages: the messages the results came with; content by GET /order-messages/{id}. */
export const patientMessagesSchema = z.object({
  messages: z.array(
    inboundMessageSchema.extend({
      /** Nothing in it belongs to an order the session may not see: only then its content is given out. */
      isInScope: z.boolean(),
    }),
  ),
  hasMore: z.boolean(),
});
export type PatientMessages = z.infer<typeof patientMessagesSchema>;

/** GET /patients/{id}/audit: who looked, and what was done, newest first. */
export const patientAuditSchema = z.object({
  looks: z.array(
    z.object({ id, at: instant, who: z.string(), action: z.string(), reason: z.string().nullable(), billIds: z.array(id) }),
  ),
  events: z.array(z.object({ seq: id, at: instant, who: z.string(), type: z.string(), text: z.string(), billId: id.nullable() })),
  hasMore: z.boolean(),
});
export type PatientAudit = z.infer<typeof patientAuditSchema>;
