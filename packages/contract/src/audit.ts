import { z } from 'zod';

/** What one verification of the audit trail found. */
export const auditVerificationSchema = z.object({
  at: z.iso.datetime({ offset: true }),
  askedBy: z.string(),
  askedThrough: z.enum(['screen', 'command-line', 'daily']),
  /** How many events from the first on fit. */
  checked: z.number().int(),
  /** The first that does not, and why; null: all fit. */
  broken: z.object({ seq: z.number().int(), reason: z.string() }).nullable(),
  headHash: z.string().nullable(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;

/** GET /audit/verifications: newest first. */
export const auditVerificationsSchema = z.object({ verifications: z.array(auditVerificationSchema) });
export type AuditVerifications = z.infer<typeof auditVerificationsSchema>;

/** POST /audit/verify: the whole chain recomputed now. */
export const auditVerifiedSchema = z.object({
  checked: z.number().int(),
  broken: auditVerificationSchema.shape.broken,
  head: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
});
export type AuditVerified = z.infer<typeof auditVerifiedSchema>;
