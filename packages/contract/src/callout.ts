import { ATTEMPT_OUTCOMES, CLOSING_CODES, CriticalValues, SIGN_VIA } from '@critical-callout/domain/callout';
import { z } from 'zod';
import { boundsSchema, deltaSchema, passedBoundSchema } from './judged.ts';
import { contactSchema, recipientSchema } from './order-contacts.ts';
import { relayMetaSchema, relaySchema } from './relay.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

export const criticalValuesSchema = z.literal(Object.values(CriticalValues));

export const communicationMethodSchema = z.enum(['email', 'fax', 'sms', 'whatsapp', 'phone']);

/** Stored JSON, with exactly the specification's keys; unknown keys are refused. */
export const criticalCalloutMetaSchema = z.strictObject({
  communication_methods: z.array(communicationMethodSchema),
  notify_to_others: z.strictObject({ name: z.string(), email: z.string(), fax: z.string(), contactNumber: z.string() }),
  already_notified: z.strictObject({
    phone_call: z.strictObject({ name: z.string(), contact: z.string() }),
    fax: z.strictObject({ name: z.string(), fax_number: z.string() }),
  }),
  log_message: z.string(),
  callout_for: z.array(id).optional(),
});
export type CriticalCalloutMeta = z.infer<typeof criticalCalloutMetaSchema>;

export const criticalValuesMetaSchema = z.array(
  z.strictObject({
    parameter_name: z.string(),
    value: z.string(),
    unit: z.string(),
    reference_range: z.string(),
    bounds: boundsSchema,
  }),
);
export type CriticalValuesMeta = z.infer<typeof criticalValuesMetaSchema>;

export const readBackSchema = z.union([
  z.strictObject({
    /** In the order heard. A value read back wrongly and then again stands twice; the last of each result counts. */
    values: z
      .array(z.strictObject({ resultId: id, heard: z.string().trim().min(1).max(200) }))
      .min(1)
      .max(500),
  }),
  z.strictObject({
    exception: z.enum(['recipient-declined', 'line-lost', 'language', 'non-verbal-channel', 'other']),
    reason: z.string().trim().min(3).max(500),
  }),
]);

export const STATED_IDENTIFIERS = ['name', 'born', 'identifier', 'second-identifier'] as const;

/** Who is to be called instead, as whoever answered said. */
export const sentToSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  phone: z.string().trim().min(2).max(60),
});

export const notificationSchema = z.strictObject({
  recipients: z.array(recipientSchema).max(4).default([]),
  sendEmail: z.boolean().default(false),
  sendFax: z.boolean().default(false),
  sendSms: z.boolean().default(false),
  sendWhatsapp: z.boolean().default(false),
  other: z
    .strictObject({
      name: z.string().trim().min(1).max(200),
      email: z.email().max(254).optional(),
      faxNumber: z.string().trim().max(40).optional(),
      contactNumber: z.string().trim().max(40).optional(),
    })
    .optional(),
  notifiedByCall: z
    .strictObject({
      name: z.string().trim().min(1).max(200),
      contact: z.string().trim().max(60).default(''),
      role: z.string().trim().max(100).optional(),
      at: instant.optional(),
    })
    .optional(),
  notifiedByFax: z
    .strictObject({
      name: z.string().trim().min(1).max(200),
      faxNumber: z.string().trim().min(3).max(40),
      at: instant.optional(),
    })
    .optional(),
  outcome: z.enum(ATTEMPT_OUTCOMES).optional(),
  readBack: readBackSchema.optional(),
  /** Confirmed without a read-back: what the desk read back earlier, in the attempt that waits for it, is taken. */
  relay: relaySchema.optional(),
  /** With the outcome `sent-to-someone-else`, and only then: added to the order's contacts, and called next. */
  sentTo: sentToSchema.optional(),
  /** What the recipient stated of the patient before the value was told: two of them make the patient certain. */
  identifiedBy: z.array(z.enum(STATED_IDENTIFIERS)).max(STATED_IDENTIFIERS.length).optional(),
  comment: z.string().trim().max(2000).optional(),
  /** When the call was made, if not now; more than five minutes back needs a reason. */
  performedAt: instant.optional(),
  backDatedReason: z.string().trim().min(3).max(500).optional(),
  /** The number of the printed call sheet this was first written on. */
  downtimeSheet: id.optional(),
  /** When to try again, if not by the laboratory's rule for the outcome; within the next 24 hours. */
  nextTryAt: instant.optional(),
});
export type Notification = z.infer<typeof notificationSchema>;

