export type {
  IncomingMerge,
  IncomingMessage,
  IncomingOrder,
  IncomingPatient,
  IncomingProvider,
  IncomingReport,
  IncomingResult,
  PatientClass,
  Sex,
} from './incoming.ts';
