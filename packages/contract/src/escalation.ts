import { HOURS_KINDS, STEP_FROM, STEP_HOW, STEP_WHO, TEMPLATE_NAMES } from '@critical-callout/domain/escalation';
import { z } from 'zod';
import { weeklyHoursSchema } from './directory.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const reason = z.string().trim().min(1).max(2000);
const patientClass = z.enum(['inpatient', 'emergency', 'outpatient', 'other']);
const tier = z.enum(['critical', 'significant']);
const word = z.string().trim().min(1).max(100);
/** A week, the longest deadline and the longest wait. */
const MAX_MINUTES = 10_080;

const after = z.strictObject({ minutes: z.number().int().min(-MAX_MINUTES).max(MAX_MINUTES), from: z.enum(STEP_FROM) });

export const policyStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('notify'),
    after,
    who: z.enum(STEP_WHO),
    /** Which doctor, person, rota or department; null for a role. */
    whoId: id.nullish(),
    /** Its name; saving writes the one it has then. */
    whoName: z.string().max(300).nullish(),
    how: z.enum(STEP_HOW),
    /** What an overhead page says; no patient is named over loudspeakers. */
    say: z.string().trim().max(200).nullish(),
    repeat: z
      .strictObject({ everyMinutes: z.number().int().min(1).max(MAX_MINUTES), times: z.number().int().min(1).max(50) })
      .nullable()
      .default(null),
  }),
  z.strictObject({ kind: z.literal('exhausted'), after }),
]);

export const policyMatchSchema = z.strictObject({
  priority: word.nullable().default(null),
  patientClass: patientClass.nullable().default(null),
  /** The code of a department. */
  department: word.nullable().default(null),
  location: word.nullable().default(null),
  testCode: word.nullable().default(null),
  tier: tier.nullable().default(null),
  /** In or outside the laboratory's business hours when the report became critical; null: whenever. */
  hours: z.enum(HOURS_KINDS).nullable().default(null),
});

/** The document a laboratory writes. `match` is its identity: null means whatever it is, the narrowest match counts. */
export const policyFieldsSchema = z.strictObject({
  match: policyMatchSchema,
  /** Minutes from the result to the deadline; null: the setting `notify_within` for the patient class. */
  notifyWithinMinutes: z.number().int().min(1).max(MAX_MINUTES).nullable().default(null),
  warnBeforeMinutes: z.number().int().min(0).max(MAX_MINUTES).default(10),
  steps: z.array(policyStepSchema).max(20),
  /** Notices wait, at most five minutes and never past the deadline, while somebody's claim on the order counts. */
  claimPauses: z.boolean().default(false),
  isActive: z.boolean().default(true),
});
export type PolicyFields = z.infer<typeof policyFieldsSchema>;

/** Stored under `business_hours`: when the laboratory works as by day, on the clock on its wall. A holiday is a whole day outside. */
export const businessHoursSchema = z.strictObject({
  hours: weeklyHoursSchema.unwrap().default([{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }]),
  holidays: z.array(z.iso.date()).max(500).default([]),
});
export type BusinessHoursSetting = z.infer<typeof businessHoursSchema>;

/** POST /escalation-policies. `baseVersion` is the version the author saw, 0 for a new one; another in between is a 409. */
export const savePolicySchema = policyFieldsSchema.extend({
  baseVersion: z.number().int().min(0),
  reason,
  /** Approve in the same step: it counts for the next callout. */
  approve: z.boolean().default(false),
});
export type SavePolicy = z.infer<typeof savePolicySchema>;

export const policySchema = policyFieldsSchema.extend({
  id,
  policyKey: z.string(),
  version: z.number().int(),
  isApproved: z.boolean(),
  author: z.string(),
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  reason: z.string(),
  createdAt: instant,
});
export type Policy = z.infer<typeof policySchema>;

/** The newest version of each policy, what counts where none fits, and examples to begin with. */
export const policiesSchema = z.object({
  items: z.array(policySchema),
  byDefault: policyFieldsSchema,
  templates: z.array(z.object({ name: z.enum(TEMPLATE_NAMES), policy: policyFieldsSchema })),
});
export type Policies = z.infer<typeof policiesSchema>;

export const policyVersionsSchema = z.object({ items: z.array(policySchema) });

/** GET /escalation-policies/choices: what a step or a match can name beside people of the directory. */
export const policyChoicesSchema = z.object({
  departments: z.array(z.object({ id, code: z.string(), name: z.string() })),
  /** `place`: whose rota it is. */
  rotas: z.array(z.object({ id, code: z.string(), name: z.string(), place: z.string() })),
});
export type PolicyChoices = z.infer<typeof policyChoicesSchema>;

/** GET /escalation-policies/rota-gaps: when nobody who is on call could be reached. `place` null: there is no rota at all. */
export const rotaGapsSchema = z.object({
  days: z.number().int(),
  gaps: z.array(z.object({ from: instant, until: instant, place: z.string().nullable() })),
  more: z.number().int(),
});
export type RotaGaps = z.infer<typeof rotaGapsSchema>;