export const submitCalloutSchema = z.strictObject({
  labReportIds: z.array(id).min(1).max(1000),
  isDraft: z.boolean(),
  notification: notificationSchema,
});
export type SubmitCallout = z.infer<typeof submitCalloutSchema>;

/** Orders of one conversation: more than this is no telephone call. */
const MAX_JOINT_BILLS = 20;

/**
 * One conversation about several orders of one patient: everything is recorded or nothing. Each order brings its selection,
 * the version that was seen (closing needs it) and what was read back of it; the rest was said once.
 */
export const submitJointSchema = z.strictObject({
  isDraft: z.boolean(),
  bills: z
    .array(
      z.strictObject({
        billId: id,
        seenVersion: z.number().int().optional(),
        labReportIds: z.array(id).min(1).max(1000),
        readBack: readBackSchema.optional(),
      }),
    )
    .min(2)
    .max(MAX_JOINT_BILLS),
  notification: notificationSchema.omit({ readBack: true }),
});
export type SubmitJoint = z.infer<typeof submitJointSchema>;

/** The single-report path: the selection is the report of the address. */
export const notifyReportSchema = submitCalloutSchema.omit({ labReportIds: true });

/** Why a report leaves every list; its history and status stay, and restoring brings them back. */
export const dismissReportSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });
export const dismissAnswerSchema = z.object({ labReportId: id, dismissedAt: instant.nullable() });

/** Waits for a second person; the callout is open until then. */
export const waitingClosingSchema = z.object({
  closingId: id,
  labReportIds: z.array(id),
  code: z.enum(CLOSING_CODES),
  comment: z.string(),
  requestedBy: z.string(),
  requestedByName: z.string(),
  requestedAt: instant,
});
export type WaitingClosing = z.infer<typeof waitingClosingSchema>;

/** A further try that is planned, and the outcome of the attempt it follows. */
export const nextTrySchema = z.object({ at: instant, outcome: z.string(), isPassed: z.boolean() });
export type NextTry = z.infer<typeof nextTrySchema>;

export const signReportSchema = z.strictObject({ via: z.enum(SIGN_VIA) });
export const signAnswerSchema = z.object({ labReportId: id, signedAt: instant });

/** One row of the audit table, as stored, with the stored JSON under its own keys. */
export const criticalCalloutSchema = z.object({
  id,
  billId: id.nullable(),
  billNumber: z.string(),
  labReportId: id.nullable(),
  isDraft: z.boolean(),
  recipients: z.array(recipientSchema),
  criticalCalloutComment: z.string(),
  criticalCalloutMeta: criticalCalloutMetaSchema,
  criticalValuesMeta: criticalValuesMetaSchema,
  outcome: z.string(),
  readBack: z.record(z.string(), z.unknown()).nullable(),
  performedByUser: z.string().nullable(),
  performedByDoctor: id.nullable(),
  performedByName: z.string(),
  performedAt: instant,
  backDatedReason: z.string().nullable(),
  downtimeSheet: id.nullable(),
  /** Closed with this code: nobody was told. */
  closingCode: z.enum(CLOSING_CODES).nullable(),
  relay: relayMetaSchema.nullable(),
  /** Absent in answers that were kept by an earlier version. */
  sentTo: sentToSchema.nullable().default(null),
  recordedAt: instant,
  supersededAt: instant.nullable(),
  /** The same on all records of one call about several orders; null: a call about this order. */
  conversationId: z.uuid().nullable(),
});
export type CriticalCallout = z.infer<typeof criticalCalloutSchema>;

