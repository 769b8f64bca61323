export {
  CASE_SCRIPTS,
  type CaseScript,
  caseMessages,
  caseOrderNumbers,
  casePatient,
  correctionMessage,
  type Playing,
  PRACTICE_CASES,
  PRACTICE_CASES_WANTED,
  type PracticeCase,
} from './cases.ts';
export {
  CASE_CHECKS,
  CASE_PHASES,
  type CaseCheck,
  type CaseFacts,
  type CasePhase,
  type CaseRecord,
  type CaseVerdict,
  FIRST_CALL_WITHIN_SECONDS,
  judgeCase,
} from './judge-case.ts';
export { hasCritical, type PracticeOrder } from './orders.ts';
export { makeOru, type OruOptions } from './oru.ts';
export { practicePanels } from './panels.ts';
export {
  type PracticeDoctor,
  type PracticeOrganization,
  type PracticePatient,
  type PracticeWard,
  practiceDoctors,
  practiceOrganizations,
  practiceWards,
} from './people.ts';
export { makeMessage, type PracticeMessage, type PracticeState, startPractice } from './play.ts';
export { type Random, seededRandom } from './random.ts';
export { sampleMessage } from './sample.ts';
export { hl7Time, writeOru } from './write.ts';
