export { type CheckResult, checkInvariants, type Finding, type InvariantReport } from './check.ts';