export const submitCalloutAnswerSchema = z.object({
  callouts: z.array(criticalCalloutSchema),
  reports: z.array(z.object({ labReportId: id, criticalValues: criticalValuesSchema })),
  version: z.number().int(),
  /** The line of the audit trail that says so; absent in answers that were kept by an earlier version. */
  eventSeq: id.optional(),
  /** What follows an attempt that leaves something open, by the laboratory's rule for its outcome; null: nothing. */
  nextStep: z
    .object({
      retryAt: instant.nullable(),
      /** The rung of the ladder that was done because of it. */
      escalated: z.object({ step: z.number().int(), who: z.string(), how: z.string(), told: z.array(z.string()) }).nullable(),
      isDirectoryTask: z.boolean(),
      /** The callout may be closed with this code; it is not closed by itself. */
      closeWith: z.enum(CLOSING_CODES).nullable(),
    })
    .nullable(),
});
export type SubmitCalloutAnswer = z.infer<typeof submitCalloutAnswerSchema>;

export const submitJointAnswerSchema = z.object({
  conversationId: z.uuid(),
  /** In the order of the request. */
  bills: z.array(submitCalloutAnswerSchema.extend({ billId: id })),
});
export type SubmitJointAnswer = z.infer<typeof submitJointAnswerSchema>;

/** One value of one parameter with everything needed to read it out safely. */
export const parameterSchema = z.object({
  resultId: id,
  parameterCode: z.string(),
  parameterName: z.string(),
  valueType: z.string(),
  value: z.string(),
  unit: z.string(),
  referenceRange: z.string(),
  flags: z.array(z.string()),
  status: z.string(),
  note: z.string().nullable(),
  observedAt: instant.nullable(),
  verdict: z.enum([
    'normal',
    'abnormal',
    'critical-low',
    'critical-high',
    'critical-change',
    'critical-qualitative',
    'cannot-say',
  ]),
  isCritical: z.boolean(),
  /** Past the limit's second bound as well: marked twice. */
  isBeyondSecond: z.boolean(),
  verdictReason: z.string(),
  isDisagreement: z.boolean(),
  limitId: id.nullable(),
  limitVersion: z.number().int().nullable(),
  bounds: boundsSchema.nullable(),
  /** The critical bound that was passed; null of results judged before it was kept, and of others. */
  passed: passedBoundSchema.nullable(),
  /** The change that made it critical, alone or with a bound. */
  delta: deltaSchema.nullable(),
  /** The version this one replaced, if any: shown struck beside the word "Corrected". */
  corrected: z.object({ value: z.string(), unit: z.string(), receivedAt: instant }).nullable(),
  /** The latest result of the same parameter and patient before this one. */
  previous: z.object({ value: z.string(), unit: z.string(), observedAt: instant.nullable() }).nullable(),
  /** Up to ten earlier results of it, the oldest first, for the little line beside the value. Only in the panel. */
  trend: z.array(z.object({ value: z.string(), unit: z.string(), observedAt: instant })).default([]),
});
export type Parameter = z.infer<typeof parameterSchema>;

/** Somebody who heard an earlier value of a report that opened again or changed, linked to the callout or message it was. */
export const toldBeforeSchema = z.object({
  calloutId: id.nullable(),
  deliveryId: id.nullable(),
  eventSeq: id,
  /** `declared`: the record names only the kind of recipient. */
  how: z.enum(['phone', 'fax', 'email', 'sms', 'whatsapp', 'webhook', 'declared']),
  name: z.string(),
  role: z.string().nullable(),
  contact: z.string().nullable(),
  by: z.string().nullable(),
  at: instant,
  values: z.array(z.object({ parameterName: z.string(), value: z.string(), unit: z.string() })),
});
export type ToldBefore = z.infer<typeof toldBeforeSchema>;

const minutes = z.number().nullable();

