import type { Problem } from '../kernel/index.ts';

/** HL7 table 0001, reduced to what limits distinguish. */
export type Sex = 'female' | 'male' | 'other' | 'unknown';

/** PV1-2, reduced to what policies distinguish. */
export type PatientClass = 'inpatient' | 'emergency' | 'outpatient' | 'other';

/** A laboratory message, read: the same shape whether it arrived as HL7 v2 or FHIR. Text as received, escapes decoded. */
export type IncomingMessage = {
  /** MSH-10; empty when missing. */
  controlId: string;
  /** MSH-9, as `ORU^R01`. */
  messageType: string;
  sendingApplication: string;
  sendingFacility: string;
  /** MSH-7. */
  sentAt: Date | null;
  orders: IncomingOrder[];
  problems: Problem[];
};

/** PID. All null when the message names no patient. */
export type IncomingPatient = {
  identifier: string | null;
  authority: string;
  identifierType: string | null;
  secondIdentifier: string | null;
  secondIdentifierType: string | null;
  familyName: string | null;
  givenName: string | null;
  title: string | null;
  /** `YYYY-MM-DD`. */
  born: string | null;
  sex: Sex | null;
  died: boolean;
};

/** ADT^A40 and its older kin: one person had two records. Orders of `prior` belong to `patient` from now on. */
export type IncomingMerge = {
  /** PID: the record that stays. Its identifier is never null. */
  patient: IncomingPatient;
  /** MRG: the number that is used no more. */
  prior: { identifier: string; authority: string };
};

export type IncomingProvider = { code: string; name: string; phone: string };

/** A bill: everything requested for one patient at one time. */
export type IncomingOrder = {
  billNumber: string;
  accessionNumber: string | null;
  patient: IncomingPatient;
  ordering: IncomingProvider | null;
  patientClass: PatientClass | null;
  ward: string | null;
  room: string | null;
  bed: string | null;
  visitNumber: string | null;
  priority: string | null;
  orderedAt: Date | null;
  reports: IncomingReport[];
};

/** One test of a bill: OBR with its OBX. */
export type IncomingReport = {
  fillerOrderNumber: string;
  testCode: string;
  testName: string;
  /** OBR-24, the diagnostic service section. */
  departmentCode: string | null;
  /** SPM-4 or OBR-15: its text, else its code. */
  specimen: string | null;
  /** Its code, where the text is another. */
  specimenCode: string | null;
  status: 'preliminary' | 'final' | 'corrected' | 'cancelled';
  collectedAt: Date | null;
  /** OBR-22, else the latest OBX-19/14, else MSH-7. */
  resultedAt: Date | null;
  /** false where the status says that no specimen was taken yet (OBR-25 O, I, S). */
  isCollected: boolean;
  results: IncomingResult[];
};

/** One value of one parameter: OBX with the NTE under it. */
export type IncomingResult = {
  parameterCode: string;
  /** `LN` for LOINC; the sender's own name otherwise; empty when not said. */
  codeSystem: string;
  parameterName: string;
  /** OBX-4. */
  subId: string;
  /** OBX-2. */
  valueType: string;
  /** OBX-5 as received: `6.8`, `<0.5`, `1:128`; coded values as their text; repeats and lines joined with a line feed. */
  value: string;
  /** Codes of a coded value (CWE.1, CWE.4), for matching options. */
  valueCodes: string[];
  /** OBX-6, the code if given, else the text. */
  unit: string | null;
  /** OBX-7. */
  referenceRange: string | null;
  /** OBX-8, every repeat, upper case. */
  flags: string[];
  /** OBX-11: F P R S C A U D W X; O, I and N are left out by the reader. */
  status: string;
  /** Which version is newer: the later of OBX-19 and OBR-22, else OBX-14, else MSH-7. Null where it orders nothing. */
  versionAt: Date | null;
  /** MSH-7 of its message, which decides where `versionAt` does not. Null where it orders nothing. */
  sentAt: Date | null;
  observedAt: Date | null;
  note: string | null;
  /** Where it stood, for problems and audit: `OBR[1].OBX[3]`. */
  place: string;
};
