import { z } from 'zod';
import { worklistQuerySchema } from './worklist.ts';

/** The worklist's own filters, and the period of becoming critical: `from` inclusive, `to` exclusive, lab's days. */
export const exportQuerySchema = worklistQuerySchema.pick({ q: true, departmentId: true }).extend({
  tab: z.enum(['pending', 'done', 'all']).default('all'),
  from: z.iso.date(),
  to: z.iso.date(),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

/**
 * Columns of the callout export, in order: key and heading. One row per report: times and minutes are those of the first time it
 * opened in the period, by the definitions every screen uses; a report that opened again says so.
 */
export const EXPORT_COLUMNS = {
  billNumber: 'Order',
  accessionNumber: 'Accession',
  patientName: 'Patient',
  born: 'Born',
  sex: 'Sex',
  patientIdentifier: 'Patient number',
  ward: 'Ward',
  department: 'Department',
  testName: 'Test',
  parameters: 'Parameters',
  referenceRanges: 'Reference ranges',
  criticalBounds: 'Critical bounds',
  calloutStatus: 'Callout Status',
  collectedAt: 'Collected',
  resultedAt: 'Resulted',
  criticalAt: 'Critical since',
  dueAt: 'Due',
  attempts: 'Attempts',
  firstAttemptAt: 'First attempt',
  minutesToFirstAttempt: 'Minutes to first attempt',
  doneAt: 'Done',
  minutesToDone: 'Minutes to done',
  acknowledgedAt: 'Acknowledged',
  minutesToAcknowledged: 'Minutes to acknowledged',
  countedAs: 'Counted as',
  openedAgain: 'Opened again',
  openedAgainAt: 'Last opened again',
  openedAgainReason: 'Opened again because',
  calledBy: 'Called by',
  told: 'Told',
  methods: 'How',
  recipients: 'Recipients',
  outcome: 'Outcome',
  readBack: 'Read-back',
  relay: 'Passed on',
  sentTo: 'Sent to',
  enteredLater: 'Entered later',
  closedAs: 'Closed as',
  comment: 'Comment',
} as const;
export type ExportColumn = keyof typeof EXPORT_COLUMNS;
export type ExportRow = Record<ExportColumn, string | number | null>;