/** The measures of the latest opening of a report (measureCallout of the domain package); minutes from `criticalAt`. */
export const calloutMeasuresSchema = z.object({
  criticalAt: instant,
  dueAt: instant,
  firstAttemptAt: instant.nullable(),
  doneAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  minutesToFirstAttempt: minutes,
  minutesToDone: minutes,
  minutesToAcknowledged: minutes,
  attempts: z.number().int(),
  isDoneInTime: z.boolean().nullable(),
  /** Back-dated entries and withdrawn callouts are counted apart. */
  countedAs: z.enum(['regular', 'back-dated', 'withdrawn']),
  /** How often the report has opened so far; more than 1: opened again. */
  openings: z.number().int(),
});
export type CalloutMeasuresOut = z.infer<typeof calloutMeasuresSchema>;

/** A result that was typed here, because it was read out by telephone or came on paper. */
export const byHandSchema = z.object({
  id,
  enteredBy: z.string(),
  enteredByUserId: z.string(),
  enteredAt: instant,
  receivedThrough: z.enum(['telephone', 'paper']),
  receivedFrom: z.string(),
  verifiedBy: z.string(),
  /** As it was told; empty: none was. */
  limit: z.string(),
  isCheckNeeded: z.boolean(),
  checkedBy: z.string().nullable(),
  checkedAt: instant.nullable(),
  withdrawnAt: instant.nullable(),
  withdrawnReason: z.string().nullable(),
});
export type ByHand = z.infer<typeof byHandSchema>;

export const criticalRecordSchema = z.object({
  labReportId: id,
  testCode: z.string(),
  testName: z.string(),
  specimen: z.string().nullable(),
  departmentId: id.nullable(),
  status: z.enum(['preliminary', 'final', 'corrected', 'cancelled']),
  criticalValues: criticalValuesSchema,
  criticalReason: z.string().nullable(),
  /** Open again, or changed while open: who heard an earlier value and must be told of this one, newest first. */
  toldBefore: z.array(toldBeforeSchema),
  /** Null: it never opened. */
  measures: calloutMeasuresSchema.nullable(),
  criticalAt: instant.nullable(),
  dueAt: instant.nullable(),
  collectedAt: instant.nullable(),
  resultedAt: instant.nullable(),
  receivedAt: instant,
  /** Null: a laboratory system sent it. */
  byHand: byHandSchema.nullable(),
  /** Critical parameters first, then the others of the same test. */
  parameters: z.array(parameterSchema),
});
export type CriticalRecord = z.infer<typeof criticalRecordSchema>;

export const patientSchema = z.object({
  id,
  familyName: z.string().nullable(),
  givenName: z.string().nullable(),
  title: z.string().nullable(),
  born: z.iso.date().nullable(),
  sex: z.enum(['female', 'male', 'other', 'unknown']).nullable(),
  identifier: z.string().nullable(),
  identifierType: z.string().nullable(),
  secondIdentifier: z.string().nullable(),
  secondIdentifierType: z.string().nullable(),
});
export type Patient = z.infer<typeof patientSchema>;

export const billSchema = z.object({
  billId: id,
  billNumber: z.string(),
  accessionNumber: z.string().nullable(),
  version: z.number().int(),
  patient: patientSchema,
  patientClass: z.string().nullable(),
  ward: z.string().nullable(),
  room: z.string().nullable(),
  priority: z.string().nullable(),
  orderingName: z.string().nullable(),
  orderingPhone: z.string().nullable(),
});
export type Bill = z.infer<typeof billSchema>;

/** GET /bills/{id}/critical-records */
export const criticalRecordsSchema = z.object({
  bill: billSchema,
  reports: z.array(criticalRecordSchema),
  attemptedCallout: criticalCalloutSchema.nullable(),
  nextTry: nextTrySchema.nullable(),
  closing: waitingClosingSchema.nullable(),
  contacts: z.array(contactSchema),
  /** Nobody but the laboratory's last resort can be reached. */
  hasNoContact: z.boolean(),
  serverTime: instant,
});
export type CriticalRecords = z.infer<typeof criticalRecordsSchema>;
