import { z } from 'zod';
import { criticalValuesSchema } from './callout.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

/** A document of the index `patient_reports` (interfaces.md section 5): one per lab report, under these names. */
export const patientReportSchema = z.object({
  labReportId: id,
  labId: id,
  billId: id.nullable(),
  billNumber: z.string().nullable(),
  accessionNumber: z.string().nullable(),
  patientName: z.string(),
  patientId: id.nullable(),
  testName: z.string(),
  departmentId: id.nullable(),
  doctorId: id.nullable(),
  organizationId: id.nullable(),
  criticalValues: criticalValuesSchema,
  criticalAt: instant.nullable(),
  dueAt: instant.nullable(),
  lastUpdated: instant,
});
export type PatientReport = z.infer<typeof patientReportSchema>;

export const searchQuerySchema = z.object({
  /** The beginning of a family name (or `FAMILY, given`), patient number, order number or accession number. */
  q: z.string().trim().min(3, 'at least 3 characters').max(100),
  criticalValues: z.coerce.number().pipe(criticalValuesSchema).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** A found report with the second identifier that tells people of one name apart. */
export const foundReportSchema = patientReportSchema.extend({
  born: z.iso.date().nullable(),
  patientIdentifier: z.string().nullable(),
  patientIdentifierType: z.string().nullable(),
});
export const searchAnswerSchema = z.object({ items: z.array(foundReportSchema), hasMore: z.boolean() });
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
