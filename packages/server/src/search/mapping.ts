import type { PatientReport } from '@critical-callout/contract/search';
import { CriticalValues } from '@critical-callout/domain/callout';

type Field = {
  type: 'long' | 'keyword' | 'text' | 'date' | 'byte';
  fields?: Record<string, { type: 'keyword' }>;
  meta?: Record<string, string>;
};

/**
 * Mapping of the search index `patient_reports`: one document per lab report. criticalValues is a number of the domain's
 * CriticalValues; the mapping says which, for whoever reads the index without this program.
 */
export const PATIENT_REPORTS_MAPPING: { dynamic: 'strict'; properties: Record<keyof PatientReport, Field> } = {
  dynamic: 'strict',
  properties: {
    labReportId: { type: 'long' },
    labId: { type: 'long' },
    billId: { type: 'long' },
    billNumber: { type: 'keyword' },
    accessionNumber: { type: 'keyword' },
    patientName: { type: 'text', fields: { keyword: { type: 'keyword' } } },
    patientId: { type: 'long' },
    testName: { type: 'text', fields: { keyword: { type: 'keyword' } } },
    departmentId: { type: 'long' },
    doctorId: { type: 'long' },
    organizationId: { type: 'long' },
    criticalValues: {
      type: 'byte',
      meta: Object.fromEntries(Object.entries(CriticalValues).map(([name, value]) => [String(value), name])),
    },
    criticalAt: { type: 'date' },
    dueAt: { type: 'date' },
    lastUpdated: { type: 'date' },
  },
};