export const approvePolicySchema = z.object({ reason: reason.default('approved') });

/** POST /escalation-policies/simulate. Without `policy` the approved ones are asked, as for a real callout. */
export const simulateSchema = z.strictObject({
  policy: policyFieldsSchema.optional(),
  facts: z.strictObject({
    priority: word.nullable().default(null),
    patientClass: patientClass.nullable().default(null),
    department: word.nullable().default(null),
    location: word.nullable().default(null),
    testCode: z.string().trim().max(100).default(''),
    tier: tier.default('critical'),
  }),
  /** When the result becomes critical. */
  at: instant,
  /** An order whose doctor and organization are meant; without it those steps name nobody. */
  billId: id.nullable().default(null),
  /** The same by its number; needs the right to read callouts. */
  orderNumber: word.nullable().default(null),
});
export type Simulate = z.infer<typeof simulateSchema>;

const moment = z.object({ at: instant, local: z.string() });
const toldSchema = z.object({ name: z.string(), reason: z.string(), isReachable: z.boolean() });

export const simulatedSchema = z.object({
  policyKey: z.string(),
  version: z.number().int(),
  zone: z.string(),
  /** Whether the moment lies in the laboratory's business hours. */
  hours: z.enum(HOURS_KINDS),
  /** The policy that would count for such a callout at that moment; a policy that is asked about counts as approved. */
  counts: z.object({ policyKey: z.string(), match: policyMatchSchema, isAsked: z.boolean() }),
  criticalAt: moment,
  warnAt: moment,
  dueAt: moment,
  steps: z.array(
    moment.extend({
      number: z.number().int(),
      repeat: z.number().int(),
      kind: z.enum(['notify', 'exhausted']),
      who: z.enum(STEP_WHO),
      whoId: id.nullable(),
      whoName: z.string().nullable(),
      how: z.enum(STEP_HOW),
      say: z.string().nullable(),
      told: z.array(toldSchema),
    }),
  ),
  /** What saving this policy would be refused for. */
  problems: z.array(z.object({ code: z.string(), step: z.number().int().nullable(), message: z.string() })),
});
export type SimulatedAnswer = z.infer<typeof simulatedSchema>;

export const STEP_OUTCOMES = ['told', 'task', 'nobody-reached', 'collapsed', 'stopped'] as const;

/** GET /bills/{id}/escalation: every ladder of the order, the running ones first. */
export const billEscalationSchema = z.object({
  billId: id,
  runs: z.array(
    z.object({
      id,
      policyKey: z.string(),
      policyVersion: z.number().int(),
      startedAt: instant,
      criticalAt: instant,
      warnAt: instant,
      dueAt: instant,
      exhaustedAt: instant.nullable(),
      stoppedAt: instant.nullable(),
      stopReason: z.string().nullable(),
      steps: z.array(
        z.object({
          number: z.number().int(),
          repeat: z.number().int(),
          kind: z.enum(['notify', 'exhausted']),
          who: z.enum(STEP_WHO),
          whoName: z.string().nullable(),
          how: z.enum(STEP_HOW),
          say: z.string().nullable(),
          dueAt: instant,
          doneAt: instant.nullable(),
          /** Held back by a claim: until when at most, and whose claim it was. */
          held: z.object({ until: instant, by: z.string() }).nullable(),
          outcome: z.enum(STEP_OUTCOMES).nullable(),
          told: z.array(z.object({ name: z.string(), reason: z.string() })),
          missing: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Overhead pages the ladder asked for, the newest first; `doneAt` null: nobody has made it yet. */
  pages: z.array(
    z.object({
      id,
      step: z.number().int(),
      whom: z.string(),
      say: z.string(),
      askedAt: instant,
      doneAt: instant.nullable(),
      doneBy: z.string().nullable(),
    }),
  ),
  /** The watcher over all ladders: late means that nobody would notice a step that is not done. */
  auditor: z.object({ lastRunAt: instant.nullable(), isLate: z.boolean() }),
  serverTime: instant,
});
export type BillEscalation = z.infer<typeof billEscalationSchema>;

export const escalateNowSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });

/** POST /bills/{id}/overhead-pages/made: a page the ladder asked for was made. */
export const madePageSchema = z.strictObject({ pageId: id });

/** The mark of a worklist row. */
export const escalationMarkSchema = z.object({
  nextStepAt: instant.nullable(),
  nextStepNumber: z.number().int().nullable(),
  /** The next step waits for whoever claimed the order, at most until then. */
  heldUntil: instant.nullable(),
  /** Overhead pages that wait to be made. */
  pages: z.array(z.object({ id, whom: z.string(), say: z.string() })),
  isExhausted: z.boolean(),
});
export type EscalationMark = z.infer<typeof escalationMarkSchema>;
